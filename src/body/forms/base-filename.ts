/**
 * The names under which browsers send fields and files (HTML, 4.10.22.8).
 *
 * @module
 */

const ESCAPED: Readonly<Record<string, string>> = { '%22': '"', '%0D': '\r', '%0A': '\n' };

/** The name of a field or a file, with the three characters unescaped that browsers escape. */
export function unescapedName(name: string): string {
  return name.replace(/%(?:22|0D|0A)/gi, (code) => ESCAPED[code.toUpperCase()] as string);
}

/**
 * The last segment of a file's name, with the three characters unescaped that browsers escape (HTML, 4.10.22.8).
 * The sender can still have put anything into it.
 *
 * @example
 * ```ts
 * baseFilename('C:\\dir\\a.txt'); // 'a.txt'
 * baseFilename('../%22b%22.txt'); // '"b".txt'
 * baseFilename('dir/..'); // ''
 * ```
 */
export function baseFilename(rawFilename: string): string {
  const name = rawFilename.slice(Math.max(rawFilename.lastIndexOf('/'), rawFilename.lastIndexOf('\\')) + 1);
  if (name === '.' || name === '..') return '';
  return unescapedName(name);
}
