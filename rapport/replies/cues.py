"""Plain cues: wordings by which a skill or a fault of a reply often shows.

Cues are rules of thumb written for this course. They find usual wordings, miss metaphor and
brevity, and are not calibrated against human raters: what they do not find is doubtful, so
the marker asks a person (see `rapport.marking.written`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rapport.replies.text import Span, sentences, span, straightened


@dataclass(frozen=True)
class Cue:
    """A skill or fault: what it is, one thing to try, and the wordings that show it."""

    says: str
    hint: str
    pattern: re.Pattern[str] | None = None

    def find(self, text: str) -> list[Span]:
        """Places in `text` where the cue shows; empty where it does not."""
        if self.pattern is None:
            return []
        found = self.pattern.finditer(straightened(text))
        return [span(text, each.start(), each.end()) for each in found]


def _any(*wordings: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(wordings) + r")", re.I)


_FEELING = (
    r"afraid|alone|anger|angry|anxious|ashamed|awful|betrayed|confus\w+|cross|disappoint\w+|dread\w*"
    r"|embarrass\w+|exhaust\w+|fear\w*|frighten\w*|frustrat\w+|grief|guilt\w*|helpless|horrible"
    r"|humiliat\w+|hurt\w*|irritat\w+|lonely|lost|mad|nervous|overwhelm\w+|pain\w*|panic\w*|raw"
    r"|relie[fv]\w*|sad\w*|scar(?:ed|y)|shak(?:en|y)|shame|sore|stung|terrif\w+|tired|torn"
    r"|uncertain|uneasy|unsafe|unsettl\w+|unsure|upset\w*|worr(?:y|ied|ying)|wary"
)

CUES: Mapping[str, Cue] = {
    "owns the slip": Cue(
        "names your own part in what went wrong",
        "Name what you did in plain words, starting with “I”.",
        _any(
            r"(?:i'm|i am|i was) (?:so |very |truly |really )?sorry(?! (?:if|that you))[,;:]? (?:that |for |about |i\b)",
            r"i apologi[sz]e",
            r"my apologies",
            r"i (?:did )?(?:look(?:ed)?|glanc(?:ed?|ing)|check(?:ed)?) (?:at|up at|over at) (?:the|my) (?:clock|watch)",
            r"i(?:'ve| have)? (?:got|did|said|missed|forgot|moved|handled|put|read|let|made)\b[^.!?\n]{0,40}"
            r"\b(?:wrong|badly|mistake|down|too fast|too soon|forgot|missed it)",
            r"(?:that|it)(?: was|'s| is) (?:mine|my (?:mistake|fault|doing|slip|part)|on me)",
            r"i (?:should|could) have\b",
            r"(?:you're|you are|you were) right[,:;.]? (?:that )?i\b",
            r"i own (?:that|it|this)",
            r"i (?:forgot|missed|misjudged|misread|overlooked)\b",
        ),
    ),
    "reflects": Cue(
        "says back, in fresh words, what it means to this client",
        "Say in your own words what it was like for this person, as a guess.",
    ),
    "names a feeling": Cue(
        "gives the feeling a name, as a guess the client may correct",
        "Try a feeling word that fits this moment, lightly: “I wonder if that felt …”.",
        _any(_FEELING),
    ),
    "validates": Cue(
        "conveys that the feeling makes sense in context",
        "Say why the feeling makes sense, given what happened.",
        _any(
            r"(?:makes|made|making) (?:a lot of |perfect |good |complete |every |total )?sense",
            r"no wonder",
            r"(?:it's|it is|that's|that is|that would be|it was|that was) (?:quite |very |only |completely |so )?"
            r"(?:understandable|natural|human|a fair|fair|reasonable|no surprise|not strange|hard|"
            r"painful|a lot)",
            r"of course (?:you|it|that)\b",
            r"(?:i can|i could|i) (?:see|understand|hear|get) (?:why|how|that it|that you)",
            r"anyone (?:would|might|could)",
            r"(?:you have|you've) (?:every|good|a good) reason",
            r"(?:it|that) (?:matters|mattered|counts)",
            r"you were right to",
            r"(?:i'm|i am) (?:really |very |so )?glad you (?:told|said|wrote|came|asked|let)",
            r"thank you for (?:telling|saying|writing|being|letting|coming|your)",
        ),
    ),
    "invites": Cue(
        "opens a door the client may walk through, or not",
        "End with one open question, or an invitation that can be declined.",
        re.compile(
            r"\b(?:what|how|where|which|when|who)\b[^.!?\n]{3,160}\?"
            r"|\b(?:would you|could you|can you|shall we|could we|can we|do you want to|"
            r"are you willing to|would it)\b[^.!?\n]{3,160}\?"
            r"|\b(?:tell me (?:more|about|what|how)|say more|i'd (?:like|love) to (?:hear|know|understand)|"
            r"i would (?:like|love) to (?:hear|know|understand)|i wonder (?:what|how|if|whether)|"
            r"i'm curious|if you(?:'d| would)? like|if you want|(?:bring|tell) (?:it|that|this|them|me)[^.!?\n]{0,40}"
            r"(?:session|thursday|when we|next time)|let's (?:look at|talk about|try|start))\b",
            re.I,
        ),
    ),
    "asks how it lands": Cue(
        "asks what the client makes of what was just said or done",
        "Ask how that sounds, or what you have got wrong.",
        _any(
            r"how (?:does|do|did|would|will|is) (?:that|this|it|what i)[^.!?\n]{0,60}\?",
            r"(?:what|how) (?:do|did|would|are) you (?:think|feel|make|say|find|feeling|finding)\b[^.!?\n]{0,80}\?",
            r"(?:does|do|did|would|is|are|was) (?:that|this|it|these|those)\b[^.!?\n]{0,60}"
            r"(?:fit|sound|feel|work|help|land|right|okay|ok|close|suit|fair|useful|too)[^.!?\n]{0,40}\?",
            r"(?:tell|let) me (?:know )?(?:if|when|where|whether|what)[^.!?\n]{0,60}"
            r"(?:wrong|off|miss|not|too|fit|help|hear|work|different)",
            r"(?:what|which)[^.!?\n]{0,40}(?:missed|helped|useful|less useful|change|different|differently|wrong)"
            r"[^.!?\n]{0,60}\?",
            r"correct me",
            r"ask (?:her|him|them|the client)? ?(?:what|how|whether|if)\b",
        ),
    ),
    "offers a choice": Cue(
        "leaves the client a real say",
        "Offer two ways to go on and let the client pick.",
        _any(
            r"(?:would|do) you (?:rather|prefer)",
            r"we (?:could|can|might)\b[^.!?\n]{2,120}\bor\b",
            r"(?:shall|should|could|can|do) we\b[^.!?\n]{2,120}\bor\b",
            r"(?:it's|it is|that's|that is|entirely|completely) up to you",
            r"(?:you|your) (?:decide|choose|choice|pick|call|say)\b",
            r"(?:which|whichever|what) (?:would|one|way|of)[^.!?\n]{0,60}(?:you|suit|prefer|better|first)",
            r"if (?:it|that)(?:'s| is)? (?:rubbish|no use|not|doesn't)[^.!?\n]{0,60}(?:go back|stop|change|drop|return)",
            r"(?:go|come|switch|change) back (?:to|if)",
            r"(?:as (?:little|much|slowly|far) as you|at your (?:pace|own pace)|your pace)",
        ),
    ),
    "keeps it brief": Cue(
        "says it in few words, so that the client has room",
        "Cut what the client did not ask for; leave room.",
    ),
}

FAULTS: Mapping[str, Cue] = {
    "advice": Cue(
        "tells the client what to do",
        "Hold the advice back and ask first.",
        _any(
            r"you (?:should|must|ought to|need to|have to|had better|'d better)\b(?! (?:not )?have| know)",
            r"why don't you",
            r"have you (?:tried|thought of|considered)",
            r"(?:my advice|i advise|i suggest (?:that )?you|i recommend)\b",
            r"(?:just|simply) try to",
            r"if i were you",
        ),
    ),
    "false reassurance": Cue(
        "soothes by a promise nobody can keep",
        "Stay with the worry instead of talking it away.",
        _any(
            r"(?:don't|do not|no need to|nothing to|try not to) worry",
            r"everything (?:will|'ll|is going to) (?:be|turn out) (?:ok|okay|fine|alright|all right|well)",
            r"(?:you'll|you will|it'll|it will) (?:be|feel) (?:absolutely |just |perfectly )?"
            r"(?:ok|okay|fine|alright|all right|better soon)",
            r"there(?:'s| is) nothing (?:wrong(?! with \w+ing)|to (?:worry|fear|be (?:afraid|scared|ashamed)))\b",
            r"i (?:promise|guarantee|can assure)(?: you)?(?: that)? "
            r"(?:it|everything|things|nothing|you(?:'ll|'re| will| are| won't))\b",
        ),
    ),
    "blame": Cue(
        "puts the fault on the client",
        "Leave the verdict out; say what you noticed and ask.",
        _any(
            r"(?<!as if )(?<!like )(?<!whether )(?<!feel )(?<!felt )(?<!if )(?<!that )you(?:'re| are| were) (?:being )?(?:too (?:sensitive|demanding|needy|emotional|clingy|much(?! (?:alone|to carry|on your)))|"
            r"overreacting|unreasonable|difficult|manipulat\w+|attention[- ]seeking|resist\w+|dramatic|childish)",
            r"you (?:always|never) (?:do|make|want|listen|let|take|push|run)",
            r"(?:that's|that is|it's|it is) (?:not fair on me|your (?:own )?fault|inappropriate|unacceptable|excessive)",
            r"you (?:made|make) me (?:feel|do|look|late|angry)",
            r"you(?:'ve| have) (?:let me down|wasted)",
            r"five (?:e-?mails|messages) (?:is|are|was|were) (?:far |much |way )?too (?:many|much)",
        ),
    ),
    "defensiveness": Cue(
        "defends the therapist before hearing the client",
        "Drop the explanation; own your part first.",
        _any(
            r"i (?:was|am) (?:only|just|merely)\b(?! (?:guess|wonder|half|partly))",
            r"i (?:didn't|did not) (?:mean|intend|look at (?:the|my) (?:clock|watch))\b",
            r"(?:that's|that is|that was) not what i (?:said|meant|did)",
            r"in my defen[cs]e",
            r"to be fair to me",
            r"you (?:have|need) to understand (?:that )?i\b",
            r"i have (?:other|many|lots of) (?:clients|patients)",
            r"(?:i'm|i am) sorry if you (?:feel|felt|think|thought|took|were offended)",
            # “I'm sorry that you felt alone” stays with the client; “felt that way” does not.
            r"(?:i'm|i am) sorry (?:that )?you (?:think|thought|took|were offended|fe(?:el|lt) (?:that|this|the) way)",
            r"(?:it is|it's) my job to (?:watch|keep|check)",
        ),
    ),
    "diagnosis": Cue(
        "treats a guess about the client as a fact",
        "Keep the label to yourself; describe what you saw.",
        _any(
            r"your (?:anxious|avoidant|disorgani[sz]ed|secure|insecure|fearful|dismissing|preoccupied)? ?"
            r"attachment (?:style|pattern|issues?|disorder|wound)",
            r"you(?:'re| are) (?:an? )?(?:anxious(?:ly attached| type)|avoidant|disorgani[sz]ed|borderline|"
            r"codependent|insecurely attached|preoccupied type)",
            r"(?:she|he|callie|henrik|tamsin|ofelia) (?:is|has) (?:an? |clearly |obviously |definitely )*"
            r"(?:anxious(?:ly)? attach\w+|avoidant|disorgani[sz]ed|borderline|attachment disorder|bpd|narciss\w+)",
            r"(?:borderline personality|attachment disorder|your (?:disorder|pathology|diagnosis))",
        ),
    ),
    "always available": Cue(
        "promises contact without limit",
        "Promise one thing you will surely keep, with a time.",
        _any(
            r"(?<!stop me )(?<!interrupt me )(?<!pause )(?<!stop )any ?time\b(?! (?:soon|to|in (?:our|the) (?:hour|session)))",
            r"day (?:or|and) night",
            r"whenever you (?:need|want|like|feel)",
            r"as (?:often|many|much) (?:as|e-?mails as) you (?:need|like|want)",
            r"i(?:'ll| will) (?:always|write (?:back )?(?:every|each)|answer (?:every|each|all)|be here every)\b"
            r"(?![^.!?\n]{0,40}(?:noon|working|by ))",
            r"i(?:'ll| will| can)\b[^.!?\n]{0,40} every (?:single )?(?:night|evening)",
            r"you (?:can|may)\b[^.!?\n]{0,40} every (?:single )?(?:night|evening)",
            r"every (?:single )?(?:night|evening),? i(?:'ll| will| can)",
            r"(?:my|this is my) (?:private|personal|home|own) (?:number|phone|mobile)",
            r"(?:call|ring|text|phone) me (?:tonight|at home)",
        ),
    ),
    "pressing": Cue(
        "pushes for more than the client is ready to give",
        "Make it smaller, and make it easy to say no.",
        _any(
            r"you (?:have|need|must|ought) (?:to )?(?:open up|tell me|let me in|talk about (?:your|the) feelings)",
            r"(?:open up|tell me everything)\b",
            r"what are you (?:hiding|running from|avoiding)",
            r"(?<!should i )(?<!shall i )(?:stop|quit) (?:hiding|avoiding|deflecting|joking|running)",
            r"we (?:must|need to|have to) (?:talk about|get to|go to|deal with) (?:your|the) (?:feelings|childhood|past)",
            r"therapy (?:only works|doesn't work|won't work|can't work)",
        ),
    ),
    "shutting the door": Cue(
        "ends, threatens or withdraws contact",
        "Keep the place open; say when you will next be there.",
        _any(
            r"(?:discharge|close your file|end (?:our|the) (?:work|therapy)|terminate)\b",
            r"(?:find|see|look for) (?:another|a different|someone else as) (?:therapist|counsell?or)",
            r"(?:not|no longer|won't|can't|stop) (?:answer|read|reply|respond)\w*(?: to)? (?:your|any|these|those|you)\b",
            r"(?:policy is|our policy|my policy|the policy)\b",
            r"if you (?:miss|don't come|do not come) (?:again|one more|another)",
            r"(?:stop|do not|don't) (?:e-?mail|writ|messag|contact)\w*",
        ),
    ),
}


def questions(text: str) -> list[Span]:
    """Sentences that end in a question mark."""
    return [sentence for sentence in sentences(text) if "?" in sentence.text[-3:]]
