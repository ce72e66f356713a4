/**
 * IPv6 addresses as text, and their brackets in a URL (RFC 4291, section 2.2; RFC 3986, section 3.2.2).
 *
 * @module
 */

const GROUP = /^[0-9A-Fa-f]{1,4}$/;
const BYTE = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/;

/**
 * Whether the text is an IPv6 address, without brackets and without a zone.
 *
 * @example
 * ```ts
 * isIPv6('2001:db8::7'); // true
 * isIPv6('::ffff:192.0.2.1'); // true
 * isIPv6('1::2::3'); // false
 * ```
 */
export function isIPv6(text: string): boolean {
  const [left = '', right, ...more] = text.split('::');
  if (more.length > 0) return false;
  if (right === undefined) return groupsIn(left, true) === 8;
  // "::" stands for one group or more.
  return groupsIn(left, false) + groupsIn(right, true) <= 7;
}

/** The address as a URL and `Host` have it: IPv6 in brackets and without a zone, anything else as it is. */
export function bracketed(address: string): string {
  const [withoutZone = ''] = address.split('%', 1);
  return isIPv6(withoutZone) ? `[${withoutZone}]` : address;
}

/** The address as a socket takes it: without those brackets. */
export function unbracketed(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

/** How many groups of 16 bits the text writes; infinitely many where it is malformed. */
function groupsIn(text: string, mayEndInIPv4: boolean): number {
  if (text === '') return 0;
  const groups = text.split(':');
  const isGroup = (group: string, index: number) =>
    GROUP.test(group) || (mayEndInIPv4 && index === groups.length - 1 && isDottedQuad(group));
  if (!groups.every(isGroup)) return Infinity;
  return text.includes('.') ? groups.length + 1 : groups.length;
}

function isDottedQuad(text: string): boolean {
  const bytes = text.split('.');
  return bytes.length === 4 && bytes.every((byte) => BYTE.test(byte));
}
