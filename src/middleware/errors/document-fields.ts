/**
 * The fields of a response that has the status of one answer and the body of another.
 *
 * @module
 */
import { getField, setField } from '../../headers/lists/header-list.ts';
import { Vary } from '../../headers/vary.ts';
import type { Request } from '../../request/request.ts';
import type { HeaderList } from '../../wsgi/contract.ts';

/** The fields that describe the body. */
const DESCRIBES_BODY: ReadonlySet<string> = new Set([
  'accept-ranges',
  'content-digest',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'content-md5',
  'content-range',
  'content-type',
  'digest',
  'etag',
  'last-modified',
  'repr-digest',
  'trailer',
  'transfer-encoding',
]);

/**
 * The fields of an answer whose body a page replaces: its own, save those that describe its body and those that the page
 * has, and then the page's. `Set-Cookie` of both is kept. The Content-Range of a 416 is, too, for it tells the length of
 * what was asked for (RFC 9110, section 15.5.17).
 */
export function documentFields(code: number, answer: HeaderList, page: HeaderList): HeaderList {
  const replaced = new Set(page.map(([name]) => name.toLowerCase()));
  replaced.delete('set-cookie');
  const kept = answer.filter(([name]) => {
    const lower = name.toLowerCase();
    const describesBody = DESCRIBES_BODY.has(lower) && !(code === 416 && lower === 'content-range');
    return !describesBody && !replaced.has(lower);
  });
  return [...kept, ...page];
}

/** The fields with `Accept` in `Vary`, where the request has one, for by that it was decided which body is sent. */
export function withVaryAccept(headers: HeaderList, { accept }: Request): HeaderList {
  if (!accept.isPresent) return headers;
  const varied = [...headers];
  setField(varied, 'Vary', String(Vary.parse(getField(headers, 'Vary')).with('Accept')));
  return varied;
}
