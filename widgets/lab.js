/* JupyterLab, as far as the course's widgets reach into it. It stands before the code of button.js
 * and of parts.js, as a widget brings its code whole.
 *
 * JupyterLab is there for us as `window.jupyterapp` when it was started with
 * --LabApp.expose_app_in_browser=True (`rapport lab` does).
 */

// Every widget carries its own copy of this file; what is done once per page is kept here.
const page = (window.__rapport ??= { kept: new WeakSet(), ticked: new WeakSet() });

/* Null where it cannot be reached; Voila shows an app under the same name that opens nothing. */
function lab() {
  const app = window.jupyterapp;
  return app?.commands?.hasCommand("docmanager:open") ? app : null;
}

/* The panel of the notebook that `el` is part of; null elsewhere. */
function panelOf(el) {
  const panels = lab()?.shell.widgets("main") ?? [];
  for (const panel of panels) {
    if (panel.content?.widgets && panel.context && panel.node.contains(el)) return panel;
  }
  return null;
}

function scrollerOf(notebook) {
  return notebook.outerNode ?? notebook.node;
}

/* Leave a reader where they are when Run All would take them to the last cell; and on a phone, once,
   fold the list of files, which leaves the page no room. */
function keepPlace(panel) {
  const notebook = panel.content;
  if (page.kept.has(notebook)) return;
  page.kept.add(notebook);
  // This first time nobody could remember the place, and JupyterLab has jumped already.
  if (notebook.activeCellIndex === notebook.widgets.length - 1) stayAt(notebook, 0, 0);
  if (page.listening) return;
  page.listening = true;
  if (window.innerWidth < 720) lab().shell.collapseLeft?.();
  lab().commands.commandExecuted.connect((_, { id }) => {
    const shown = lab().shell.currentWidget?.content;
    if (id !== "notebook:run-all-cells" || !page.kept.has(shown)) return;
    stayAt(shown, scrollerOf(shown).scrollTop, 500);
  });
}

/* Put the page to `top`, and hold it there while outputs above change their height, and against
   scrolling in the first `jump` ms: JupyterLab's own, to the last cell. Whoever scrolls later, by
   hand or with what helps them read, is let go. */
function stayAt(notebook, top, jump) {
  const scroller = scrollerOf(notebook);
  scroller.scrollTop = top;
  const edge = scroller.getBoundingClientRect().top;
  const below = (cell) => cell.node.getBoundingClientRect().bottom > edge;
  const index = notebook.widgets.findIndex(below);
  if (index < 0) return;
  notebook.deselectAll();
  notebook.activeCellIndex = index;
  const anchor = notebook.widgets[index].node;
  if (notebook.node.contains(document.activeElement)) anchor.focus({ preventScroll: true });

  // Outputs above may still change height: hold the cell in its place, not the number.
  const offset = anchor.getBoundingClientRect().top;
  const inputs = ["wheel", "touchstart", "pointerdown", "keydown"];
  const begun = performance.now();
  const end = begun + 3000;
  let hold = true;
  let at = scroller.scrollTop;
  const release = () => (hold = false);
  for (const input of inputs) window.addEventListener(input, release, { capture: true, once: true });
  const step = () => {
    if (hold && performance.now() < end) {
      const moved = anchor.getBoundingClientRect().top - offset;
      const scrolled = Math.abs(scroller.scrollTop - at) >= 1;
      if (Math.abs(moved) >= 1) {
        if (scrolled && performance.now() > begun + jump) release();
        else scroller.scrollTop += moved;
      }
      at = scroller.scrollTop;
      requestAnimationFrame(step);
    } else {
      for (const input of inputs) window.removeEventListener(input, release, { capture: true });
    }
  };
  step();
}

/* Call `then` once `el` is part of the page; gives a function that calls it off. */
function whenOnPage(el, then) {
  let timer = 0;
  const look = (tries) => {
    if (el.isConnected) then();
    else if (tries) timer = setTimeout(look, 50, tries - 1);
  };
  look(200);
  return () => clearTimeout(timer);
}
