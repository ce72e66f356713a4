/**
 * The grammar that header field values share: tokens, quoted strings, lists and parameters
 * (RFC 9110, sections 5.5 and 5.6). Every function is linear in its input.
 *
 * @module
 */

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const QUOTED_TEXT = /^[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]*$/;
const QUOTED_PAIR = /\\([\t \x21-\x7e\x80-\xff])/g;
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Whether the text is a `token` (section 5.6.2). */
export function isToken(text: string): boolean {
  if (typeof text !== 'string') return false;
  // Most consist of letters and hyphens: a loop over those takes half the time of a regular expression.
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const lower = code | 0x20;
    if ((lower < 0x61 || lower > 0x7a) && code !== 0x2d) return TOKEN.test(text);
  }
  return text !== '';
}

/**
 * Asserts that a field name is valid.
 *
 * @throws TypeError when it is not a token (section 5.1).
 */
export function assertFieldName(name: string): void {
  if (!isToken(name)) throw new TypeError(`invalid header name: ${JSON.stringify(name)}`);
}

/** Whether the text has only visible characters, spaces and tabs, all below U+0100 (section 5.5). */
export function isFieldValue(text: string): boolean {
  return FIELD_VALUE.test(text);
}

/**
 * Asserts that a field value is valid: visible characters, spaces and tabs, all below U+0100.
 *
 * @throws TypeError when it has another control character, such as CR, LF or NUL, or a character beyond U+00FF
 * (section 5.5).
 */
export function assertFieldValue(name: string, value: string): void {
  if (!isFieldValue(value)) {
    throw new TypeError(`invalid value for the header ${name}: ${JSON.stringify(value)}`);
  }
}

/** Removes spaces and tabs (OWS, section 5.6.3), and nothing else, from both ends. */
export function trimWhitespace(text: string): string {
  return trimmedSlice(text, 0, text.length);
}

/** The text from `start` up to `end` without the spaces and tabs at its ends. */
export function trimmedSlice(text: string, start: number, end: number): string {
  const first = firstVisible(text, start, end);
  return text.slice(first, lastVisible(text, first, end));
}

/** Removes spaces and tabs from the beginning. */
export function trimWhitespaceStart(text: string): string {
  return text.slice(firstVisible(text, 0, text.length));
}

/** Removes spaces and tabs from the end. */
export function trimWhitespaceEnd(text: string): string {
  return text.slice(0, lastVisible(text, 0, text.length));
}

/**
 * Splits at a separator outside quoted strings, trims the pieces and drops empty ones. With `','` the pieces are a
 * list's members (section 5.6.1), with `';'` an element's parameters.
 *
 * @example
 * ```ts
 * splitOutsideQuotes('a, "b, c",, d', ','); // ['a', '"b, c"', 'd']
 * ```
 */
export function splitOutsideQuotes(value: string, separator: ',' | ';'): string[] {
  return pieces(value, separator, false);
}

/** Splits as {@link splitOutsideQuotes} does, but keeps the empty pieces. */
export function splitKeepingEmpty(value: string, separator: ',' | ';'): string[] {
  return pieces(value, separator, true);
}

function pieces(value: string, separator: string, keepsEmpty: boolean): string[] {
  // Chosen before the loop: engines move a search, which has no side effect, to where its result is used.
  const endOf = value.includes('"') ? endOutsideQuotes : endAnywhere;
  const found: string[] = [];
  for (let start = 0; start <= value.length; ) {
    const end = endOf(value, separator, start);
    const stop = end === -1 ? value.length : end;
    const piece = trimmedSlice(value, start, stop);
    if (keepsEmpty || piece !== '') found.push(piece);
    start = stop + 1;
  }
  return found;
}

function endAnywhere(value: string, separator: string, start: number): number {
  return value.indexOf(separator, start);
}

/** The position of the next separator outside quoted strings; -1 if there is none. */
export function endOutsideQuotes(value: string, separator: string, start: number): number {
  let quoted = false;
  for (let i = start; i < value.length; i++) {
    const character = value[i];
    if (character === '"') quoted = !quoted;
    else if (quoted && character === '\\') i++;
    else if (!quoted && character === separator) return i;
  }
  return -1;
}

/** The members of a list-based field value (section 5.6.1); quoted strings stay whole. */
export function splitList(value: string): string[] {
  return splitOutsideQuotes(value, ',');
}

/**
 * Reads a token or a quoted string (section 5.6.4); `undefined` when it is neither.
 *
 * @example
 * ```ts
 * readTokenOrQuoted('"a \\"b\\""'); // 'a "b"'
 * ```
 */
export function readTokenOrQuoted(text: string): string | undefined {
  if (TOKEN.test(text)) return text;
  if (text.length < 2 || text[0] !== '"' || !text.endsWith('"')) return undefined;
  const inner = text.slice(1, -1);
  if (QUOTED_TEXT.test(inner)) return inner;
  return QUOTED_TEXT.test(inner.replace(QUOTED_PAIR, '')) ? inner.replace(QUOTED_PAIR, '$1') : undefined;
}

/** What stands between the quotes of a quoted string, without the backslashes of its quoted pairs. */
export function unescaped(inner: string): string {
  return inner.includes('\\') ? inner.replace(QUOTED_PAIR, '$1') : inner;
}

/** Writes a value as a quoted string (section 5.6.4). */
export function quote(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** Writes a value as a token if it is one, else as a quoted string. */
export function tokenOrQuoted(value: string): string {
  return TOKEN.test(value) ? value : quote(value);
}

/** Whether the character code is that of a space or a tab. */
export function isWhitespace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** The index of the first character from `start` on that is neither a space nor a tab, or `end` if there is none. */
export function firstVisible(text: string, start: number, end: number): number {
  let first = start;
  while (first < end && isWhitespace(text.charCodeAt(first))) first++;
  return first;
}

function lastVisible(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && isWhitespace(text.charCodeAt(last - 1))) last--;
  return last;
}
