/**
 * The URL that a reference names, resolved against `base`, or `undefined` when it names none.
 *
 * It does not call `URL.canParse` before `new URL`: on Node 20 its optimized form treats every string as UTF-8, and
 * rejects `http://bücher.example/` if the engine stores it with one byte per character.
 */
export function parseUrl(reference: string, base?: string | URL): URL | undefined {
  try {
    return new URL(reference, base);
  } catch {
    return undefined;
  }
}
