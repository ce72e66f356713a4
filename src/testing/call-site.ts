/**
 * The place in a test at which a call was made, so that later errors can point to it.
 *
 * @module
 */

/** The stack of a call, without the frames of this library. */
export interface CallSite {
  readonly stack?: string;
}

type Frame = (...args: never[]) => unknown;

/**
 * The place that called a function, which must be running now. It is recorded at the call, because the stack no
 * longer contains it after an `await`.
 *
 * @param called the outermost function of this library or, for a getter or a setter, the number of frames to omit.
 */
export function callSite(called: Frame | number): CallSite {
  const site: { stack?: string } = {};
  if (typeof called === 'function') {
    Error.captureStackTrace(site, called);
    return site;
  }
  Error.captureStackTrace(site, callSite);
  const frames = framesOf(site);
  return { stack: `\n${frames.slice(called).join('\n')}` };
}

/** Gives an error the stack of a call. */
export function pointTo(error: Error, site: CallSite): void {
  const frames = framesOf(site);
  if (frames.length > 0) error.stack = `${error.name}: ${error.message}\n${frames.join('\n')}`;
}

function framesOf({ stack = '' }: CallSite): string[] {
  return stack.split('\n').filter((line) => /^\s+at /.test(line));
}
