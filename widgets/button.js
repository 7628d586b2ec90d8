/* The course's buttons (Check, Start), and task lists that can be ticked by clicking.
 * lab.js stands before it. Without JupyterLab (VS Code, another host) the buttons still speak of
 * what was saved last, and task lists are ticked by typing.
 */

/* ---- The button ------------------------------------------------------------------------- */

const TONES = { good: ["✓", "Complete"], mend: ["✎", "To mend"], note: ["·", "Note"], care: ["♥", ""] };
const PATIENCE = 20_000; // ms; a kernel that is busy with another cell answers late
const ASLEEP = {
  tone: "mend",
  text: "The notebook does not answer. Press Run ▸ Run All Cells, then press this button again.",
};

function render({ model, el }) {
  const button = make("button", "rapport-button", model.get("text"));
  button.type = "button";
  button.setAttribute("aria-label", model.get("label"));
  const said = make("div", "rapport-said");
  said.setAttribute("aria-live", "polite");
  el.classList.add("rapport-widget");
  el.replaceChildren(button, said);

  let waiting = 0;
  let savedLast = false;

  const show = (lines) => {
    clearTimeout(waiting);
    button.removeAttribute("aria-disabled");
    const list = make("ul", "rapport-lines");
    list.append(...lines.map(lineElement));
    const time = new Date().toLocaleTimeString([], { timeStyle: "medium" });
    said.replaceChildren(list, make("p", "rapport-time", `${model.get("done")} at ${time}`));
  };

  const press = async () => {
    if (button.hasAttribute("aria-disabled")) return;
    // Not `disabled`: that would throw the keyboard's focus back to the top of the page.
    button.setAttribute("aria-disabled", "true");
    said.replaceChildren(make("p", "rapport-time", "One moment …"));
    waiting = setTimeout(() => show([ASLEEP]), PATIENCE);
    const panel = panelOf(el);
    savedLast = !model.get("saves") || (await save(panel));
    try {
      model.send({ name: panel ? basename(panel.context.path) : null });
    } catch {
      show([ASLEEP]); // the kernel was restarted: this button's other half is gone
    }
  };

  const hear = async ({ lines, open }) => {
    const all = [...lines];
    if (!savedLast) {
      const text = `Save the notebook first (Ctrl/Cmd + S), then press ${model.get("text")} again. Below is about what was saved last.`;
      all.unshift({ tone: "mend", text });
    }
    if (open && !(await openNotebook(panelOf(el), open))) {
      all.push({ tone: "note", text: `Now open ${open.replace(/^(\.\.\/)+/, "")} yourself.` });
    }
    show(all);
  };

  button.addEventListener("click", press);
  model.on("msg:custom", hear);
  const stop = whenOnPage(el, () => {
    const panel = panelOf(el);
    if (!panel) return;
    keepPlace(panel);
    wakeTaskLists(panel);
    openUntouched(panel);
  });
  return () => {
    stop();
    clearTimeout(waiting);
    model.off("msg:custom", hear);
  };
}

function lineElement({ tone, text }) {
  const [icon, word] = TONES[tone] ?? TONES.note;
  const line = make("li", `rapport-line rapport-${tone in TONES ? tone : "note"}`);
  const mark = make("span", "rapport-icon", icon);
  mark.setAttribute("aria-hidden", "true");
  const words = make("span", "rapport-words");
  words.append(word && make("strong", "", `${word}: `), text);
  line.append(mark, words);
  return line;
}

/* ---- Saving the notebook, opening another ------------------------------------------------- */

/* Save the notebook `panel` shows, whichever tab is in front; say whether it worked. */
async function save(panel) {
  if (!panel) return false;
  let saved = false;
  // A failed save shows JupyterLab's own dialog and does not reject, so listen for the end.
  const listen = (_, state) => (saved ||= state.startsWith("completed"));
  panel.context.saveState.connect(listen);
  try {
    await panel.context.save();
  } catch {
    saved = false;
  } finally {
    panel.context.saveState.disconnect(listen);
  }
  return saved;
}

/* Open a notebook given relative to the folder of the one `panel` shows. */
async function openNotebook(panel, relative) {
  if (!panel) return false;
  const folder = new URL(panel.context.path.replace(/[^/]*$/, ""), "file:///");
  const path = decodeURIComponent(new URL(relative, folder).pathname).slice(1);
  try {
    await lab().commands.execute("docmanager:open", { path });
    return true;
  } catch {
    return false;
  }
}

/* ---- Answer cells: boxes that tick, and text that is ready to be typed -------------------- */

const WRITTEN = new Set(["order", "classify", "reply", "note"]);
const TASK = /^\s*(?:>\s?)*(?:[-*+]|\d{1,9}[.)])\s+\[([ xX])\]\s+\S/;

/* What the question says of the answer in `cell`; null where it is no answer cell. */
function formOf(cell) {
  if (cell.model?.type !== "markdown" || cell.model.sharedModel.isDisposed) return null;
  const form = cell.model.getMetadata("rapport");
  return form && typeof form === "object" && !Array.isArray(form) ? form : null;
}

function boxesOf(cell) {
  return [...cell.node.querySelectorAll(".jp-MarkdownOutput li input[type=checkbox]")];
}

/* Give the offset of every task's mark, the character between the brackets. */
function taskMarks(source) {
  const marks = [];
  let offset = 0;
  let fence = null;
  for (const line of source.split("\n")) {
    const border = line.match(/^\s*(```|~~~)/)?.[1];
    if (border && (!fence || fence === border)) fence = fence ? null : border;
    const task = fence ? null : line.match(TASK);
    if (task) marks.push(offset + line.indexOf("[") + 1);
    offset += line.length + 1;
  }
  return marks;
}

function wakeTaskLists(panel) {
  if (page.ticked.has(panel)) return;
  page.ticked.add(panel);
  // Once, however many notebooks; on the window, as JupyterLab itself captures on the document.
  window.addEventListener("keydown", (page.keys ??= keepKey), true);
  const notebook = panel.content;
  const place = (box) => {
    const cell = notebook.widgets.find((cell) => cell.node.contains(box));
    return cell && { cell, box, index: boxesOf(cell).indexOf(box) };
  };
  let held = null; // the box that has the keyboard's focus

  const wake = () => {
    for (const cell of notebook.widgets) {
      const form = formOf(cell);
      if (!form) continue;
      if (WRITTEN.has(form.kind)) nameEditor(cell, form);
      const boxes = boxesOf(cell);
      // Text the page reads otherwise than we do: better no click than a tick in a wrong place.
      if (boxes.length !== taskMarks(cell.model.sharedModel.getSource()).length) continue;
      for (const box of boxes) wakeBox(box, form);
      if (held?.cell === cell && !held.box.isConnected && boxes[held.index]) {
        const nowhere = [null, document.body, notebook.node, cell.node, scrollerOf(notebook)];
        if (nowhere.includes(document.activeElement)) {
          boxes[held.index].focus({ preventScroll: true });
        }
      }
    }
  };

  notebook.node.addEventListener("change", (event) => {
    if (!event.target.matches?.(".rapport-tick")) return;
    const { cell, box, index } = place(event.target);
    tick(cell, index, box.checked);
  });
  notebook.node.addEventListener("click", (event) => {
    const box = boxOfLine(event.target);
    if (box && window.getSelection().isCollapsed) box.click();
  });
  // A quick second click on an option is a second tick, not a wish to edit Markdown.
  notebook.node.addEventListener(
    "dblclick",
    (event) => {
      if (boxOfLine(event.target) || event.target.matches?.(".rapport-tick")) {
        event.stopPropagation();
      }
    },
    true,
  );
  document.addEventListener("focusin", (event) => {
    held = event.target.matches?.(".rapport-tick") ? (place(event.target) ?? null) : null;
  });
  new MutationObserver(wake).observe(notebook.node, { childList: true, subtree: true });
  wake();
}

function nameEditor(cell, form) {
  cell.node.classList.add("rapport-written");
  cell.node.querySelector(".cm-content")?.setAttribute("aria-label", `Your answer: ${form.title}`);
}

function wakeBox(box, form) {
  if (box.classList.contains("rapport-tick") && !box.disabled) return;
  const line = box.closest("li");
  const own = line.cloneNode(true);
  own.querySelectorAll("ul, ol").forEach((nested) => nested.remove());
  box.disabled = false;
  box.classList.add("rapport-tick");
  box.setAttribute("aria-label", own.textContent.trim());
  line.classList.add("rapport-option");
  if (form.kind === "choice") box.setAttribute("aria-description", "Choose one");
}

/* The box of the option whose text was clicked; null on a link, a box or anywhere else. */
function boxOfLine(target) {
  if (!target.closest || target.closest("a, input, button, .cm-editor")) return null;
  return target.closest("li.rapport-option")?.querySelector(".rapport-tick") ?? null;
}

/* Write a tick into the cell's text; a `choice` keeps one at most. */
function tick(cell, index, checked) {
  const one = formOf(cell)?.kind === "choice";
  const boxes = boxesOf(cell);
  const shared = cell.model.sharedModel;
  const source = shared.getSource();
  const marks = taskMarks(source);
  if (marks.length !== boxes.length) return; // the text has moved on and is about to be drawn anew
  shared.transact(() => {
    marks.forEach((offset, n) => {
      const mark = n === index ? checked : one && checked ? false : null;
      if (mark === null || mark === (source[offset] !== " ")) return;
      shared.updateSource(offset, offset + 1, mark ? "x" : " ");
      boxes[n].checked = mark; // the page itself follows a second later
    });
  });
}

/* Keep keys from JupyterLab that it would take otherwise than a writer of prose means them. */
function keepKey(event) {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.closest?.(".rapport-written .cm-content")) {
    // Tab leads on to the Check button, as everywhere on the web; it would indent the line.
    if (key === "Tab" && !document.querySelector(".jp-Completer:not(.lm-mod-hidden)")) {
      event.stopImmediatePropagation();
    }
  } else if (target.matches?.(".rapport-tick")) {
    // Single keys are commands in a notebook: x cuts the cell.
    if (key === "Tab" || (key === "Enter" && event.shiftKey)) return;
    event.stopImmediatePropagation();
    if (key === "Enter") {
      event.preventDefault();
      target.click();
    }
  }
}

/* Open every written answer that is still untouched, so that a text box stands there. */
function openUntouched(panel) {
  const notebook = panel.content;
  const scroller = scrollerOf(notebook);
  const focused = document.activeElement;
  const top = scroller.scrollTop;
  for (const cell of notebook.widgets) {
    const form = formOf(cell);
    if (!form || !WRITTEN.has(form.kind) || !cell.rendered) continue;
    const source = cell.model.sharedModel.getSource();
    if (typeof form.starter === "string" && source.trim() === form.starter.trim()) {
      cell.rendered = false;
    }
  }
  if (document.activeElement !== focused) focused?.focus?.({ preventScroll: true });
  if (scroller.scrollTop !== top) scroller.scrollTop = top;
}

/* ---- Small things ------------------------------------------------------------------------- */

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

function basename(path) {
  return path.slice(path.lastIndexOf("/") + 1);
}

export default { render };
