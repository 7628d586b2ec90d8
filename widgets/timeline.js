/* Draws the time line of events (widgets/timeline.py): every pin is a slider along the sessions.

   Pins are nodes that stay while they move, so that the keyboard's focus and a finger stay on them.
   Where two pins would lie on each other, the later one hangs lower. Text becomes text nodes only. */

const TARGET = 44; // px; a fingertip
const MOVES = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -5, PageUp: 5 };
const LONGEST_WAIT = 10; // sessions until a repair that can be chosen
let made = 0;

function render({ model, el }) {
  const id = `rapport-timeline-${Date.now()}-${made++}`;
  const words = () => model.get("_words");
  const sessions = () => model.get("sessions");
  let pins = model.get("events"); // in an order that stays, so a place in it is a pin's name
  let chosen = pins.length ? 0 : -1;
  let width = 0;
  let taken = ""; // said once, after a pin was taken off

  /* -- What it is made of -- */

  const nodes = [];
  const line = h("div", { class: "rt-line", "aria-hidden": "true" });
  const ground = h("div", { class: "rt-ground" }, line);
  const label = h("p", { class: "rt-label", id: `${id}-label` });
  const hint = h("span", { class: "rt-hidden", id: `${id}-hint` });
  const said = h("p", { class: "rt-said" });
  const spoken = h("span", { class: "rt-hidden", role: "status" });
  const add = h("button", { type: "button", class: "rt-button" });
  const remove = h("button", { type: "button", class: "rt-button rt-quiet" });
  const kind = picker("kind");
  const repair = picker("repair");
  const later = picker("later");
  const editor = h("div", { class: "rt-editor" }, kind.field, repair.field, later.field, remove);
  const root = h("div", { role: "group", "aria-labelledby": label.id },
    label, ground, said, spoken, hint, editor, h("div", { class: "rt-tools" }, add));
  el.classList.add("rapport-timeline");
  el.replaceChildren(root);

  function picker(name) {
    const select = h("select", { id: `${id}-${name}` });
    const title = h("label", { for: select.id });
    return { select, title, field: h("div", { class: "rt-field" }, title, select) };
  }

  /* -- Drawing -- */

  function draw() {
    const w = words();
    label.textContent = w.label;
    hint.textContent = w.hint;
    add.textContent = w.add;
    remove.textContent = w.remove;
    const off = model.get("disabled");
    add.hidden = off || model.get("most") === 1 && pins.length === 1;
    const full = pins.length >= model.get("most");
    full ? add.setAttribute("aria-disabled", "true") : add.removeAttribute("aria-disabled");
    drawLine();
    drawPins(off);
    drawEditor(off);
    const empty = full && pins.length > 1 ? w.full.replace("{n}", pins.length) : "";
    said.textContent = chosen < 0 ? w.empty : [say(pins[chosen], w), empty].filter(Boolean).join(". ");
    spoken.textContent = taken;
  }

  function place(session) {
    return ((session - 0.5) / sessions()) * 100;
  }

  function drawLine() {
    const last = sessions();
    if (line.dataset.last === String(last)) return;
    line.dataset.last = last;
    const ticks = [];
    for (let session = 1; session <= last; session++) {
      const named = session === 1 || session % 5 === 0;
      ticks.push(h("i", { class: named ? "rt-tick rt-named" : "rt-tick", style: `left:${place(session)}%` },
        named && h("span", {}, String(session))));
    }
    line.replaceChildren(...ticks);
  }

  function drawPins(off) {
    while (nodes.length > pins.length) nodes.pop().remove();
    while (nodes.length < pins.length) {
      const node = h("div", {
        class: "rt-pin", role: "slider", tabindex: 0, "aria-describedby": hint.id,
      }, h("b", {}));
      wake(node, nodes.length);
      nodes.push(node);
      ground.append(node);
    }
    const lanes = lanesOf(pins, width / sessions());
    ground.style.setProperty("--lanes", Math.max(0, ...lanes) + 1);
    pins.forEach((pin, index) => {
      const node = nodes[index];
      const which = kindOf(pin, words());
      node.firstChild.textContent = which.letter;
      node.dataset.repair = which.mends ? pin.repair : "none";
      node.classList.toggle("rt-chosen", index === chosen);
      node.style.left = `${place(pin.session)}%`;
      node.style.setProperty("--lane", lanes[index]);
      const attributes = {
        "aria-label": which.name,
        "aria-valuemin": 1,
        "aria-valuemax": sessions(),
        "aria-valuenow": pin.session,
        "aria-valuetext": say(pin, words()),
      };
      for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
      off ? node.setAttribute("aria-disabled", "true") : node.removeAttribute("aria-disabled");
    });
  }

  function drawEditor(off) {
    editor.hidden = off || chosen < 0;
    if (editor.hidden) return;
    const w = words();
    const pin = pins[chosen];
    const which = kindOf(pin, w);
    fill(kind, w.kind, w.kinds.map((each) => [each.id, each.name]), pin.kind);
    const ways = [["now", w.at_once.name], ["later", w.after_one.name],
      ["defensive", w.defensive.name], ["never", w.never.name]];
    const way = pin.repair === "owned" ? (pin.after ? "later" : "now") : pin.repair;
    fill(repair, w.repair, ways, way);
    const most = Math.max(LONGEST_WAIT, pin.after);
    const counts = Array.from({ length: most }, (_, n) => [String(n + 1), String(n + 1)]);
    fill(later, w.later, counts, String(pin.after));
    repair.field.hidden = !which.mends;
    later.field.hidden = !which.mends || way !== "later";
  }

  /* -- Changing -- */

  function change(now, which = chosen) {
    pins = now;
    chosen = Math.min(which, pins.length - 1);
    taken = "";
    draw();
    model.set("events", pins);
    model.save_changes();
  }

  function put(index, pin) {
    change(pins.map((old, place) => (place === index ? { ...old, ...pin } : old)), index);
  }

  /* The free session nearest to `wanted`, on the way first; where nothing is free, its own. */
  function free(wanted, index) {
    const full = new Set(pins.filter((_, place) => place !== index).map(({ session }) => session));
    const bounded = Math.min(Math.max(Math.round(wanted), 1), sessions());
    const own = index < 0 ? bounded : pins[index].session;
    const way = bounded < own ? -1 : 1;
    for (let step = 0; step < sessions(); step++) {
      for (const session of [bounded + way * step, bounded - way * step]) {
        if (session >= 1 && session <= sessions() && !full.has(session)) return session;
      }
    }
    return own;
  }

  function move(index, wanted) {
    if (model.get("disabled")) return;
    const session = free(wanted, index);
    if (session === pins[index].session && index === chosen) return;
    put(index, { session });
  }

  function drop(session) {
    if (model.get("disabled") || pins.length >= model.get("most")) return;
    const first = words().kinds[0].id;
    const pin = { session: free(session, -1), kind: first, repair: "never", after: 0 };
    change([...pins, pin], pins.length);
    nodes[chosen].focus({ preventScroll: true });
  }

  function takeOff(index) {
    if (model.get("disabled")) return;
    const told = words().removed.replace("{event}", say(pins[index], words()));
    const had = root.contains(el.getRootNode().activeElement);
    change(pins.filter((_, place) => place !== index), Math.max(0, index - 1));
    taken = told;
    spoken.textContent = told;
    if (had) (add.hidden ? nodes[0] : add).focus({ preventScroll: true });
  }

  function choose(index) {
    if (chosen === index) return;
    chosen = index;
    taken = "";
    draw();
  }

  /* -- Mouse and finger -- */

  function sessionAt({ clientX }) {
    const { left, width: wide } = line.getBoundingClientRect();
    return ((clientX - left) / wide) * sessions() + 0.5;
  }

  function wake(node, index) {
    node.addEventListener("focus", () => choose(index));
    node.addEventListener("pointerdown", (down) => {
      if (!down.isPrimary || down.button || model.get("disabled")) return;
      node.setPointerCapture(down.pointerId);
      node.focus({ preventScroll: true });
      choose(index);
      // A pin taken at its edge does not jump under the finger.
      const off = sessionAt(down) - pins[index].session;
      const drag = (event) => move(index, sessionAt(event) - off);
      const stop = new AbortController();
      const { signal } = stop;
      node.addEventListener("pointermove", drag, { signal });
      for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
        node.addEventListener(end, () => stop.abort(), { signal });
      }
    });
  }

  ground.addEventListener("click", (event) => {
    if (event.target.closest(".rt-pin")) return;
    if (pins.length === 1 && model.get("most") === 1) move(0, sessionAt(event));
    else drop(sessionAt(event));
  });
  add.addEventListener("click", () => {
    if (add.hasAttribute("aria-disabled")) return;
    const last = Math.max(0, ...pins.map(({ session }) => session));
    drop(pins.length ? last + Math.ceil(sessions() / 6) : Math.ceil(sessions() / 4));
  });
  remove.addEventListener("click", () => takeOff(chosen));
  kind.select.addEventListener("change", () => {
    const mends = words().kinds.find((each) => each.id === kind.select.value).mends;
    put(chosen, { kind: kind.select.value, ...(mends ? {} : { repair: "never", after: 0 }) });
  });
  repair.select.addEventListener("change", () => {
    const way = repair.select.value;
    const owned = way === "now" || way === "later";
    put(chosen, { repair: owned ? "owned" : way, after: way === "later" ? 2 : 0 });
  });
  later.select.addEventListener("change", () => put(chosen, { after: Number(later.select.value) }));

  /* -- Keys; on the window, as JupyterLab captures them on the document -- */

  const keys = (event) => {
    const { key, target } = event;
    if (!root.contains(target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "Tab" || (key === "Enter" && event.shiftKey)) return;
    // Single keys are commands in a notebook: x cuts the cell.
    event.stopImmediatePropagation();
    const index = nodes.indexOf(target);
    if (index < 0) return;
    const at = pins[index].session;
    if (MOVES[key]) move(index, at + MOVES[key]);
    else if (key === "Home") move(index, 1);
    else if (key === "End") move(index, sessions());
    else if (key === "Delete" || key === "Backspace") takeOff(index);
    else return;
    event.preventDefault();
  };
  window.addEventListener("keydown", keys, true);

  /* -- What it listens to -- */

  const told = () => {
    pins = model.get("events");
    chosen = Math.min(Math.max(chosen, 0), pins.length - 1);
    draw();
  };
  model.on("change:events", told);
  for (const trait of ["sessions", "most", "disabled", "_words"]) model.on(`change:${trait}`, draw);
  const resized = new ResizeObserver(([{ contentRect }]) => {
    width = contentRect.width;
    if (width) draw();
  });
  resized.observe(ground);
  draw();
  return () => {
    model.off("change:events", told);
    for (const trait of ["sessions", "most", "disabled", "_words"]) model.off(`change:${trait}`, draw);
    resized.disconnect();
    window.removeEventListener("keydown", keys, true);
  };
}

/* The lane of every pin, from 0: those nearer than a fingertip to an earlier one hang lower. */
export function lanesOf(pins, pixels) {
  const order = pins.map((_, index) => index).sort((a, b) => pins[a].session - pins[b].session);
  const ends = [];
  const lanes = pins.map(() => 0);
  for (const index of order) {
    const at = pins[index].session * pixels;
    let lane = ends.findIndex((end) => at - end >= TARGET);
    if (lane < 0) lane = ends.length;
    ends[lane] = at;
    lanes[index] = lane;
  }
  return lanes;
}

/* As `say_event` in rapport/questions/explorer.py: "Misunderstanding, session 8, owned at once". */
export function say(pin, words) {
  const { name, mends } = kindOf(pin, words);
  const told = `${name}, session ${pin.session}`;
  if (!mends) return told;
  const owned = [words.at_once, words.after_one][pin.after] ?? words.after_more;
  const { says } = { never: words.never, defensive: words.defensive }[pin.repair] ?? owned;
  return `${told}, ${says.replace("{n}", pin.after)}`;
}

function kindOf(pin, words) {
  return words.kinds.find(({ id }) => id === pin.kind);
}

function fill({ select, title }, name, options, value) {
  title.textContent = name;
  const wanted = JSON.stringify(options);
  if (select.dataset.options !== wanted) {
    select.dataset.options = wanted;
    select.replaceChildren(...options.map(([id, text]) => h("option", { value: id }, text)));
  }
  if (select.value !== value) select.value = value;
}

function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.filter(Boolean));
  return node;
}

export default { render };
