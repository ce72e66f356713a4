/**
 * Checks `Location` (RFC 9110, section 10.2.2): that it is valid by RFC 3986, and where browsers would go.
 *
 * @module
 */
import { safeLocation } from '../../../headers/location.ts';
import type { Finding } from '../findings.ts';
import type { Answer } from './answer.ts';

const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
const WEB = /^https?$/i;
const BROKEN_CODE = /%(?![0-9a-f]{2})/i;

/** Finds malformed references, and those that leave the site in a way that a path may do by accident. */
export function* locationFindings(_answer: Answer, value: string): Generator<Finding, void> {
  const text = `Location is ${JSON.stringify(value)}`;
  const scheme = SCHEME.exec(value)?.[1];
  if (scheme !== undefined && !WEB.test(scheme)) {
    yield {
      rule: 'http-location-elsewhere',
      text: `${text}, which browsers do not follow, or pass to another program`,
    };
  } else if (value.startsWith('//')) {
    yield { rule: 'http-location-elsewhere', text: `${text}, which is another site, not a path of this one` };
  } else if (!isReference(value)) {
    yield { rule: 'http-location', text: `${text}, which is not a URL or a path, percent-encoded` };
  }
}

function isReference(value: string): boolean {
  try {
    return safeLocation(value) === value && !BROKEN_CODE.test(value);
  } catch {
    return false;
  }
}
