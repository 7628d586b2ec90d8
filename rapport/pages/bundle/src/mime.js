/* Shows a cell's outputs. What comes is our own notebooks'; the page's content policy runs none of
 * the scripts it might hold.
 */

const WIDGET = "application/vnd.jupyter.widget-view+json";
const PICTURES = ["image/png", "image/jpeg", "image/gif"];

/** Show `outputs` in `host` instead of what was there; gives the widgets' views. */
export async function showOutputs(outputs, host, manager) {
  const places = outputs.map((output) => [output, make("div", "rapport-shown")]);
  host.replaceChildren(...places.map(([, place]) => place));
  const views = await Promise.all(places.map((both) => show(...both, manager)));
  for (const [, place] of places) if (!place.childNodes.length) place.remove();
  return views.filter(Boolean);
}

async function show(output, place, manager) {
  if (output.output_type === "error") {
    const text = "This part of the page could not be prepared. Please tell your host.";
    place.append(make("p", "rapport-trouble", text));
    return;
  }
  if (output.output_type === "stream") {
    if (output.name !== "stderr") place.append(make("pre", "rapport-text", join(output.text)));
    return;
  }
  const data = output.data ?? {};
  if (data[WIDGET]) return manager.show(data[WIDGET].model_id, place);
  if (data["text/html"] !== undefined) {
    place.innerHTML = join(data["text/html"]);
    return;
  }
  if (data["image/svg+xml"] !== undefined) {
    place.innerHTML = join(data["image/svg+xml"]);
    return;
  }
  const picture = PICTURES.find((type) => data[type]);
  if (picture) {
    const img = make("img");
    img.src = `data:${picture};base64,${join(data[picture])}`;
    img.alt = output.metadata?.[picture]?.alt ?? output.metadata?.alt ?? "";
    place.append(img);
    return;
  }
  if (data["text/plain"] !== undefined) {
    place.append(make("pre", "rapport-text", join(data["text/plain"])));
  }
}

export function make(tag, name = "", text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
}

function join(text) {
  return Array.isArray(text) ? text.join("") : String(text);
}
