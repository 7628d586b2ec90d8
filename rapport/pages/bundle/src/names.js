/* What ipywidgets leaves out for those who hear the page: names of sliders and their values. */

const UNNAMED = [
  ".jupyter-widgets [role=slider]:not([aria-label]):not([aria-labelledby])",
  ".jupyter-widgets .widget-readout[contenteditable]:not([aria-label])",
].join();

/** Name what stands in `root` now and whatever comes later. */
export function nameEverything(root) {
  let planned = false;
  const watch = new MutationObserver((changes) => {
    for (const { type, target } of changes) if (type === "attributes") sayAsShown(target);
    if (planned) return;
    planned = true;
    requestAnimationFrame(() => {
      planned = false;
      root.querySelectorAll(UNNAMED).forEach(name);
    });
  });
  watch.observe(root, { childList: true, subtree: true, attributeFilter: ["aria-valuetext"] });
  root.querySelectorAll(UNNAMED).forEach(name);
}

function name(element) {
  const widget = element.closest(".widget-inline-hbox, .widget-inline-vbox, .jupyter-widgets");
  const label = widget?.querySelector(".widget-label")?.textContent.trim() || widget?.title || "";
  if (element.getAttribute("role") === "slider") {
    const handles = [...widget.querySelectorAll("[role=slider]")];
    const which = handles.length > 1 ? ["lowest", "highest"][handles.indexOf(element)] : "";
    element.setAttribute("aria-label", [label || "Value", which].filter(Boolean).join(", "));
    sayAsShown(element);
  } else {
    element.setAttribute("role", "textbox");
    element.setAttribute("aria-label", `${label || "Value"}, typed`);
  }
}

/** 0.30000000000000004 is read out as it is shown: 0.30. */
function sayAsShown(slider) {
  const widget = slider.closest(".widget-slider");
  if (!widget || widget.querySelectorAll("[role=slider]").length > 1) return;
  const now = Number(slider.getAttribute("aria-valuenow"));
  const shown = widget.querySelector(".widget-readout")?.textContent.trim();
  const text = shown || String(Math.round(now * 1e6) / 1e6);
  if (slider.getAttribute("aria-valuetext") !== text) slider.setAttribute("aria-valuetext", text);
}
