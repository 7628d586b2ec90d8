/* A page of the course: its prose is already there; this wakes what moves.
 *
 * The server answers POST <run> with one JSON object a line:
 *   {"ahead": 3}                                  so many pages are woken before this one
 *   {"kernel": "…"}                               its kernel's address
 *   {"cell": 4, "outputs": […], "models": {…}}    a cell was run; the widgets it made or changed
 *   {"done": true}                                everything was run, the line may be opened
 */
import { Line } from "./line.js";
import { Manager } from "./manager.js";
import { make, showOutputs } from "./mime.js";
import { nameEverything } from "./names.js";

const SAY = {
  lost: "The connection is lost. Reconnecting …",
  back: "Connected again.",
  gone: "The simulation has fallen asleep. What you read is still here; start it again to go on.",
  full: "This page is full right now; try again in a minute.",
  broken: "The simulation could not be woken up.",
  ahead: (n) => `The simulation is waking up; ${n} ${n === 1 ? "page is" : "pages are"} before yours …`,
};

// For phones of before 2024; anywidget takes it for granted.
AbortSignal.any ??= (signals) => {
  const both = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) both.abort(signal.reason);
    signal.addEventListener("abort", () => both.abort(signal.reason), { signal: both.signal });
  }
  return both.signal;
};

const script = document.querySelector("script[data-run]");
const main = document.querySelector("main");
const status = document.getElementById("status");
const panel = document.getElementById("panel");
const cells = [...document.querySelectorAll("[data-cell]")];
const placeholders = new Map(cells.map((cell) => [cell, cell.innerHTML]));

/** A page in the life of its kernel; `Start again` makes a new one. */
class Run {
  #stop = new AbortController();
  #address = null;
  #line = null;
  #manager = null;
  #whole = false; // every cell was run
  #connected = false;
  #over = false;

  async start(first) {
    let answer;
    try {
      answer = await (first ?? fetch(script.dataset.run, this.#post()));
      if (answer instanceof Error) throw answer;
      if (answer.status === 503) return this.#ask(SAY.full, "Try again");
      if (!answer.ok) return this.#ask(SAY.broken);
      for await (const word of words(answer.body)) {
        if (this.#over) return;
        await this.#take(word);
      }
      if (!this.#whole) this.#ask(SAY.broken);
    } catch (error) {
      if (this.#over) return;
      console.error(error);
      this.#ask(SAY.broken);
    }
  }

  /** Give the kernel back at once: the page is left. */
  leave() {
    this.#over = true;
    this.#stop.abort();
    this.#line?.close();
    if (this.#address) navigator.sendBeacon(`${this.#address}/goodbye`);
  }

  #post() {
    return { method: "POST", cache: "no-store", signal: this.#stop.signal };
  }

  async #take(word) {
    if (word.ahead) {
      for (const waking of document.querySelectorAll(".waking")) {
        waking.textContent = SAY.ahead(word.ahead);
      }
    }
    if (word.kernel) {
      this.#address = word.kernel;
      this.#line = new Line(word.kernel);
      this.#line.onstate = (state) => this.#changed(state);
      this.#manager = new Manager(this.#line);
    }
    if (word.cell !== undefined) await this.#show(word);
    if (word.done) {
      this.#whole = true;
      this.#line.open();
    }
  }

  async #show({ cell, outputs, models }) {
    await this.#manager.restore(models);
    const host = cells.find((one) => one.dataset.cell === String(cell));
    if (!host) return;
    host.hidden = outputs.length === 0;
    host.removeAttribute("aria-busy");
    await showOutputs(outputs, host, this.#manager);
  }

  async #changed(state) {
    document.body.dataset.line = state;
    if (state === "gone") return this.#ask(SAY.gone);
    if (state === "lost") return say(SAY.lost);
    const before = this.#connected;
    this.#connected = true;
    if (before) say(SAY.back, 4_000);
    // Also the first time: a widget may have changed between the server's last look and now.
    await this.#manager.catchUp();
    document.body.dataset.line = "live";
  }

  #ask(text, label = "Start again") {
    this.leave();
    const button = make("button", "", label);
    button.type = "button";
    button.addEventListener("click", () => {
      panel.replaceChildren();
      panel.hidden = true;
      for (const cell of cells) {
        cell.innerHTML = placeholders.get(cell);
        cell.hidden = cell.dataset.quiet !== undefined;
        cell.setAttribute("aria-busy", "true");
      }
      say("");
      main.focus({ preventScroll: true });
      run = new Run();
      run.start();
    });
    say("");
    panel.hidden = false;
    panel.replaceChildren(make("p", "", text), button);
    for (const waking of document.querySelectorAll(".waking")) waking.classList.add("asleep");
  }
}

let quiet = 0;

function say(text, forMs = 0) {
  clearTimeout(quiet);
  status.textContent = text;
  if (forMs) quiet = setTimeout(() => (status.textContent = ""), forMs);
}

async function* words(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    rest += decoder.decode(value, { stream: !done });
    const lines = rest.split("\n");
    rest = lines.pop();
    for (const line of lines) if (line) yield JSON.parse(line);
    if (done) return;
  }
}

/** Charts ask the page, as they ask JupyterLab, whether it is light. */
function tellTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const tell = () => {
    document.body.dataset.jpThemeLight = String(!dark.matches);
    document.body.dataset.jpThemeName = dark.matches ? "JupyterLab Dark" : "JupyterLab Light";
  };
  dark.addEventListener("change", tell);
  tell();
}

tellTheme();
nameEverything(main);
let run = new Run();
run.start(window.rapportFirst);
addEventListener("pagehide", () => run.leave());
// The browser's Back may show the page as it was left, without the kernel that was given back.
addEventListener("pageshow", (event) => event.persisted && location.reload());
