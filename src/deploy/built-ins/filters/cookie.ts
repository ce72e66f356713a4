/**
 * The attributes of a cookie, as options.
 *
 * @module
 */
import { boolean, either, text, word } from '../readers.ts';

export const COOKIE = {
  domain: text,
  path: text,
  httpOnly: boolean,
  sameSite: word<'lax' | 'strict' | 'none'>(),
  partitioned: boolean,
  secure: either('auto', boolean),
};
