/* The line from the page to its kernel. It may break (a phone sleeps, a train enters a tunnel) and
 * then mends itself; what was to be said meanwhile is kept and said afterwards.
 *
 *   line.onstate(state)    "open" | "lost" | "gone"; gone is for good: the kernel is no more
 *   line.onmessage(msg)    a message from the kernel
 */
import { pack, unpack, PROTOCOL } from "./messages.js";

const PING_EVERY = 20_000; // ms, while the page is looked at
const PONG_WITHIN = 5_000;
const OPEN_WITHIN = 25_000;
const LONGEST_PAUSE = 10_000; // between two attempts
const MOST_KEPT = 200; // messages; widgets merge their own changes, so this is never reached
export const KERNEL_GONE = 4404; // the server's code for closing a socket whose kernel has ended

export class Line {
  onstate = () => {};
  onmessage = () => {};
  #address;
  #socket = null;
  #queue = []; // not yet sent
  #waiting = new Map(); // sent, the kernel has not said that it is done with them: id → [msg, done]
  #attempts = 0;
  #timer = 0;
  #pong = 0;
  #over = false;
  #trying = false;
  #stop = new AbortController();

  /** address: the kernel's own, such as /kernels/3f…, without a slash at the end. */
  constructor(address) {
    this.#address = address;
    const heard = { signal: this.#stop.signal };
    const look = () => document.visibilityState === "visible" && this.#look();
    document.addEventListener("visibilitychange", look, heard);
    addEventListener("online", look, heard);
    addEventListener("pageshow", look, heard);
    // A phone says this when it knows; without it a dead socket is only found by the next ping.
    addEventListener("offline", () => this.#socket?.close(), heard);
    const every = setInterval(look, PING_EVERY);
    this.#stop.signal.addEventListener("abort", () => clearInterval(every));
  }

  open() {
    if (this.#over || this.#socket) return;
    // A new name each time: the kernel ignores a second line of the name of one that is not quite
    // dead yet.
    const url = new URL(`${this.#address}/channels?session_id=${id()}`, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url, [PROTOCOL]);
    socket.binaryType = "arraybuffer";
    const late = setTimeout(() => socket.close(), OPEN_WITHIN);
    socket.onopen = () => {
      clearTimeout(late);
      this.#attempts = 0;
      // First what was kept: whoever then asks how all stands is told what the person has done.
      const kept = this.#queue.splice(0);
      for (const [message, done] of kept) this.#say(message, done);
      this.onstate("open");
    };
    socket.onmessage = ({ data }) => {
      this.#ponged();
      if (typeof data !== "string") this.#hear(unpack(data));
    };
    socket.onclose = ({ code }) => {
      clearTimeout(late);
      if (socket === this.#socket) this.#lost(code);
    };
    this.#socket = socket;
  }

  /** Send a message to the kernel, now or when the line is there again; gives the message's id.
   *  done(msg) is called with the kernel's "idle". */
  send(type, content, { metadata = {}, buffers = [], done = null } = {}) {
    const header = {
      msg_id: id(),
      msg_type: type,
      session: "",
      username: "",
      version: "5.3",
      date: new Date().toISOString(),
    };
    const message = { channel: "shell", header, parent_header: {}, metadata, content, buffers };
    if (!this.#over) this.#say(message, done);
    return header.msg_id;
  }

  /** Leave the line for good. */
  close() {
    this.#over = true;
    this.#stop.abort();
    clearTimeout(this.#timer);
    clearTimeout(this.#pong);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #say(message, done) {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      if (this.#queue.length < MOST_KEPT) this.#queue.push([message, done]);
      return;
    }
    this.#waiting.set(message.header.msg_id, [message, done]);
    this.#socket.send(pack(message));
  }

  #hear(message) {
    if (message.header.msg_type === "status") {
      const state = message.content.execution_state;
      if (state === "dead") this.#gone();
      if (state !== "idle") return;
      const [, done] = this.#waiting.get(message.parent_header.msg_id) ?? [];
      this.#waiting.delete(message.parent_header.msg_id);
      done?.(message);
      return;
    }
    this.onmessage(message);
  }

  #lost(code) {
    this.#socket = null;
    this.#ponged();
    if (this.#over) return;
    if (code === KERNEL_GONE) {
      this.#gone();
      return;
    }
    // A changed value may be said twice. A press of a button may not: it is counted as heard.
    const unsure = [...this.#waiting.values()];
    this.#waiting.clear();
    const again = unsure.filter(([message]) => message.content.data?.method === "update");
    this.#queue.unshift(...again);
    this.onstate("lost");
    this.#later();
  }

  #later() {
    const pause = Math.min(LONGEST_PAUSE, 400 * 2 ** this.#attempts++);
    clearTimeout(this.#timer);
    // Not all at the same moment: forty phones lose the same network together.
    this.#timer = setTimeout(() => this.#retry(), pause * (0.5 + Math.random()));
  }

  async #retry() {
    if (this.#over || this.#socket || this.#trying) return;
    this.#trying = true;
    clearTimeout(this.#timer);
    try {
      // A browser does not tell why a websocket was refused, so the kernel is asked for first.
      const signal = AbortSignal.timeout?.(8_000);
      const answer = await fetch(this.#address, { cache: "no-store", signal });
      if (answer.status === 404) this.#gone();
      else if (answer.ok) this.open();
      else this.#later();
    } catch {
      this.#later();
    } finally {
      this.#trying = false;
    }
  }

  /** Whether the line still stands: a socket can be dead for minutes before the browser notices. */
  #look() {
    if (this.#over) return;
    if (this.#socket?.readyState === WebSocket.OPEN) {
      const socket = this.#socket;
      socket.send("ping");
      clearTimeout(this.#pong);
      this.#pong = setTimeout(() => {
        if (socket !== this.#socket) return;
        socket.onclose = null; // the browser may wait long for the other side's farewell
        socket.close();
        this.#lost(1006);
      }, PONG_WITHIN);
    } else if (!this.#socket && this.#attempts) {
      this.#attempts = 1;
      this.#retry();
    }
  }

  #ponged() {
    clearTimeout(this.#pong);
  }

  #gone() {
    if (this.#over) return;
    this.close();
    this.onstate("gone");
  }
}

/** A name no one can guess. crypto.randomUUID is missing on http:// pages of another machine. */
export function id() {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
