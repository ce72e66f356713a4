/**
 * White space as in Python's strings: Unicode's, with the separators U+001C to U+001F and U+0085, without the byte
 * order mark. Everything here takes linear time.
 *
 * @module
 */
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** How many characters of white space a text begins with. */
export function indentOf(text: string): number {
  let start = 0;
  while (start < text.length && SPACE.test(text.charAt(start))) start++;
  return start;
}

/** The text without white space at its end. */
export function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && SPACE.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** The text without white space around it. */
export function trim(text: string): string {
  return trimEnd(text.slice(indentOf(text)));
}

/** The words of a text, separated by white space. */
export function wordsOf(text: string): string[] {
  return text.split(SPACE).filter((word) => word !== '');
}
