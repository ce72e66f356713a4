/**
 * The error for a name that does not exist, with the nearest one that does.
 *
 * @module
 */

/** Longer names get no suggestion, so that the search for one stays cheap whatever it is given. */
const LONGEST_NAME = 40;

/**
 * The TypeError for an option or property that does not exist.
 *
 * @param kind what the name should have been: `'response property'`.
 * @param known the names that exist. One of them is suggested if it lacks less than half of the letters, or if one of
 * the two names begins or ends with the other; case does not count.
 *
 * @example
 * ```ts
 * unknownName('cookie option', 'httponly', ['httpOnly', 'secure']).message;
 * // 'unknown cookie option: httponly; did you mean httpOnly?'
 * ```
 */
export function unknownName(kind: string, name: string, known: Iterable<string>): TypeError {
  const nearest = nearestName(name, known);
  const suggestion = nearest === undefined ? '' : `; did you mean ${nearest}?`;
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
    if (distance >= least || distance >= Math.max(wanted.length, other.length) / 2) continue;
    nearest = candidate;
    least = distance;
  }
  return nearest;
}

/** How many letters of the longer name the other lacks; half as many where one of them begins or ends with the other. */
function distanceOf(a: string, b: string): number {
  const [long, short] = a.length > b.length ? [a, b] : [b, a];
  const isAffix = short !== '' && (long.startsWith(short) || long.endsWith(short));
  if (isAffix) return (long.length - short.length) / 2;
  let rest = long;
  for (const letter of short) rest = rest.replace(letter, '');
  return rest.length;
}
