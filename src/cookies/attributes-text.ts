/**
 * The attributes of a cookie, as a `Set-Cookie` field has them.
 *
 * @module
 */
import { type SetCookie, stringifySetCookie } from 'cookie';

/** What a cookie has besides its name and value, as a cookie with the name `a` and an empty value. */
export type Attributes = SetCookie & { readonly name: 'a'; readonly value: '' };

/** How many texts are kept. */
const KEPT = 8;

const recent: { readonly attributes: Attributes; readonly text: string }[] = [];
let written = 0;

/**
 * What follows the cookie's value: `'; Path=/; Secure'`.
 *
 * A server sets the same few cookies again and again, so the texts written last are kept, except those with a date.
 * Finding one takes less than a tenth of the time of writing it, which makes a field take half as long. If the
 * attributes are always new, it takes half as long again.
 *
 * @throws TypeError when an attribute is malformed.
 */
export function attributesText(attributes: Attributes): string {
  for (const known of recent) if (isSame(known.attributes, attributes)) return known.text;
  const text = stringifySetCookie(attributes).slice(2);
  if (!attributes.expires) recent[written++ % KEPT] = { attributes, text };
  return text;
}

function isSame(one: Attributes, other: Attributes): boolean {
  return (
    one.maxAge === other.maxAge &&
    one.path === other.path &&
    one.domain === other.domain &&
    one.httpOnly === other.httpOnly &&
    one.secure === other.secure &&
    one.sameSite === other.sameSite &&
    one.partitioned === other.partitioned &&
    one.priority === other.priority &&
    one.expires === other.expires
  );
}
