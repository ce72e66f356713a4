/**
 * A listening server, and how to close it.
 *
 * @module
 */

/** Options for closing a server. */
export interface ClosingOptions {
  /** Milliseconds that {@link ServerHandle.close} waits for running requests. Defaults to 10 000. */
  closeTimeout?: number | undefined;
  /** Signals on which the server closes, such as `['SIGTERM', 'SIGINT']`. */
  closeOn?: readonly NodeJS.Signals[] | undefined;
}

/** A listening server. */
export interface ServerHandle extends AsyncDisposable {
  /**
   * Its URL, such as `'http://127.0.0.1:8080'`, or `'unix:'` and the path of its socket, or `'fd:'` and the
   * descriptor of a Unix socket that another process has made.
   */
  readonly url: string;
  /** The port; 0 for a Unix socket. */
  readonly port: number;
  /** Accepts no more connections, lets running requests finish, then cuts the rest. */
  close(): Promise<void>;
}

/** The address of a server. */
export type Place = Pick<ServerHandle, 'url' | 'port'>;

/**
 * The handle of a listening server.
 *
 * @param close closes the server. It is called only once, however often the handle is closed or a signal arrives.
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
