/* ipywidgets' Output: a place that catches what the kernel prints while `with output:` runs. */
import { DOMWidgetModel, DOMWidgetView } from "@jupyter-widgets/base";
import { showOutputs } from "./mime.js";

const VERSION = "1.0.0";

export class OutputModel extends DOMWidgetModel {
  defaults() {
    return {
      ...super.defaults(),
      _model_name: "OutputModel",
      _view_name: "OutputView",
      _model_module: "@jupyter-widgets/output",
      _view_module: "@jupyter-widgets/output",
      _model_module_version: VERSION,
      _view_module_version: VERSION,
      msg_id: "",
      outputs: [],
    };
  }

  initialize(attributes, options) {
    super.initialize(attributes, options);
    // No #private fields in a model: Backbone calls this before they would exist.
    this._hooked = "";
    this._clearFirst = false;
    const hook = () => {
      if (this._hooked) this.widget_manager.unhook(this._hooked, this);
      this._hooked = this.get("msg_id");
      if (this._hooked) this.widget_manager.hook(this._hooked, this);
    };
    this.on("change:msg_id", hook);
    hook();
  }

  caught({ header, content }) {
    if (header.msg_type === "clear_output") {
      this._clearFirst = content.wait;
      if (!content.wait) this._keep([]);
      return;
    }
    const outputs = this._clearFirst ? [] : [...this.get("outputs")];
    this._clearFirst = false;
    const last = outputs.at(-1);
    if (header.msg_type === "stream" && last?.name === content.name) {
      outputs[outputs.length - 1] = { ...last, text: last.text + content.text };
    } else {
      const { transient, ...kept } = content;
      outputs.push({ output_type: header.msg_type, ...kept });
    }
    this._keep(outputs);
  }

  _keep(outputs) {
    this.set("outputs", outputs);
    this.save_changes(); // the kernel's half knows them too, for when the line breaks
  }
}

export class OutputView extends DOMWidgetView {
  #views = [];
  #drawing = Promise.resolve();

  render() {
    super.render();
    this.el.classList.add("rapport-output");
    this.listenTo(this.model, "change:outputs", () => this.#draw());
    this.displayed.then(() => this.#draw());
  }

  #draw() {
    this.#drawing = this.#drawing.then(async () => {
      const old = this.#views;
      this.#views = await showOutputs(
        this.model.get("outputs"),
        this.el,
        this.model.widget_manager,
      );
      for (const view of old) view.remove();
    });
  }

  remove() {
    for (const view of this.#views) view.remove();
    super.remove();
  }
}
