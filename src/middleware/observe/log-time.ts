/**
 * Times in the Common Log Format: `[25/Nov/2026:08:05:09 +0100]`.
 *
 * @module
 */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * A writer of times, in UTC or in the zone of the process, with the zone's offset at that time. It caches the last
 * second.
 *
 * @example
 * ```ts
 * clfTime(true)(new Date('2026-11-25T08:05:09Z')); // '[25/Nov/2026:08:05:09 +0000]'
 * ```
 */
export function clfTime(utc: boolean): (time: Date) => string {
  let second = Number.NaN;
  let text = '';
  return (time) => {
    const current = Math.floor(time.getTime() / 1000);
    if (current !== second) {
      second = current;
      text = written(time, utc ? 0 : -time.getTimezoneOffset());
    }
    return text;
  };
}

/** @param offset minutes east of Greenwich. */
function written(time: Date, offset: number): string {
  const local = new Date(time.getTime() + offset * 60_000);
  const day = `${two(local.getUTCDate())}/${MONTHS[local.getUTCMonth()]}/${local.getUTCFullYear()}`;
  const clock = [local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()].map(two).join(':');
  const east = Math.abs(offset);
  return `[${day}:${clock} ${offset < 0 ? '-' : '+'}${two(Math.floor(east / 60))}${two(east % 60)}]`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
