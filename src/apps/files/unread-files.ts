/**
 * Files that were opened and handed out, and that nobody has read yet.
 *
 * @module
 */

/** The most files that wait for their reader. Most readers come before the next file is opened. */
const MOST_WAITING = 8;

const waiting: Restable[] = [];

/** A file that can be closed until it is read. */
export interface Restable {
  /** Closes the file, unless it was read. */
  rest(): void;
}

/** Lets a file rest after this turn of the event loop, or earlier if others wait for it. */
export function restAfterTurn(file: Restable): void {
  if (waiting.length === 0) setImmediate(restAll);
  waiting.push(file);
  if (waiting.length > MOST_WAITING) waiting.shift()?.rest();
}

function restAll(): void {
  for (const file of waiting.splice(0)) file.rest();
}
