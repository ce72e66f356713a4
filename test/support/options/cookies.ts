import * as cookies from '../../../src/cookies.ts';
import { Response } from '../../../src/index.ts';
import { absentOf, type Row, row, secret } from './row.ts';

const ATTRIBUTES = absentOf('path', 'maxAge', 'secure', 'httpOnly', 'sameSite', 'partitioned', 'priority');
const COOKIE = { ...ATTRIBUTES, ...absentOf('domain', 'expires') };
const PROFILE = { ...ATTRIBUTES, ...absentOf('domains', 'serializer') };

/** Sets or deletes cookies of a response. */
function setCookies(change: (response: Response) => void): string[] {
  const response = new Response();
  change(response);
  return response.headers.getSetCookie();
}

export const COOKIES: readonly Row[] = [
  row<cookies.CookieOptions>('serializeSetCookie', COOKIE, (given) =>
    cookies.serializeSetCookie('a', '1', given),
  ),
  row<cookies.CookieOptions>('serializeDeletion', COOKIE, (given) => cookies.serializeDeletion('a', given)),
  row<cookies.CookieOptions>('response.setCookie', COOKIE, (given) =>
    setCookies((response) => response.setCookie('a', '1', given)),
  ),
  row<cookies.CookieOptions>('response.deleteCookie', COOKIE, (given) =>
    setCookies((response) => response.deleteCookie('a', given)),
  ),
  row<cookies.CookieProfileOptions<string>>('CookieProfile', PROFILE, (given) =>
    new cookies.CookieProfile<string>('a', given).getHeaders('1'),
  ),
  row<cookies.SignedCookieProfileOptions<string>>(
    'SignedCookieProfile',
    { ...PROFILE, hashAlgorithm: undefined },
    (given) => new cookies.SignedCookieProfile<string>(secret, 'salt', 'a', given).getHeaders('1'),
  ),
];
