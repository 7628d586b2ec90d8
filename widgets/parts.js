/* Draws the list of parts the kernel sent (widgets/parts.py) and tells it what the learner does.

   Every part is drawn anew from its description, and what is on the page is then changed to match:
   so the keyboard's focus, an unfolded <details> and a slider under the finger stay as they are.
   Text becomes text nodes only; nothing is ever read as HTML. */

const PATIENCE = 20_000; // ms; a kernel that is busy with another cell answers late
const SLOW = 1_000; // ms; after this a moving dial is told again without an answer
const TONES = { good: ["✓", "Good: "], mend: ["✎", "To mend: "], note: ["·", ""] };
const FITS = {
  true: ["✓", "This fits. "],
  false: ["✕", "This does not fit. "],
  null: ["≈", "It depends. "],
};

export default () => {
  let parts = new Map(); // by key, in their order
  let revision = 0;
  let tell = () => {};
  let trouble = "";
  const views = new Set();
  const waiting = new Map(); // by key: the number of the last event the kernel has not answered
  const moving = new Map(); // by key: a dial's last event, to be told as soon as may be
  const redraw = (focus) => views.forEach((draw) => draw(focus));

  function initialize({ model }) {
    let count = 0;
    let answered = 0;
    let frame = 0;
    const timers = new Set();
    const later = (act, delay) => {
      const timer = setTimeout(() => (timers.delete(timer), act()), delay);
      timers.add(timer);
    };
    const say = (content) => {
      try {
        model.send(content);
      } catch {
        stuck(""); // a saved page, or a kernel that was started anew
      }
    };
    const stuck = (failed) => {
      const wake = lab() ? "Press Run ▸ Run All Cells" : "Load it again";
      trouble = failed
        ? `This step failed (${failed}); please tell your instructor.`
        : `This page does not answer. ${wake}, then go on.`;
      redraw();
    };
    const send = (event) => {
      const n = ++count;
      waiting.set(event.key, n);
      later(() => answered < n && stuck(""), PATIENCE);
      say({ n, ...event });
    };
    const flush = () => {
      frame = 0;
      for (const [key, { name, value }] of moving) {
        if (waiting.has(key)) continue;
        moving.delete(key);
        send({ key, name, value });
        const n = count;
        later(() => waiting.get(key) === n && (waiting.delete(key), flush()), SLOW);
      }
    };
    tell = (part, name, value, changes = {}) => {
      const key = part.key;
      parts.set(key, { ...part, ...changes });
      redraw();
      if (part.kind !== "dial") return send({ key, name, value });
      moving.set(key, { name, value });
      frame ||= requestAnimationFrame(flush);
    };

    const whole = () => {
      const state = model.get("_parts");
      parts = new Map(state.parts.map((part) => [part.key, part]));
      revision = state.revision;
      redraw();
    };
    const heard = ({ heard: n, key, part, failed }) => {
      answered = Math.max(answered, n);
      if (failed) stuck(failed);
      else trouble = "";
      if (waiting.get(key) === n) {
        waiting.delete(key);
        if (moving.has(key)) flush();
        else if (part && parts.has(key)) parts.set(key, part);
      }
      redraw();
    };
    const message = (content) => {
      if (content.heard) heard(content);
      if (!content.patch || content.revision <= revision) return;
      if (content.revision > revision + 1) return say({ hello: revision });
      revision = content.revision;
      parts = patched(parts, content.patch, waiting);
      redraw(content.patch.focus);
    };
    whole();
    model.on("change:_parts", whole);
    model.on("msg:custom", message);
    // From now on patches are heard; what was changed before this is sent once more if needed.
    say({ hello: revision });
    const forget = remember(model, (key, value) => send({ key, name: "remembered", value }));
    return () => {
      model.off("change:_parts", whole);
      model.off("msg:custom", message);
      timers.forEach(clearTimeout);
      cancelAnimationFrame(frame);
      forget();
    };
  }

  function render({ el }) {
    const draw = view(el, () => parts, (...event) => tell(...event), () => trouble);
    draw();
    views.add(draw);
    const stop = keepKeys(el);
    const stay = whenOnPage(el, () => {
      const panel = panelOf(el);
      if (panel) keepPlace(panel);
    });
    return () => {
      views.delete(draw);
      stay();
      stop();
    };
  }

  return { initialize, render };
};

/* Give the parts with a patch of parts.py's `difference` applied. A part whose last event is not
   answered yet stays as the learner left it; the answer brings its newest state. */
export function patched(parts, patch, waiting = new Map()) {
  const mine = (key) => (waiting.has(key) ? parts.get(key) : null);
  const keys = patch.order ?? [...parts.keys()];
  return new Map(keys.map((key) => [key, mine(key) ?? patch.parts[key] ?? parts.get(key)]));
}

/* ---- One view ----------------------------------------------------------------------------- */

function view(el, parts, tell, trouble) {
  const prefix = `rp-${Math.random().toString(36).slice(2)}-`;
  const drawn = new Map(); // by key: the description that is on the page
  el.classList.add("rapport-parts");

  const draw = (focus) => {
    const fresh = drawn.size === 0;
    const held = el.getRootNode().activeElement;
    const place = [...el.children].findIndex((child) => child.contains(held));
    const wanted = [];
    for (const [key, part] of parts()) {
      const id = `${part.kind}:${key}`;
      const there = [...el.children].find((child) => child.dataset.id === id);
      if (there && drawn.get(key) === part) wanted.push(there);
      else {
        const inside = DRAW[part.kind](part, `${prefix}${key}`);
        wanted.push(h("div", { class: `rp-part rp-${part.kind}`, "data-id": id }, inside));
        if (!fresh && !there) quietAtFirst(wanted.at(-1));
      }
      drawn.set(key, part);
    }
    for (const key of [...drawn.keys()]) if (!parts().has(key)) drawn.delete(key);
    const said = trouble() && line("mend", trouble());
    wanted.push(h("div", { class: "rp-trouble", "data-id": "trouble", role: "status" }, said));
    arrange(el, wanted);
    if (focus) goTo([...el.children].find((child) => child.dataset.id.endsWith(`:${focus}`)));
    else if (place >= 0 && held !== el.getRootNode().activeElement) {
      if (held.isConnected) held.focus({ preventScroll: true });
      else goTo(el.children[Math.min(place, el.children.length - 2)], true);
    }
  };

  const partOf = (node) => parts().get(node.closest(".rp-part").dataset.id.split(/:(.*)/s)[1]);
  el.addEventListener("click", (event) => {
    const { target } = event;
    if (target.closest("a[href]")) return openPage(event, el);
    const button = target.closest("button[data-do]");
    if (!button || button.hasAttribute("aria-disabled")) return;
    const { do: act, value } = button.dataset;
    const part = partOf(button);
    if (act === "copy") copy(button, part.value);
    else if (act === "save") tell(part, act, save(part));
    else tell(part, act, value ?? null);
  });
  const move = (name) => ({ target }) => {
    if (target.type === "range") {
      const value = Number(target.value);
      tell(partOf(target), name, value, { value });
    } else if (target.type === "radio" && name === "change") {
      tell(partOf(target), "choose", target.value, { chosen: target.value });
    }
  };
  el.addEventListener("input", move("input"));
  el.addEventListener("change", move("change"));
  el.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey } = event;
    const written = target.name === "writing" && (ctrlKey || metaKey); // Enter alone is a new line
    if (key !== "Enter" || (target.name !== "code" && !written)) return;
    event.preventDefault(); // JupyterLab keeps Enter from the form, other pages do not
    target.form.requestSubmit();
  });
  el.addEventListener("submit", (event) => {
    event.preventDefault();
    const { code, writing } = event.target.elements;
    const part = partOf(event.target);
    if (writing) tell(part, "change", writing.value, { value: writing.value });
    else if (code.value.trim()) tell(part, "change", code.value.trim());
  });
  return draw;
}

/* A line that is new on the page is read out only if its words come a moment after it. */
function quietAtFirst(node) {
  const live = node.querySelector("[role=status]");
  const words = live && [...live.childNodes];
  live?.replaceChildren();
  if (live) setTimeout(() => live.firstChild || live.replaceChildren(...words), 80);
}

function goTo(node, stay = false) {
  if (!node) return;
  const place = node.querySelector("textarea"); // whoever goes to a place to write, writes
  if (place) return place.focus();
  node.tabIndex = -1;
  node.focus({ preventScroll: true });
  if (!stay) node.scrollIntoView({ block: "start" });
  node.addEventListener("blur", () => node.removeAttribute("tabindex"), { once: true });
}

/* Keep arrows and letters that a control needs from JupyterLab, where they are commands. */
function keepKeys(el) {
  const keep = ({ key, target, ctrlKey, metaKey, altKey, shiftKey }) => {
    if (!el.contains(target) || !target.matches("input, textarea, button, summary, a")) return;
    const writes = key === "Enter" && target.matches("textarea"); // with any other key held as well
    const page =
      !writes && (ctrlKey || metaKey || altKey || key === "Tab" || (key === "Enter" && shiftKey));
    target.toggleAttribute("data-lm-suppress-shortcuts", !page);
  };
  // On the window, as JupyterLab itself captures on the document.
  window.addEventListener("keydown", keep, true);
  return () => window.removeEventListener("keydown", keep, true);
}

/* ---- How each part looks ------------------------------------------------------------------ */

const DRAW = {
  text: ({ text }) => prose(text),
  heading: ({ text, level }) => h(`h${level}`, {}, text),
  card: ({ title, text, says, tags }, id) =>
    h(
      "article",
      { "aria-labelledby": id },
      h("h4", { id }, title),
      tags.length > 0 &&
        h("ul", { class: "rp-tags", "aria-label": "About" }, tags.map((tag) => h("li", {}, tag))),
      prose(text),
      says && h("blockquote", {}, prose(says)),
    ),
  dial: (part, id) => {
    const { label, value, low, high, low_word, high_word, step, help, words } = part;
    const share = (value - low) / (high - low);
    const word = words[Math.min(words.length - 1, Math.floor(share * words.length + 1e-9))];
    const number = value.toFixed(Math.min(4, String(step).split(".")[1]?.length ?? 0));
    const about = help ? `${id}-help` : null;
    return [
      top(h("label", { for: id }, label), number, word),
      help && h("p", { class: "rp-soft", id: about }, inline(help)),
      h("input", {
        type: "range", id, min: low, max: high, step, value, style: `--at: ${share}`,
        "aria-valuetext": `${number}, ${word}`, "aria-describedby": about,
      }),
      h("div", { class: "rp-ends", "aria-hidden": "true" },
        h("span", {}, low_word), h("span", {}, high_word)),
    ];
  },
  meter: ({ label, value, says, tone }, id) => {
    const number = value.toFixed(2);
    const bar = {
      class: `rp-bar rp-${tone}`, role: "meter", "aria-labelledby": id, "aria-valuenow": value,
      "aria-valuemin": 0, "aria-valuemax": 1, "aria-valuetext": says ? `${number}, ${says}` : number,
    };
    const mark = tone !== "note" && icon(TONES[tone][0]);
    return [
      top(h("span", { id }, label), number, says, mark),
      h("div", bar, h("div", { style: `--at: ${value}` })),
    ];
  },
  bet: ({ question, options, chosen, answer, because }, id) => {
    const row = (text) => {
      if (answer === null) {
        const box = h("input", { type: "radio", name: id, value: text, checked: text === chosen });
        return h("label", { class: "rp-option" }, box, h("span", {}, text));
      }
      const tags = [text === chosen && "your bet", text === answer && "what came out"];
      const marks = tags.filter(Boolean).map((tag) => h("span", { class: "rp-tag" }, tag));
      const name = text === answer ? "rp-option rp-answer" : "rp-option";
      return h("div", { class: name }, h("span", {}, text), marks);
    };
    return [
      h("fieldset", {}, h("legend", {}, inline(question)), options.map(row)),
      h("div", { class: "rp-why", "aria-live": "polite" },
        answer !== null && outcome(chosen, answer, because)),
    ];
  },
  question: ({ prompt, options, chosen, many, all_shown }) => {
    const row = ({ text, because, fits }) => {
      const on = chosen.includes(text);
      const press = {
        type: "button", class: many ? "rp-option rp-many" : "rp-option",
        "data-do": "choose", "data-value": text, "aria-pressed": String(on),
      };
      return [
        h("button", press, h("i"), h("span", {}, text)),
        h("div", { class: "rp-why", "aria-live": "polite" },
          (on || all_shown) && said(FITS[fits], because)),
      ];
    };
    const all = chosen.length > 0 && !all_shown;
    return [
      h("fieldset", {}, h("legend", {}, inline(prompt)), options.map(row)),
      h("p", { class: "rp-row" },
        all && h("button", { type: "button", class: "rp-link", "data-do": "press" }, "Show all reasons"),
        all && many && h("span", { class: "rp-soft" }, "There is still one to find, or to take back.")),
    ];
  },
  buttons: ({ items, label, wide }) => {
    const row = items.map(({ key, label, primary, disabled, pressed = null }) =>
      h("button", {
        type: "button", class: primary ? "rp-button rp-primary" : "rp-button", "data-do": "press",
        // Not `disabled`: that would throw the keyboard's focus back to the top of the page.
        "data-value": key, "data-id": key, "aria-disabled": disabled && "true",
        "aria-pressed": pressed === null ? null : String(pressed),
      }, label),
    );
    if (!label && !wide) return row;
    return h("fieldset", { class: wide ? "rp-wide" : "rp-few" },
      label && h("legend", {}, label), h("div", { class: "rp-row" }, row));
  },
  steps: ({ now, of, label }) => [
    h("p", {}, h("strong", {}, `${now} of ${of}`), label && ` · ${label}`),
    h("div", { class: "rp-way", "aria-hidden": "true" },
      Array.from({ length: of }, (_, n) => h("i", { class: n < now && "rp-done" }))),
  ],
  recap: ({ title, lines }, id) =>
    h("section", { "aria-labelledby": id }, h("h4", { id }, title),
      h("ol", {}, lines.map((each) => h("li", {}, inline(each))))),
  table: grid,
  takeaway: (part) => [
    grid(part),
    h("p", { class: "rp-row rp-tools" },
      h("button", {
        type: "button", class: "rp-button", "data-do": "save",
        "aria-label": `Save this card: ${part.title}`,
      }, "Save this card")),
  ],
  honesty: ({ says, from_articles, ours, limits }) => {
    const list = (name, texts) =>
      texts.length > 0 &&
      [h("h4", {}, name), h("ul", {}, texts.map((text) => h("li", {}, inline(text))))];
    return h("details", {},
      h("summary", {}, h("strong", {}, "A teaching model: "), says),
      list("From the articles", from_articles), list("Ours", ours),
      limits && [h("h4", {}, "What it cannot tell"), prose(limits)]);
  },
  notice: ({ text, support, opt_out_label }) =>
    h("section", { "aria-label": "Before you go on" },
      h("p", { class: "rp-label" }, "Before you go on"), prose(text),
      support && h("div", { class: "rp-soft" }, prose(support)),
      h("p", { class: "rp-row rp-tools" },
        h("button", { type: "button", class: "rp-button", "data-do": "opt_out" }, opt_out_label))),
  code: ({ label, value, ask }, id) => [
    value && h("div", { class: "rp-field" }, h("label", { for: id }, label),
      h("div", { class: "rp-row" }, h("input", { id, readonly: true, value }),
        h("button", { type: "button", class: "rp-button", "data-do": "copy" }, "Copy"),
        h("span", { class: "rp-soft", role: "status", "data-own": "1" }))),
    ask && h("form", { class: "rp-field", "data-id": "ask" }, h("label", { for: `${id}-ask` }, ask),
      h("div", { class: "rp-row" },
        h("input", {
          id: `${id}-ask`, name: "code", autocomplete: "off", spellcheck: "false", maxlength: 400,
        }),
        h("button", { class: "rp-button" }, "Restore"))),
  ],
  writing: ({ label, press, help, value, most }, id) =>
    h("form", { class: "rp-field", "data-id": "write" }, h("label", { for: id }, label),
      help && h("p", { class: "rp-soft", id: `${id}-help` }, inline(help)),
      h("textarea", {
        id, name: "writing", rows: 4, maxlength: most, "aria-describedby": help && `${id}-help`,
      }, value),
      h("p", { class: "rp-row" }, h("button", { class: "rp-button rp-primary" }, press),
        h("span", { class: "rp-soft" }, "or Ctrl/⌘ + Enter"))),
  spoken: ({ label, sentences }, id) =>
    h("section", { "aria-labelledby": id }, h("p", { class: "rp-label", id }, label),
      h("ol", {}, sentences.map(({ text, tag, says, tone }) =>
        h("li", { class: `rp-tone-${tone}` }, h("q", {}, text),
          h("p", {}, icon(TONES[tone][0]), h("strong", {}, tag), `: ${says}`))))),
  spans: ({ label, spans }, id) =>
    h("section", { "aria-labelledby": id }, h("p", { class: "rp-label", id }, label),
      h("ul", {}, spans.map(({ label, low, value, high, says }) =>
        h("li", {}, top(h("span", {}, label), "", ""), h("p", { class: "rp-soft" }, says),
          h("div", { class: "rp-span", "aria-hidden": "true" },
            h("i", { style: `--low: ${low}; --high: ${high}` }),
            h("b", { style: `--at: ${value}` })))))),
  status: ({ text, tone }) => h("div", { role: "status" }, text && line(tone, text)),
};

function top(name, number, word, mark) {
  return h("div", { class: "rp-top" }, name,
    h("span", { class: "rp-now" }, mark, word && `${word} · `, h("strong", {}, number)));
}

function outcome(chosen, answer, because) {
  const came = `it came out as “${answer}”. `;
  if (chosen === null) return said(["·", "Without a bet: "], came + because);
  if (chosen === answer) return said(["✓", "Your bet held: "], came + because);
  return said(["≠", "It came out otherwise: "], `you bet on “${chosen}”, ${came}${because}`);
}

function line(tone, text) {
  return said(TONES[tone], text);
}

function said([mark, word], text) {
  const words = h("span", {}, word && h("strong", {}, word), inline(text));
  return h("p", { class: "rp-said" }, icon(mark), words);
}

function icon(mark) {
  const tone = { "✓": "rp-icon rp-good", "✎": "rp-icon rp-mend" }[mark] ?? "rp-icon";
  return h("span", { class: tone, "aria-hidden": "true" }, mark);
}

function grid({ title, head, rows, note }) {
  const cells = (row) =>
    row.map((text, n) => (n ? h("td", {}, text) : h("th", { scope: "row" }, text)));
  return h("div", { class: "rp-scroll", tabindex: 0, role: "group", "aria-label": title },
    h("table", {}, h("caption", {}, title),
      h("thead", {}, h("tr", {}, head.map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, cells(row))))),
    note && h("div", { class: "rp-soft" }, prose(note)));
}

/* ---- Prose: paragraphs, **bold**, *italic*, [links](page) ---------------------------------- */

const MARKS = /\*\*(?!\s)(.+?)\*\*|\*(?!\s)(.+?)(?<!\s)\*|\[(.+?)\]\((\S+?)\)/s;

function prose(text) {
  const found = text.split(/\n\s*\n/).map((each) => each.trim());
  return found.filter(Boolean).map((each) => h("p", {}, inline(each)));
}

function inline(text) {
  const found = text.match(MARKS);
  if (!found) return [text];
  const [all, bold, italic, words, address] = found;
  const rest = inline(text.slice(found.index + all.length));
  const before = text.slice(0, found.index);
  if (bold) return [before, h("strong", {}, inline(bold)), ...rest];
  if (italic) return [before, h("em", {}, inline(italic)), ...rest];
  return [before, link(words, address), ...rest];
}

/* A page of the course, or an https address; anything else stays the text it is. */
function link(words, address) {
  if (/^https:\/\//i.test(address)) {
    return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, inline(words));
  }
  if (/^[\w.#?-][\w./#?=&%-]*$/.test(address)) return h("a", { href: address }, inline(words));
  return `[${words}](${address})`;
}

/* In JupyterLab a page of the course opens as a tab, not as a second JupyterLab. */
function openPage(event, el) {
  const address = event.target.closest("a[href]").getAttribute("href");
  const panel = panelOf(el);
  if (!panel || /^https:|^#/i.test(address)) return;
  event.preventDefault();
  const folder = new URL(panel.context.path, "file:///");
  const path = decodeURIComponent(new URL(address, folder).pathname).slice(1);
  lab().commands.execute("docmanager:open", { path });
}

/* ---- Saving, copying, remembering ---------------------------------------------------------- */

const PAPER = `body{max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1d1d1f;background:#fff;
font:16px/1.5 system-ui,sans-serif}table{width:100%;border-collapse:collapse}caption{padding:0 0 .8rem;
font-size:1.4rem;font-weight:600;text-align:left}th,td{padding:.5rem .7rem;border:1px solid #808088;
text-align:left;vertical-align:top}thead th{background:#eef4f9}p{margin:.8rem 0;color:#595960}tr{break-inside:avoid}`;

/* Save the card as a page of its own; built from nodes, so its words stay words. */
function save(part) {
  const page = document.implementation.createHTMLDocument(part.title);
  page.documentElement.lang = "en";
  page.head.prepend(h("meta", { charset: "utf-8" }));
  page.head.append(h("meta", { name: "viewport", content: "width=device-width" }));
  page.head.append(h("style", {}, PAPER));
  page.body.append(...grid(part).childNodes);
  const text = `<!doctype html>\n${page.documentElement.outerHTML}`;
  const href = URL.createObjectURL(new Blob([text], { type: "text/html" }));
  h("a", { href, download: part.filename }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
  return part.filename;
}

async function copy(button, text) {
  const field = button.parentNode.querySelector("input");
  const status = button.parentNode.querySelector("[role=status]");
  try {
    await navigator.clipboard.writeText(text);
    status.textContent = "Copied";
  } catch {
    field.select(); // no leave to write to the clipboard, or no https
    status.textContent = document.execCommand("copy") ? "Copied" : "Press Ctrl/Cmd + C";
  }
  setTimeout(() => (status.textContent = ""), 3000);
}

/* Keep `memory` in the page's address, and say once what the address held. */
function remember(model, say) {
  const name = model.get("remember");
  if (!name || lab()) return () => {};
  const entries = () => location.hash.slice(1).split("&").filter(Boolean);
  const mine = (entry) => entry.startsWith(`${name}=`);
  const keep = () => {
    const memory = encodeURIComponent(model.get("memory"));
    const others = entries().filter((entry) => !mine(entry));
    const hash = [...others, ...(memory ? [`${name}=${memory}`] : [])].join("&");
    try {
      history.replaceState(history.state, "", hash ? `#${hash}` : location.href.split("#")[0]);
    } catch {
      /* a page without an address of its own */
    }
  };
  let held = "";
  try {
    held = decodeURIComponent(entries().find(mine)?.slice(name.length + 1) ?? "");
  } catch {
    /* cut short on its way here */
  }
  model.on("change:memory", keep);
  if (held && held !== model.get("memory")) say(name, held);
  else keep();
  return () => model.off("change:memory", keep);
}

/* ---- Nodes --------------------------------------------------------------------------------- */

function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return node;
}

/* Make `wanted` the children of `parent`; what is there already is kept and changed to match. */
function arrange(parent, wanted) {
  const name = (node) => node.dataset?.id;
  const names = new Set(wanted.map(name));
  for (const child of [...parent.childNodes]) {
    if (name(child) && !names.has(name(child))) child.remove();
  }
  const named = new Map([...parent.childNodes].filter(name).map((child) => [name(child), child]));
  let at = parent.firstChild;
  for (const want of wanted) {
    let have = want;
    if (want.parentNode !== parent) {
      const match = name(want) ? named.get(name(want)) : at;
      if (match?.nodeName === want.nodeName && name(match) === name(want)) {
        if (match.nodeType === Node.TEXT_NODE) match.data = want.data;
        else morph(match, want);
        have = match;
      }
    }
    if (have === at) at = at.nextSibling;
    else parent.insertBefore(have, at);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

/* Change `old` until it is as `fresh`, but for what the learner did to it. */
function morph(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !["open", "tabindex"].includes(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  if (old.type === "range" || old.readOnly) old.value = fresh.value;
  if (old.type === "radio") old.checked = fresh.checked;
  if (!fresh.dataset.own) arrange(old, [...fresh.childNodes]);
}
