/**
 * The error for an unknown name, which suggests the nearest known name.
 *
 * @module
 */

/** Longer names get no suggestion, so that the search stays cheap for any input. */
const LONGEST_NAME = 40;

/**
 * Asserts that all names of an object are known.
 *
 * @param kind what each name should be: `'option of serve'`.
 * @throws TypeError as {@link unknownName} makes it.
 *
 * @example
 * ```ts
 * assertKnown('option of serve', { port: 80 }, ['port', 'hostname']);
 * assertKnown('option of serve', { prot: 80 }, ['port', 'hostname']); // throws TypeError
 * ```
 */
export function assertKnown(kind: string, given: object, known: readonly string[]): void {
  for (const name of Object.keys(given)) if (!known.includes(name)) throw unknownName(kind, name, known);
}

/**
 * The TypeError for an option or property that does not exist.
 *
 * @param kind what the name should have been: `'response property'`.
 * @param known the names that exist. One of them is suggested if it differs in at most half of its characters, or if
 * one of the two names begins or ends with the other; case does not count.
 *
 * @example
 * ```ts
 * unknownName('cookie option', 'httponly', ['httpOnly', 'secure']).message;
 * // 'unknown cookie option: httponly; did you mean httpOnly?'
 * ```
 */
export function unknownName(kind: string, name: string, known: Iterable<string>): TypeError {
  const nearest = nearestName(name, known);
  const suggestion = nearest ? `; did you mean ${nearest}?` : '';
  return new TypeError(`unknown ${kind}: ${name}${suggestion}`);
}

function nearestName(name: string, known: Iterable<string>): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const wanted = name.toLowerCase();
  let nearest: string | undefined;
  let least = Infinity;
  for (const candidate of known) {
    const other = candidate.toLowerCase();
    const distance = distanceOf(wanted, other);
    if (distance >= least || distance > Math.max(wanted.length, other.length) / 2) continue;
    nearest = candidate;
    least = distance;
  }
  return nearest;
}

/** The distance between two names; a quarter of it if one of them begins or ends with the other. */
function distanceOf(a: string, b: string): number {
  const [long, short] = a.length > b.length ? [a, b] : [b, a];
  const isAffix = short !== '' && (long.startsWith(short) || long.endsWith(short));
  return isAffix ? (long.length - short.length) / 4 : editDistance(a, b);
}

/** The fewest insertions, deletions and replacements of characters that turn one name into the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  const costs = Array.from(b, (_, length) => length + 1);
  let distance = b.length;
  for (let row = 0; row < a.length; row++) {
    let diagonal = row;
    distance = row + 1;
    costs.forEach((above, column) => {
      distance = Math.min(diagonal + Number(a[row] !== b[column]), above + 1, distance + 1);
      diagonal = above;
      costs[column] = distance;
    });
  }
  return distance;
}
