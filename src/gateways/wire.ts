/**
 * What a gateway provides besides an environ: the way back to the client.
 *
 * @module
 */
import { TextBody } from '../body/text-body.ts';
import type { HeaderList } from '../wsgi/contract.ts';
import type { Status } from '../wsgi/status.ts';

/** The type of a gateway's own responses. */
export const TEXT = 'text/plain; charset=UTF-8';

/**
 * The way of one response to its client. Calls come in this order: `head`, optionally `flush` or `asked`, any
 * number of `write`s, `end`. `cut` may take the place of any of them, and is the last.
 */
export interface Wire {
  /** Whether the client has gone away, or the response was cut. */
  readonly isGone: boolean;
  /**
   * Takes status and fields, which are checked: no hop-by-hop fields, none that cannot be written, and at most one
   * Content-Length. The wire may hold them until the next call, so that both are sent together. If it throws, it
   * must have sent nothing: it is then given another head.
   */
  head(code: number, reason: string, fields: HeaderList): void;
  /** Sends a pending head: no bytes follow for now. */
  flush(): void;
  /**
   * Sends bytes. A promise holds the body back until the client has taken enough.
   *
   * @param isLent whether the bytes are valid only until the promise is fulfilled. A promise must then be returned.
   */
  write(chunk: Uint8Array, isLent: boolean): void | Promise<void>;
  /**
   * For wires from which the client takes bytes on demand: sends a pending head, and returns a promise of the
   * client's first demand. The application's body is not touched before.
   */
  asked?(): void | Promise<void>;
  /**
   * Ends the response, with its last or only bytes; text is UTF-8.
   *
   * @param length the number of these bytes, if known.
   */
  end(last?: Uint8Array | string, length?: number): void;
  /** Ends the response so that the client sees that it is incomplete, because of the error `cause` if there is one. */
  cut(cause?: unknown): void;
  /** Calls `gone` once when the client goes away before the response has ended, immediately if it already has. */
  watch(gone: () => void): void;
}

/** The response to an application's failure, which reveals nothing about it. */
export const FAILED = {
  status: { code: 500, reason: 'Internal Server Error' },
  text: 'Internal Server Error',
} as const satisfies Refusal;

/** The response to a request whose path is not below the mount. */
export const NOT_FOUND: Refusal = { status: { code: 404, reason: 'Not Found' }, text: 'Not Found' };

/** A gateway's own response. */
export interface Refusal {
  readonly status: Status;
  readonly text: string;
}

/**
 * Responds in place of the application. Never throws: a wire that accepts no head is cut.
 *
 * @param report called with what the wire throws.
 */
export function refuse(
  wire: Wire,
  isHead: boolean,
  { status: { code, reason }, text }: Refusal,
  report: (error: unknown) => void,
): void {
  const fields: HeaderList = [['Content-Type', TEXT]];
  if (!isHead) fields.push(['Content-Length', String(new TextBody(text).byteLength)]);
  try {
    wire.head(code, reason, fields);
    if (isHead) wire.end();
    else wire.end(text);
  } catch (error) {
    report(error);
    cutOff(wire, report, error);
  }
}

/** Cuts a wire, without ever throwing. */
export function cutOff(wire: Wire, report: (error: unknown) => void, cause: unknown): void {
  try {
    wire.cut(cause);
  } catch (error) {
    report(error);
  }
}
