/**
 * The statuses that a test accepts.
 *
 * @module
 */

type OneStatus = number | string;

/**
 * A status to accept: a number; text for the whole status line, in any case, with `*` for anything, or three digits
 * for the number, or `4xx` for a class; a list of these; or a function of the number.
 */
export type ExpectedStatus = OneStatus | readonly OneStatus[] | ((status: number) => boolean);

/**
 * Whether a status is accepted.
 *
 * @throws TypeError when the expectation is malformed.
 */
export function isExpected(expected: ExpectedStatus, status: number, statusLine: string): boolean {
  if (typeof expected === 'function') return expected(status);
  if (typeof expected === 'number') return expected === status;
  if (typeof expected === 'string') return statusPattern(expected).test(statusLine);
  if (Array.isArray(expected)) return expected.some((one) => isExpected(one, status, statusLine));
  throw new TypeError(`not a status to expect: ${String(expected)}`);
}

/** Expected statuses as text. */
export function describeStatus(expected: ExpectedStatus): string {
  if (typeof expected === 'function') return 'one that the given function accepts';
  return [expected].flat().join(' or ') || 'none';
}

function statusPattern(text: string): RegExp {
  if (/^\d{3}$/.test(text)) return new RegExp(`^${text} `);
  if (/^\dxx$/i.test(text)) return new RegExp(`^${text[0]}`);
  const source = text.replace(/[\\^$.+?()[\]{}|]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${source}$`, 'is');
}
