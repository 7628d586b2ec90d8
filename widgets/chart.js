/* Draws the figure the kernel sent, keeps it up to date by patches, and lets it be read without
   eyes or mouse. THEME (widgets/theme.py) and LIBRARY (plotly.js, its version and file) are
   constants that chart.py writes above this file. */

export default () => {
  let figure; // as the kernel last told it: {data, layout, revision}
  const views = new Set();
  const changed = () => views.forEach((draw) => draw());

  return {
    initialize({ model }) {
      const whole = () => {
        figure = model.get("_figure");
        changed();
      };
      const message = (content, buffers) => {
        if (content.library) arrived(buffers[0]);
        if (!content.patch || content.revision <= figure.revision) return;
        if (content.revision === figure.revision + 1) {
          figure = { ...patched(figure, content.patch), revision: content.revision };
          changed();
        } else {
          say(model, { hello: figure.revision });
        }
      };
      whole();
      model.on("change:_figure", whole);
      model.on("msg:custom", message);
      // From now on patches are heard; what was changed before this is sent once more if needed.
      say(model, { hello: figure.revision });
      return () => {
        model.off("change:_figure", whole);
        model.off("msg:custom", message);
        forget(model);
      };
    },
    render({ model, el }) {
      return view(model, el, () => figure, views);
    },
  };
};

/* Give a figure with a patch of chart.py's `difference` applied; what did not change is shared. */
export function patched(figure, { data = {}, layout = {}, traces }) {
  const merge = (old, changes) => {
    const merged = { ...old };
    for (const [key, value] of Object.entries(changes)) {
      if (value === null) delete merged[key];
      else merged[key] = value;
    }
    return merged;
  };
  const length = traces ?? figure.data.length;
  const all = Array.from({ length }, (_, index) => {
    const old = figure.data[index];
    return old && !data[index] ? old : merge(old, data[index] ?? {});
  });
  return { data: all, layout: merge(figure.layout, layout) };
}

/* A saved page has no kernel to talk to; the chart is still drawn. */
function say(model, content) {
  try {
    model.send(content);
  } catch {
    /* nobody there */
  }
}

/* ---- The library: once per page, from this server's files or else from the kernel --------- */

// Every chart carries its own copy of this code; what is done once per page is kept here.
const page = ((window.__rapportPlotly ??= {})[LIBRARY.version] ??= { asking: [] });

function library(model) {
  page.ready ??= new Promise((resolve) => {
    page.arrived = resolve;
    fromServer().then(resolve, () => {
      page.kernel = true;
      if (page.asking.length) say(page.asking[0], { library: true });
    });
  });
  page.asking.push(model);
  if (page.kernel && page.asking.length === 1) say(model, { library: true });
  return page.ready;
}

/* One chart asks for the page; if its cell is run again before the answer, the next one asks. */
function forget(model) {
  const first = page.asking[0] === model;
  page.asking = page.asking.filter((other) => other !== model);
  if (first && page.kernel && !page.loaded && page.asking.length) {
    say(page.asking[0], { library: true });
  }
}

async function fromServer() {
  const config = document.getElementById("jupyter-config-data");
  const { fullLabextensionsUrl } = JSON.parse(config.textContent);
  // `v` lets the server send it with a long life: the file's name changes with its content.
  const path = `rapport-course/static/${LIBRARY.file}?v=${LIBRARY.version}`;
  return run(`${fullLabextensionsUrl}/${path}`);
}

async function arrived(bytes) {
  if (page.loaded) return;
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const url = URL.createObjectURL(
    new Blob([await new Response(plain).arrayBuffer()], { type: "text/javascript" }),
  );
  page.arrived(await run(url));
  URL.revokeObjectURL(url);
}

/* Run plotly.js and give it, leaving another Plotly that the page may have in its place. */
function run(src) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const other = window.Plotly;
    script.src = src;
    script.onerror = () => {
      script.remove();
      reject(new Error(`rapport: no library at ${src}`));
    };
    script.onload = () => {
      const plotly = window.Plotly;
      if (other) window.Plotly = other;
      page.loaded = true;
      resolve(plotly);
    };
    document.head.append(script);
  });
}

/* ---- One view of the chart ---------------------------------------------------------------- */

const QUIET = {
  displayModeBar: false,
  doubleClick: false,
  scrollZoom: false,
  showTips: false,
  responsive: false,
};
const HINT =
  "Left and right arrow keys go along a line, up and down to another line, " +
  "Home and End to its ends. Escape leaves.";
const NARROW = 560;
let viewsMade = 0;

function view(model, el, figure, views) {
  const id = `rapport-chart-${LIBRARY.version}-${Date.now()}-${viewsMade++}`;
  let plotly = null;
  let width = 0;
  let printing = false;
  let at = null; // where the keyboard reads: {line, point}
  let drawn = null; // what plotly was given last: {figure, data, layout}
  let due = false; // something changed since
  let frame = 0; // of the screen, for which a drawing was made
  let gone = false;

  /* -- What it is made of -- */

  const title = make("p", "title");
  const canvas = make("div", "canvas", { "aria-hidden": "true" });
  const picture = make("div", "picture", { role: "img" });
  const over = svg("svg", { class: "rapport-chart-over", "aria-hidden": "true" });
  const hint = make("span", "hidden", { id: `${id}-hint` }, HINT);
  const reader = make("div", "reader", {
    role: "application",
    tabindex: 0,
    "aria-describedby": hint.id,
  });
  const handle = make("div", "handle", { role: "slider", tabindex: 0, "aria-label": "Point" });
  const plot = make("div", "plot");
  const readout = make("p", "readout", { role: "status" });
  const tools = make("div", "tools");
  const foot = make("div", "foot");
  const note = make("p", "note", { hidden: "" });
  const table = make("div", "data", { id: `${id}-data`, hidden: "" });
  const caption = make("p", "note");
  const scroller = make("div", "table", {
    role: "region",
    tabindex: 0,
    "aria-label": "The chart’s data",
  });
  const root = make("div");
  const button = (text, act, attributes) => {
    const made = make("button", "button", { type: "button", ...attributes }, text);
    made.addEventListener("click", act);
    return made;
  };
  const smaller = button("Smaller ring", () => resize(-1));
  const larger = button("Larger ring", () => resize(+1));
  const shows = button("Show as table", () => showTable(table.hidden), {
    "aria-expanded": "false",
    "aria-controls": table.id,
  });
  tools.append(
    smaller,
    larger,
    button("Save picture", savePicture),
    button("Save data", () => {
      const text = "\ufeff" + csv(rows(figure()));
      save(new Blob([text], { type: "text/csv;charset=utf-8" }), "csv");
    }),
    shows,
  );
  table.append(caption, scroller);
  plot.append(canvas, over, picture, reader, handle);
  foot.append(readout, tools);
  root.append(title, plot, hint, foot, note, table);
  el.append(root);

  /* -- Drawing -- */

  function draw() {
    const heading = words(figure().layout.title);
    title.textContent = heading;
    title.hidden = !heading;
    reader.setAttribute("aria-label", `Read the points${heading ? `: ${heading}` : ""}`);
    const mode = printing ? "light" : modeOfPage();
    if (root.style.colorScheme !== mode) paint(mode);
    root.classList.toggle("rapport-chart-narrow", width < NARROW);
    const height = heightFor(model.get("height"), width, figure());
    plot.style.height = `${height}px`;
    describe();
    if (!plotly || !width) return mark();
    const before = drawn;
    drawn = { figure: figure(), ...dress(figure(), mode, width, height) };
    const { data, layout } = drawn;
    delete layout.title; // drawn above, where long ones can wrap
    // Told that points move, plotly leaves axes and legend as they are: a third of the work.
    const moves = before && onlyMoved(canvas, before, drawn);
    // A copy, as plotly writes the ranges it finds into the layout it is given.
    const asked = { ...structuredClone(layout), ...(moves && { transition: { duration: 0 } }) };
    plotly.react(canvas, data, asked, QUIET).then(() => gone || mark());
  }

  // The first change is drawn at once; what follows within the same frame of the screen, with the
  // next one. Waiting for the frame with all of them would cost half a frame each time.
  const drawSoon = () => {
    due = true;
    if (!frame) queueMicrotask(drawDue);
  };
  function drawDue() {
    if (!due || frame || gone) return;
    due = false;
    frame = requestAnimationFrame(() => {
      frame = 0;
      drawDue();
    });
    draw();
  }

  function paint(mode) {
    for (const name of ["paper", "ink", "soft", "edge", "grid", "accent"]) {
      root.style.setProperty(`--chart-${name}`, tint(THEME[name], mode));
    }
    root.style.setProperty("--chart-font", THEME.font);
    root.style.colorScheme = mode;
  }

  function describe() {
    picture.setAttribute("aria-label", model.get("description"));
    if (!table.hidden) fillTable();
  }

  /* Put the reader's ring, the point and its ring over the drawing. */
  function mark() {
    handle.hidden = !model.get("placeable");
    smaller.hidden = larger.hidden = handle.hidden || model.get("ring") === null;
    over.replaceChildren();
    const place = plane(canvas);
    if (!place) return;
    if (model.get("placeable")) drawPoint(place);
    const spot = at && spotOf(canvas, lines(figure()), at);
    if (spot) {
      over.append(
        svg("circle", { ...spot, r: 9, fill: "none", stroke: "var(--chart-paper)", "stroke-width": 6 }),
        svg("circle", { ...spot, r: 9, fill: "none", stroke: "var(--chart-ink)", "stroke-width": 3 }),
      );
    }
  }

  /* -- Reading points with the keyboard -- */

  function read(key) {
    const all = lines(figure());
    if (!all.length) return;
    let { line, point } = at ?? { line: 0, point: 0 };
    line = Math.min(line, all.length - 1);
    if (key === "ArrowDown" || key === "ArrowUp") {
      const here = all[line].points[Math.min(point, all[line].points.length - 1)];
      line = Math.min(Math.max(line + (key === "ArrowDown" ? 1 : -1), 0), all.length - 1);
      const same = all[line].points.findIndex(({ x }) => x === here.x);
      if (same >= 0) point = same;
    }
    const last = all[line].points.length - 1;
    if (key === "Home") point = 0;
    if (key === "End") point = last;
    if (key === "ArrowLeft") point -= 1;
    if (key === "ArrowRight") point += 1;
    at = { line, point: Math.min(Math.max(point, 0), last) };
    tell(spoken(figure(), all[line], all[line].points[at.point]));
    mark();
  }

  function tell(text, live = "polite") {
    readout.setAttribute("aria-live", live);
    readout.textContent = text;
  }

  reader.addEventListener("focus", () => read(null));
  reader.addEventListener("blur", () => {
    tell("", "off");
    at = null;
    mark();
  });

  /* -- Putting the point -- */

  function drawPoint({ box, x, y }) {
    const cx = x.toPixel(model.get("point_x"));
    const cy = y.toPixel(model.get("point_y"));
    const ring = model.get("ring");
    const clip = svg("svg", { x: box.left, y: box.top, width: box.width, height: box.height });
    if (ring) {
      clip.append(
        svg("ellipse", {
          cx: cx - box.left,
          cy: cy - box.top,
          rx: ring * x.scale,
          ry: ring * y.scale,
          fill: "var(--chart-accent)",
          "fill-opacity": 0.14,
          stroke: "var(--chart-accent)",
          "stroke-width": 2,
          "stroke-dasharray": "6 4",
        }),
      );
    }
    const dot = { cx, cy, r: 9, fill: "var(--chart-accent)" };
    over.append(clip, svg("circle", { ...dot, stroke: "var(--chart-paper)", "stroke-width": 3 }));
    handle.style.left = `${cx}px`;
    handle.style.top = `${cy}px`;
    handle.setAttribute("aria-valuemin", x.low);
    handle.setAttribute("aria-valuemax", x.high);
    handle.setAttribute("aria-valuenow", model.get("point_x"));
    handle.setAttribute("aria-valuetext", pointInWords());
  }

  function pointInWords() {
    const { layout } = figure();
    const ring = model.get("ring");
    const told = [
      `${axisName(layout.xaxis, "x")} ${number(model.get("point_x"))}`,
      `${axisName(layout.yaxis, "y")} ${number(model.get("point_y"))}`,
    ];
    if (ring !== null) told.push(`ring ${number(ring)}`);
    return told.join(", ");
  }

  function put(x, y) {
    const place = plane(canvas);
    if (!place) return;
    model.set("point_x", place.x.nearest(x));
    model.set("point_y", place.y.nearest(y));
    model.save_changes();
    mark();
    // The handle's own value text is spoken; the same again from here would be heard twice.
    tell(pointInWords(), document.activeElement === handle ? "off" : "polite");
  }

  function resize(steps) {
    const place = plane(canvas);
    const ring = model.get("ring");
    if (!place || ring === null) return;
    const grown = ring + (steps * place.x.span) / 100;
    model.set("ring", place.x.rounded(Math.min(Math.max(grown, 0), place.x.span)));
    model.save_changes();
    mark();
    tell(pointInWords(), document.activeElement === handle ? "off" : "polite");
  }

  function move(key, steps) {
    const place = plane(canvas);
    if (!place) return;
    const step = { x: (steps * place.x.span) / 100, y: (steps * place.y.span) / 100 };
    const [dx, dy] = MOVES[key];
    put(model.get("point_x") + dx * step.x, model.get("point_y") + dy * step.y);
  }

  const drag = (event) => {
    const point = dataAt(event);
    if (point) put(...point);
  };
  handle.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button) return;
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", drag);
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    handle.addEventListener(end, () => handle.removeEventListener("pointermove", drag));
  }
  handle.addEventListener("focus", () => tell(pointInWords(), "off"));
  handle.addEventListener("blur", () => tell("", "off"));

  /* -- Clicks and taps: a press that neither moved nor became a scroll -- */

  function dataAt({ clientX, clientY }) {
    const place = plane(canvas);
    if (!place) return null;
    const corner = plot.getBoundingClientRect();
    return [place.x.toData(clientX - corner.left), place.y.toData(clientY - corner.top)];
  }

  plot.addEventListener("pointerdown", (down) => {
    if (!down.isPrimary || down.button || down.target === handle) return;
    const { box } = plane(canvas) ?? {};
    const corner = plot.getBoundingClientRect();
    const left = down.clientX - corner.left - (box?.left ?? 0);
    const top = down.clientY - corner.top - (box?.top ?? 0);
    if (!box || left < 0 || top < 0 || left > box.width || top > box.height) return;
    const stop = new AbortController();
    const { signal } = stop;
    window.addEventListener("pointercancel", () => stop.abort(), { signal });
    // On the window: plotly lays a cover over the page while a button is down.
    window.addEventListener(
      "pointerup",
      (up) => {
        stop.abort();
        if (Math.hypot(up.clientX - down.clientX, up.clientY - down.clientY) > 8) return;
        const [x, y] = dataAt(up);
        say(model, { click: [x, y] });
        if (model.get("placeable")) put(x, y);
      },
      { signal },
    );
  });

  /* -- Keys; on the window, as JupyterLab captures them on the document -- */

  const keys = (event) => {
    const { key, target } = event;
    if (!root.contains(target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "Tab" || (key === "Enter" && event.shiftKey)) return;
    // Single keys are commands in a notebook: x cuts the cell.
    event.stopImmediatePropagation();
    if (target !== reader && target !== handle) return;
    if (key === "Escape") target.blur();
    else if (target === reader && READS.has(key)) read(key);
    else if (target === handle && MOVES[key]) move(key, event.shiftKey ? 10 : 1);
    else if (target === handle && GROWS[key]) resize(GROWS[key] * (event.shiftKey ? 5 : 1));
    else return;
    event.preventDefault();
  };
  window.addEventListener("keydown", keys, true);

  /* -- Taking it along -- */

  async function savePicture() {
    if (!plotly) return;
    const size = { width: Math.max(width, 640), height: model.get("height") };
    const { data, layout } = dress(figure(), "light", size.width, size.height, true);
    if (model.get("placeable")) addPoint(data, layout);
    const url = await plotly.toImage({ data, layout, config: QUIET }, { format: "png", scale: 2, ...size });
    // Not by fetch: a public page lets nothing be fetched from anywhere but its own server.
    const bytes = Uint8Array.from(atob(url.split(",")[1]), (letter) => letter.charCodeAt(0));
    save(new Blob([bytes], { type: "image/png" }), "png");
  }

  function addPoint(data, layout) {
    const [x, y, ring] = ["point_x", "point_y", "ring"].map((name) => model.get(name));
    const line = { color: THEME.accent, width: 2, dash: "dash" };
    const marker = { size: 16, color: THEME.accent };
    layout.showlegend ??= data.length > 1; // the point itself needs no legend
    data.push({ type: "scatter", mode: "markers", x: [x], y: [y], marker, showlegend: false });
    if (!ring) return;
    const corners = { x0: x - ring, x1: x + ring, y0: y - ring, y1: y + ring };
    layout.shapes = [...(layout.shapes ?? []), { type: "circle", ...corners, line }];
  }

  function save(blob, kind) {
    const name = (words(figure().layout.title) || model.get("description"))
      .normalize("NFKD")
      .toLowerCase()
      .match(/[a-z0-9]+/g);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${name?.slice(0, 6).join("-") || "chart"}.${kind}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    tell(kind === "png" ? "Picture saved." : "Data saved.");
  }

  function showTable(open) {
    table.hidden = !open;
    shows.textContent = open ? "Hide table" : "Show as table";
    shows.setAttribute("aria-expanded", String(open));
    if (open) fillTable();
  }

  function fillTable() {
    const [head, ...body] = compact(figure());
    const left = body.length - MOST_ROWS;
    const more = left > 0 ? ` ${left} more rows are in the data you can save.` : "";
    caption.textContent = model.get("description") + more;
    scroller.replaceChildren(tableOf(head, body.slice(0, MOST_ROWS)));
  }

  /* -- What it listens to -- */

  const listened = { description: describe, height: drawSoon, placeable: mark };
  for (const trait of ["point_x", "point_y", "ring"]) listened[trait] = mark;
  for (const [trait, act] of Object.entries(listened)) model.on(`change:${trait}`, act);
  views.add(drawSoon);
  const resized = new ResizeObserver(([{ contentRect }]) => {
    const now = Math.floor(contentRect.width);
    if (!now || now === width) return;
    width = now;
    draw();
  });
  resized.observe(plot);
  const themed = new MutationObserver(drawSoon);
  themed.observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
  const off = new AbortController();
  const signal = off.signal;
  const scheme = window.matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", drawSoon, { signal });
  const print = (on) => {
    printing = on;
    draw();
  };
  // The media query is for pages that are made into a PDF, where the events are not sent.
  const paper = window.matchMedia("print");
  paper.addEventListener("change", ({ matches }) => print(matches), { signal });
  window.addEventListener("beforeprint", () => print(true), { signal });
  window.addEventListener("afterprint", () => print(false), { signal });

  const late = setTimeout(() => {
    note.textContent = "The picture has not come yet; here are its data.";
    note.hidden = false;
    showTable(true);
  }, 15_000);
  draw();
  library(model).then((loaded) => {
    clearTimeout(late);
    note.hidden = true;
    plotly = loaded;
    if (!gone) draw();
  });

  return () => {
    gone = true;
    clearTimeout(late);
    cancelAnimationFrame(frame);
    views.delete(drawSoon);
    for (const [trait, act] of Object.entries(listened)) model.off(`change:${trait}`, act);
    resized.disconnect();
    themed.disconnect();
    off.abort();
    window.removeEventListener("keydown", keys, true);
    plotly?.purge(canvas);
  };
}

const READS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"]);
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const GROWS = { "+": 1, "=": 1, "-": -1, _: -1 };

/* ---- Where things are on the plot --------------------------------------------------------- */

/* The first axes: their box on the screen, and the way between pixels and data and back. */
function plane(canvas) {
  const { xaxis, yaxis } = canvas._fullLayout ?? {};
  if (!xaxis?.range || !yaxis?.range) return null;
  const axis = (plotted) => {
    const [low, high] = [...plotted.range].sort((a, b) => a - b);
    const span = high - low;
    // Thousandths of the axis are finer than a pixel and keep 0.30000000000000004 away.
    const digits = Math.min(Math.max(3 - Math.floor(Math.log10(span)), 0), 12);
    const rounded = (value) => Number(value.toFixed(digits));
    return {
      low,
      high,
      span,
      rounded,
      scale: plotted._length / span,
      nearest: (value) => rounded(Math.min(Math.max(value, low), high)),
      toPixel: (value) => plotted._offset + plotted.l2p(value),
      toData: (pixel) => rounded(plotted.p2l(pixel - plotted._offset)),
    };
  };
  const box = {
    left: xaxis._offset,
    top: yaxis._offset,
    width: xaxis._length,
    height: yaxis._length,
  };
  return { box, x: axis(xaxis), y: axis(yaxis) };
}

/* Whether all that is new in `now` is where points of lines lie, on axes that need not follow. */
function onlyMoved(canvas, before, now) {
  if (now.data.length !== before.data.length) return false;
  if (now.data.some(({ type }) => type !== "scatter")) return false;
  if (JSON.stringify(now.layout) !== JSON.stringify(before.layout)) return false;
  const axes = Object.entries(canvas._fullLayout);
  const stays = (letter) =>
    axes.every(
      ([name, axis]) =>
        !name.startsWith(`${letter}axis`) || (axis.type === "linear" && axis.autorange === false),
    );
  const letters = ["x", "y"].filter(stays);
  const rest = (trace) =>
    JSON.stringify({ ...trace, ...Object.fromEntries(letters.map((letter) => [letter, null])) });
  // Without points a line is taken off the legend; words would make another axis.
  const amounts = (trace) =>
    letters.every((letter) => {
      const values = trace[letter];
      return values === undefined || (values.length > 0 && !values.some(isNaN));
    });
  return now.data.every((trace, index) => {
    if (now.figure.data[index] === before.figure.data[index]) return true;
    const was = before.data[index];
    return rest(trace) === rest(was) && amounts(trace) && amounts(was);
  });
}

/* Where a read point was drawn; null where it is not, as outside of a fixed range. */
function spotOf(canvas, all, { line, point }) {
  const { curve, points } = all[line] ?? {};
  const drawn = canvas.calcdata?.[curve]?.[points?.[point]?.index];
  const trace = canvas._fullData?.[curve];
  if (!drawn || !trace) return null;
  const axis = (letter) => {
    const name = (trace[`${letter}axis`] ?? letter).replace(letter, `${letter}axis`);
    const plotted = canvas._fullLayout[name];
    return plotted._offset + plotted.c2p(drawn[letter]);
  };
  const [cx, cy] = [axis("x"), axis("y")];
  return Number.isFinite(cx) && Number.isFinite(cy) ? { cx, cy } : null;
}

/* ---- The data as lines, words, rows ------------------------------------------------------- */

/* Every trace with its name and points; gaps are left out. */
function series({ data, layout }) {
  const found = [];
  data.forEach((trace, curve) => {
    if (!["scatter", "bar", undefined].includes(trace.type) || trace.visible === false) return;
    const length = Math.max(trace.x?.length ?? 0, trace.y?.length ?? 0);
    const points = [];
    for (let index = 0; index < length; index++) {
      const x = trace.x ? trace.x[index] : index;
      const y = trace.y ? trace.y[index] : index;
      if (x === null || y === null || x === undefined || y === undefined) continue;
      // The square of a map is a bar that hangs free: it lies where its middle is.
      const base = trace.base?.[index];
      const middle = typeof base === "number" ? Number((base + y / 2).toPrecision(12)) : y;
      // What only a colour shows is a number too.
      const said = [trace.text, trace.marker?.color].find(Array.isArray)?.[index];
      points.push({ x, y: middle, index, said });
    }
    const axis = layout[(trace.yaxis ?? "y").replace("y", "yaxis")];
    const name = words(trace.name) || words(axis?.title) || `Series ${curve + 1}`;
    found.push({ trace, curve, name, points });
  });
  return found;
}

/* What the keyboard goes along. */
function lines(figure) {
  return series(figure).filter(
    ({ trace, points }) =>
      points.length && trace.hoverinfo !== "skip" && trace.visible !== "legendonly",
  );
}

function spoken({ layout }, { trace, name }, { x, y, said }) {
  const sideways = trace.orientation === "h";
  const letter = sideways ? "y" : "x";
  const axis = layout[(trace[`${letter}axis`] ?? letter).replace(letter, `${letter}axis`)];
  const [place, value] = sideways ? [y, x] : [x, y];
  const where = typeof place === "number" ? `${axisName(axis, letter)} ${number(place)}` : place;
  return `${name}, ${where}: ${number(value)}${isSaid(said) ? `, ${words(number(said))}` : ""}`;
}

/* Whether a point carries a text or an amount of its own; a colour's code tells nobody anything. */
function isSaid(said) {
  return typeof said === "number" || (typeof said === "string" && !/^(#|rgb)/.test(said));
}

function axisName(axis, letter) {
  const name = words(axis?.title) || letter;
  // “Session” reads better as “session” in a sentence; “SUDS” does not.
  return /^\p{Lu}\p{Ll}/u.test(name) ? name[0].toLowerCase() + name.slice(1) : name;
}

function number(value) {
  if (typeof value !== "number") return String(value);
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
}

/* The text of a title or label without plotly's small HTML. */
function words(title) {
  const text = typeof title === "string" ? title : (title?.text ?? "");
  return text
    .replace(/<br\s*\/?>/g, " ")
    .replace(/<[^>]*>/g, "")
    .trim();
}

function axisTitles({ layout }) {
  return [words(layout.xaxis?.title) || "x", words(layout.yaxis?.title) || "y"];
}

/* One row per point: the form every statistics programme reads. */
function rows(figure) {
  const all = series(figure);
  const more = anySaid(all);
  const head = ["series", ...axisTitles(figure), ...(more ? ["value"] : [])];
  const last = ({ said }) => (isSaid(said) ? words(number(said)) : "");
  const body = all.flatMap(({ name, points }) =>
    points.map((point) => [name, point.x, point.y, ...(more ? [last(point)] : [])]),
  );
  return [head, ...body];
}

function anySaid(all) {
  return all.some(({ points }) => points.some(({ said }) => isSaid(said)));
}

function csv(table) {
  const cell = (value) => {
    const text = String(value ?? "");
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return table.map((row) => row.map(cell).join(",") + "\r\n").join("");
}

/* One row per place and one column per line where that is possible: the form a person reads. */
function compact(figure) {
  const all = series(figure).filter(({ points }) => points.length);
  const upright = all.every(({ trace }) => trace.orientation !== "h");
  const columns = all.map(({ points }) => new Map(points.map(({ x, y }) => [x, y])));
  const single = all.every(({ points }, index) => points.length === columns[index].size);
  if (!all.length || !upright || !single || anySaid(all)) return rows(figure);
  const places = [...new Set(columns.flatMap((column) => [...column.keys()]))];
  if (places.every((place) => typeof place === "number")) places.sort((a, b) => a - b);
  const head = [axisTitles(figure)[0], ...all.map(({ name }) => name)];
  return [head, ...places.map((x) => [x, ...columns.map((column) => column.get(x) ?? "")])];
}

const MOST_ROWS = 300;

function tableOf(head, body) {
  const table = document.createElement("table");
  const cell = (kind, value, scope) => {
    const made = document.createElement(kind);
    made.textContent = number(value);
    if (scope) made.scope = scope;
    return made;
  };
  const wordy = head.map((_, index) => body.some((row) => row[index] && isNaN(row[index])));
  const line = (part, cells) => {
    const row = part.insertRow();
    cells.forEach((made, index) => {
      if (wordy[index]) made.className = "rapport-chart-word";
      row.append(made);
    });
  };
  line(
    table.createTHead(),
    head.map((value) => cell("th", value, "col")),
  );
  const part = table.createTBody();
  for (const row of body) {
    line(
      part,
      row.map((value, index) => (index ? cell("td", value) : cell("th", value, "row"))),
    );
  }
  return table;
}

/* ---- The course's look: what a figure leaves open, and colours for light and dark ---------- */

function modeOfPage() {
  const light = document.body.dataset.jpThemeLight;
  if (light !== undefined) return light === "false" ? "dark" : "light";
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

const RGB = /^rgba?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*([\d.]+)\s*)?\)$/;

/* The colour for a mode: on dark paper a colour of the course gives way to its peer. */
function tint(colour, mode) {
  if (mode !== "dark") return colour;
  const rgb = colour.match(RGB);
  if (!rgb) return THEME.dark[colour.toLowerCase()] ?? colour;
  const hex = rgb.slice(1, 4).map((part) => Number(part).toString(16).padStart(2, "0"));
  const peer = THEME.dark[`#${hex.join("")}`];
  return peer ? fill(peer, rgb[4] ?? 1) : colour;
}

function fill(colour, opacity) {
  const [red, green, blue] = [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
}

/* A copy with every colour of the course tinted; arrays of numbers are shared. */
function tinted(value, mode) {
  if (typeof value === "string") return tint(value, mode);
  if (Array.isArray(value)) {
    const plain = value.every((item) => typeof item === "number" || item === null);
    return plain ? value : value.map((item) => tinted(item, mode));
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, tinted(item, mode)]));
}

/* `over` laid on `under`, branch by branch. */
function merged(under, over) {
  const both = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const branches = [both[key], value].every(
      (part) => part && typeof part === "object" && !Array.isArray(part),
    );
    both[key] = branches ? merged(both[key], value) : value;
  }
  return both;
}

function heightFor(asked, width, figure) {
  if (!width || width >= NARROW) return asked;
  const legend = figure.data.filter(({ name, showlegend }) => name && showlegend !== false).length;
  const below = legend > 1 ? 24 * Math.ceil(legend / 2) : 0;
  return Math.min(asked, Math.max(260, Math.round(width * 0.8))) + below;
}

function wrapped(title, pixels) {
  const text = typeof title === "string" ? title : title?.text;
  if (!text || text.includes("<")) return text;
  const most = Math.max(12, Math.floor(pixels / 7));
  const full = [""];
  for (const word of text.split(" ")) {
    const line = `${full.at(-1)} ${word}`.trim();
    if (line.length <= most) full[full.length - 1] = line;
    else full.push(word);
  }
  return full.filter(Boolean).join("<br>");
}

function dress(figure, mode, width, height, titled = false) {
  const count = { line: 0, bar: 0 };
  const bars = figure.data.filter(({ type }) => type === "bar").length;
  const data = figure.data.map((trace) => {
    if (trace.type === "bar") return dressBar(trace, count.bar++, bars > 1);
    if (trace.type && trace.type !== "scatter") return trace;
    // The edge of a band takes no place in the order of lines.
    const edge = trace.fill || trace.line?.width === 0;
    return dressLine(trace, edge ? count.line : count.line++);
  });
  const layout = merged(frame(figure, width, height, titled), figure.layout);
  const equal = Object.values(figure.layout).some((part) => part?.scaleanchor);
  for (const key of Object.keys(layout)) {
    const axis = key.match(/^([xy])axis\d*$/);
    if (!axis) continue;
    layout[key] = merged(equal ? { ...AXIS, constrain: "domain" } : AXIS, layout[key]);
    const room = axis[1] === "x" ? width - 80 : height - 110;
    if (words(layout[key].title)) {
      layout[key].title = { ...layout[key].title, text: wrapped(layout[key].title, room) };
    }
  }
  return { data: data.map((trace) => tinted(trace, mode)), layout: tinted(layout, mode) };
}

function turn(list, index) {
  return list[index % list.length];
}

/* Lines differ in colour, dash and marker at once, so none of them is needed to tell them apart. */
function dressLine(trace, index) {
  const colour = trace.line?.color ?? turn(THEME.series, index);
  const few = (trace.x ?? trace.y ?? []).length <= 30 && trace.line?.width !== 0;
  const dressed = merged(
    {
      type: "scatter",
      mode: trace.fill || !few ? "lines" : "lines+markers",
      line: { color: colour, width: 2.5, dash: turn(THEME.dashes, index) },
      marker: { color: colour, size: 8, symbol: turn(THEME.symbols, index) },
    },
    trace,
  );
  if (trace.fill && /^#[\da-f]{6}$/i.test(colour)) dressed.fillcolor ??= fill(colour, 0.2);
  if (dressed.mode.includes("markers")) dressed.cliponaxis ??= false;
  return dressed;
}

function dressBar(trace, index, several) {
  const pattern = {
    shape: turn(THEME.patterns, index),
    fillmode: "overlay",
    fgcolor: THEME.paper,
    solidity: 0.25,
    size: 7,
  };
  // Many bars with one colour each are the squares of a map; patterns would drown them.
  const plain = !several || Array.isArray(trace.marker?.color);
  const marker = { color: turn(THEME.series, index), ...(!plain && { pattern }) };
  return merged({ marker }, trace);
}

const AXIS = {
  automargin: true,
  fixedrange: true,
  gridcolor: THEME.grid,
  linecolor: THEME.edge,
  showline: true,
  tickcolor: THEME.edge,
  ticks: "outside",
  ticklen: 4,
  title: { standoff: 10 },
  zeroline: false,
};

function frame({ layout }, width, height, titled) {
  const narrow = width < NARROW;
  const title = titled && words(layout.title);
  const under = words(layout.xaxis?.title) ? 64 : 36;
  const legend = narrow
    ? { orientation: "h", x: 0, xanchor: "left", y: -under / (height - 110), yanchor: "top" }
    : { x: 1.02, xanchor: "left", y: 1, yanchor: "top" };
  return {
    width,
    height,
    paper_bgcolor: THEME.paper,
    plot_bgcolor: THEME.paper,
    colorway: THEME.series,
    dragmode: false,
    hovermode: "closest",
    font: { family: THEME.font, size: 13, color: THEME.ink },
    title: { x: 0.01, xanchor: "left", font: { size: 16 } },
    margin: { l: 8, r: 12, t: title ? 48 : 12, b: 8 },
    hoverlabel: { bgcolor: THEME.paper, bordercolor: THEME.edge, font: { color: THEME.ink } },
    legend: { ...legend, traceorder: "normal", itemclick: false, itemdoubleclick: false, itemwidth: 40 },
    xaxis: { showgrid: false },
    yaxis: {},
  };
}

/* ---- Small things ------------------------------------------------------------------------- */

function make(tag, part = "", attributes = {}, text = "") {
  const element = document.createElement(tag);
  element.className = part ? `rapport-chart-${part}` : "rapport-chart";
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

function svg(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
