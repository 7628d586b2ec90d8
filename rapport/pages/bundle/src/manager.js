/* Keeps the page's widgets: makes them from what the server has seen of them, and keeps them and
 * their other halves in the kernel of one mind.
 */
import * as base from "@jupyter-widgets/base";
import { ManagerBase, CONTROL_COMM_TARGET, base64ToBuffer } from "@jupyter-widgets/base-manager";
import * as controls from "@jupyter-widgets/controls";
import makeAnywidget from "anywidget";
import { Widget } from "@lumino/widgets";
import { id } from "./line.js";
import * as output from "./output.js";

const MODULES = {
  "@jupyter-widgets/base": base,
  "@jupyter-widgets/controls": controls,
  "@jupyter-widgets/output": output,
  anywidget: makeAnywidget(base),
};
const OUTPUTS = new Set([
  "stream",
  "display_data",
  "execute_result",
  "error",
  "clear_output",
]);
const PATIENCE = 5_000; // ms

/** One widget's half of a conversation. */
class Comm {
  #line;
  #changing;
  #listener = null;
  #early = [];
  onclose = () => {};

  constructor(line, changing, target_name, comm_id) {
    this.#line = line;
    this.#changing = changing;
    this.target_name = target_name;
    this.comm_id = comm_id;
  }

  open(data, callbacks, metadata, buffers) {
    const content = { comm_id: this.comm_id, target_name: this.target_name, data: data ?? {} };
    return this.#send("comm_open", content, callbacks, metadata, buffers);
  }

  send(data, callbacks, metadata, buffers) {
    if (data.method === "update") this.#changing(this.comm_id, Object.keys(data.state));
    return this.#send("comm_msg", { comm_id: this.comm_id, data }, callbacks, metadata, buffers);
  }

  close(data, callbacks, metadata, buffers) {
    const content = { comm_id: this.comm_id, data: data ?? {} };
    return this.#send("comm_close", content, callbacks, metadata, buffers);
  }

  on_msg(listener) {
    this.#listener = listener;
    for (const message of this.#early.splice(0)) listener(message);
  }

  on_close(listener) {
    this.onclose = listener;
  }

  hear(message) {
    if (this.#listener) return this.#listener(message);
    this.#early.push(message); // the widget's code is still being loaded
  }

  #send(type, content, callbacks, metadata, buffers) {
    const done = callbacks?.iopub?.status;
    return this.#line.send(type, content, { metadata, buffers, done });
  }
}

export class Manager extends ManagerBase {
  #line;
  #comms = new Map();
  #hooks = new Map(); // id of the message whose output is caught → the Output widgets, last wins
  #order = Promise.resolve();
  #changed = null; // while the kernel is asked how all stands: what the person changes meanwhile

  constructor(line) {
    super();
    this.#line = line;
    // One after the other: an Output widget must know what to catch before the first line comes.
    line.onmessage = (message) => {
      this.#order = this.#order
        .then(() => Promise.race([this.#hear(message), pause(PATIENCE)]))
        .catch((error) => console.error(error));
    };
  }

  async loadClass(name, module) {
    const found = MODULES[module]?.[name];
    if (!found) throw new Error(`this page has no widget ${name} of ${module}`);
    return found;
  }

  async _create_comm(target, comm_id, data, metadata, buffers) {
    const comm = this.#comm(comm_id ?? id(), target);
    if (data || metadata) comm.open(data, undefined, metadata, buffers);
    return comm;
  }

  async _get_comm_info() {
    return {};
  }

  /** models: {id: {state, buffers}} as the server saw them; new ones are made, known ones set. */
  restore(models) {
    const entries = Object.entries(models);
    for (const [, { state, buffers }] of entries) {
      const views = (buffers ?? []).map((one) => new DataView(base64ToBuffer(one.data)));
      base.put_buffers(state, (buffers ?? []).map((one) => one.path), views);
    }
    return this.#take(entries.map(([key, { state }]) => [key, state]));
  }

  /** Ask the kernel how every widget stands: after a break some of its words were lost. */
  async catchUp() {
    const comm = this.#comm(id(), CONTROL_COMM_TARGET);
    const answer = new Promise((heard) => comm.on_msg(heard));
    comm.open({}, undefined, { version: "1.0.0" });
    comm.send({ method: "request_states" });
    this.#changed = new Map();
    const message = await Promise.race([answer, pause(PATIENCE)]);
    comm.close();
    this.#comms.delete(comm.comm_id);
    if (!message) {
      this.#changed = null;
      return false;
    }
    const { states, buffer_paths = [] } = message.content.data;
    buffer_paths.forEach(([key, ...path], i) => {
      base.put_buffers(states[key].state, [path], [message.buffers[i]]);
    });
    await this.#take(Object.entries(states).map(([key, { state }]) => [key, state]));
    this.#changed = null;
    return true;
  }

  /** Put a widget on the page. */
  async show(modelId, host) {
    const model = await this.get_model(modelId);
    const view = await this.create_view(model);
    if (!host.isConnected) return view.remove();
    Widget.attach(view.luminoWidget, host);
    return view;
  }

  /** Let `catcher` have what the kernel prints on behalf of message `msgId`. */
  hook(msgId, catcher) {
    this.#hooks.set(msgId, [...(this.#hooks.get(msgId) ?? []), catcher]);
  }

  unhook(msgId, catcher) {
    const left = (this.#hooks.get(msgId) ?? []).filter((one) => one !== catcher);
    if (left.length) this.#hooks.set(msgId, left);
    else this.#hooks.delete(msgId);
  }

  /** Every new_model below is called before the first of them is awaited: they refer to another. */
  #take(entries) {
    return Promise.all(
      entries.map(async ([key, state]) => {
        try {
          if (this.has_model(key)) {
            const model = await this.get_model(key);
            const found = await model.constructor._deserialize_state(state, this);
            // What the person has just moved is newer than what the kernel tells.
            const waiting = Object.keys(model._msg_buffer ?? {});
            for (const name of [...waiting, ...(this.#changed?.get(key) ?? [])]) delete found[name];
            model.set_state(found);
          } else {
            await this.new_model(
              {
                model_id: key,
                model_name: state._model_name,
                model_module: state._model_module,
                model_module_version: state._model_module_version,
                comm: this.#comm(key, this.comm_target_name),
              },
              state,
            );
          }
        } catch (error) {
          console.error(error); // the others can still be shown
        }
      }),
    );
  }

  #comm(comm_id, target) {
    const changing = (key, names) => {
      this.#changed?.set(key, [...(this.#changed.get(key) ?? []), ...names]);
    };
    const comm = new Comm(this.#line, changing, target, comm_id);
    this.#comms.set(comm_id, comm);
    return comm;
  }

  #hear(message) {
    const { comm_id, target_name } = message.content;
    const type = message.header.msg_type;
    if (type === "comm_open" && target_name === this.comm_target_name) {
      return this.handle_comm_open(this.#comm(comm_id, target_name), message);
    }
    if (type === "comm_msg") return this.#comms.get(comm_id)?.hear(message);
    if (type === "comm_close") {
      const comm = this.#comms.get(comm_id);
      this.#comms.delete(comm_id);
      return comm?.onclose(message);
    }
    if (OUTPUTS.has(type)) {
      return this.#hooks.get(message.parent_header.msg_id)?.at(-1)?.caught(message);
    }
  }
}

function pause(ms) {
  return new Promise((over) => setTimeout(over, ms));
}
