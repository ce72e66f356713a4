/**
 * The URL that a reference names, resolved against `base`, or `undefined` when it names none.
 *
 * Not `URL.canParse` before `new URL`: on Node 20 its optimized form takes every string as UTF-8 and refuses
 * `http://bücher.example/`, whose characters are kept as one byte each.
 */
export function parseUrl(reference: string, base?: string | URL): URL | undefined {
  try {
    return new URL(reference, base);
  } catch {
    return undefined;
  }
}
