/* Jupyter's messages on a websocket, protocol v1.kernel.websocket.jupyter.org: a table of offsets,
 * the channel's name, four pieces of JSON, then binary buffers.
 */

export const PROTOCOL = "v1.kernel.websocket.jupyter.org";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const PIECES = ["header", "parent_header", "metadata", "content"];

export function pack(message) {
  const parts = [
    encoder.encode(message.channel),
    ...PIECES.map((piece) => encoder.encode(JSON.stringify(message[piece] ?? {}))),
    ...(message.buffers ?? []).map(bytes),
  ];
  const count = parts.length + 1;
  let end = 8 * (count + 1);
  const size = parts.reduce((sum, part) => sum + part.byteLength, end);
  const packed = new Uint8Array(size);
  const table = new DataView(packed.buffer);
  table.setBigUint64(0, BigInt(count), true);
  table.setBigUint64(8, BigInt(end), true);
  parts.forEach((part, i) => {
    packed.set(part, end);
    end += part.byteLength;
    table.setBigUint64(8 * (i + 2), BigInt(end), true);
  });
  return packed.buffer;
}

export function unpack(buffer) {
  const table = new DataView(buffer);
  const count = Number(table.getBigUint64(0, true));
  const offset = (i) => Number(table.getBigUint64(8 * (i + 1), true));
  const part = (i) => new Uint8Array(buffer, offset(i), offset(i + 1) - offset(i));
  const message = { channel: decoder.decode(part(0)), buffers: [] };
  PIECES.forEach((piece, i) => {
    message[piece] = JSON.parse(decoder.decode(part(i + 1)));
  });
  for (let i = 5; i < count - 1; i++) {
    message.buffers.push(new DataView(buffer, offset(i), offset(i + 1) - offset(i)));
  }
  return message;
}

function bytes(buffer) {
  return ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
}
