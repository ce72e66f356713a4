import { connect, type Socket } from 'node:net';

/** Sends bytes as they are and gives all that comes back until the connection closes or grows still. */
export async function sendRaw(url: string, message: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(Buffer.from(message, 'latin1'));
  return await received(socket);
}

/** All that a socket receives until its end, as a native string. */
export async function received(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += (chunk as Buffer).toString('latin1');
  return text;
}

/** A promise with its ends, for what happens once. */
export function happening<T = void>(): { promise: Promise<T>; happen: (value: T) => void } {
  let happen!: (value: T) => void;
  const promise = new Promise<T>((resolve) => {
    happen = resolve;
  });
  return { promise, happen };
}
