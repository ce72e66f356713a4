import { connect, type Socket } from 'node:net';

/** Sends raw bytes, and returns all received bytes until the connection is closed or idle. */
export async function sendRaw(url: string, message: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(Buffer.from(message, 'latin1'));
  return await received(socket);
}

/** All bytes that a socket receives until its end, as a native string. */
export async function received(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += (chunk as Buffer).toString('latin1');
  return text;
}

/** A promise for an event that happens once, with the function that settles it. */
export function happening<T = void>(): { promise: Promise<T>; happen: (value: T) => void } {
  let happen!: (value: T) => void;
  const promise = new Promise<T>((resolve) => {
    happen = resolve;
  });
  return { promise, happen };
}
