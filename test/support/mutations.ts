/** Random numbers below a bound, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const CHARACTERS = '0123456789abcdefABCDEF!,;="\\%+/\0\xff \t:-_zZ';

/** Changes a text in one to three places, possibly with pieces of `others`. */
export function mutated(text: string, others: readonly string[], random: (below: number) => number): string {
  let changed = text;
  for (let times = 1 + random(3); times > 0; times--) changed = once(changed, others, random);
  return changed;
}

function once(text: string, others: readonly string[], random: (below: number) => number): string {
  const at = random(text.length);
  const to = at + 1 + random(8);
  const character = CHARACTERS.charAt(random(CHARACTERS.length));
  const other = others[random(others.length)] ?? '';
  const [before, after] = [text.slice(0, at), text.slice(at + 1)];
  switch (random(8)) {
    case 0:
      return before + String.fromCharCode(text.charCodeAt(at) ^ (1 << random(7))) + after;
    case 1:
      return before + character + after;
    case 2:
      return before + character + text.slice(at);
    case 3:
      return before + text.slice(to);
    case 4:
      return before + text.slice(at, to) + text.slice(at);
    case 5:
      return before + other.slice(at);
    case 6:
      return before + other.slice(at, to) + text.slice(to);
    default:
      return before + [...text.slice(at, to)].reverse().join('') + text.slice(to);
  }
}
