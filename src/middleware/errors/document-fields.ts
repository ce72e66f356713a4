/**
 * Combines the fields of an error response with those of the page that replaces its body.
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
 * The fields of a response whose body a page replaces: its own, except those that describe its body and those that
 * the page also has, followed by the page's. `Set-Cookie` is kept from both. The Content-Range of a 416 is also
 * kept, because it gives the length of the requested content (RFC 9110, section 15.5.17).
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

/** The fields with `Accept` added to `Vary`, if the request has it, because it decided which body is sent. */
export function withVaryAccept(headers: HeaderList, { accept }: Request): HeaderList {
  if (!accept.isPresent) return headers;
  const varied = [...headers];
  setField(varied, 'Vary', String(Vary.parse(getField(headers, 'Vary')).with('Accept')));
  return varied;
}
