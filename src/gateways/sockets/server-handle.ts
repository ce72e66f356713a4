/**
 * A server that listens, and how it is closed.
 *
 * @module
 */

/** How a server closes. */
export interface ClosingOptions {
  /** How many milliseconds {@link ServerHandle.close} waits for what runs. Defaults to 10 000. */
  closeTimeout?: number;
  /** Signals on which the server closes, such as `['SIGTERM', 'SIGINT']`. */
  closeOn?: readonly NodeJS.Signals[];
}

/** A server that listens. */
export interface ServerHandle extends AsyncDisposable {
  /**
   * Where it is reached, such as `'http://127.0.0.1:8080'`, or `'unix:'` and the path of its socket; `'fd:'` and the
   * descriptor of a Unix socket that somebody else has made.
   */
  readonly url: string;
  /** 0 for a Unix socket. */
  readonly port: number;
  /** Takes no more connections, lets what runs come to its end, then cuts what is left. */
  close(): Promise<void>;
}

/** Where a server is reached. */
export type Place = Pick<ServerHandle, 'url' | 'port'>;

/**
 * The handle of a server that listens.
 *
 * @param close closes the server. It is called once, however often the handle is closed and by whatever signal.
 */
export function handleOf(
  { url, port }: Place,
  { closeTimeout = 10_000, closeOn = [] }: ClosingOptions,
  close: (timeout: number) => Promise<void>,
): ServerHandle {
  let closing: Promise<void> | undefined;
  const closeOnce = () => {
    closing ??= close(closeTimeout).finally(() => {
      for (const signal of closeOn) process.off(signal, closeOnce);
    });
    return closing;
  };
  for (const signal of closeOn) process.on(signal, closeOnce);
  return { url, port, close: closeOnce, [Symbol.asyncDispose]: closeOnce };
}
