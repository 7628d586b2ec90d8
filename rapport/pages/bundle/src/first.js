/* Runs before anything else and weighs nothing: it wakes the page's kernel at once, so that the
 * kernel starts while the browser is still fetching and reading the widgets' code.
 */
const main = document.querySelector("script[data-run]");
if (main && !window.rapportFirst) {
  window.rapportFirst = fetch(main.dataset.run, { method: "POST", cache: "no-store" }).catch(
    (error) => error,
  );
}
