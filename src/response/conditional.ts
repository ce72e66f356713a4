/**
 * The response that is sent instead when the request's preconditions or ranges require it.
 *
 * @module
 */
import { canSlice, multipartByteranges, sliceBody } from '../body/byteranges.ts';
import { evaluate } from '../conditional/ranges.ts';
import { ContentRange, type SatisfiedRange } from '../headers/content-range.ts';
import { parseTokenList } from '../headers/grammar/list-header.ts';
import { getField, isSameName } from '../headers/lists/header-list.ts';
import type { AppIter, Environ, HeaderList } from '../wsgi/contract.ts';
import { reasonOf } from '../wsgi/status.ts';
import type { ResponseHead } from './head.ts';

/** The body that a response would send as a whole. */
interface Entity {
  readonly body: AppIter;
  /** The length in bytes, if it is known. */
  readonly length: number | undefined;
}

/** The response to send instead; without a body here, it has none. */
export interface Answer {
  readonly statusLine: string;
  readonly headers: HeaderList;
  readonly body?: AppIter | Promise<AppIter>;
}

/** The status lines, joined once. */
const STATUS_LINES = {
  206: `206 ${reasonOf(206)}`,
  304: `304 ${reasonOf(304)}`,
  412: `412 ${reasonOf(412)}`,
  416: `416 ${reasonOf(416)}`,
};

/** Fields that describe exactly the bytes sent. */
const OF_THE_BYTES = ['Content-Length', 'Content-Digest', 'Content-MD5'];
/** Fields that describe the content. */
const OF_THE_CONTENT = [
  ...OF_THE_BYTES,
  'Content-Disposition',
  'Content-Encoding',
  'Content-Language',
  'Content-Range',
  'Content-Type',
  'Transfer-Encoding',
];

const NOT_IN_MULTIPART = [...OF_THE_BYTES, 'Content-Type'];
const NOT_IN_TAGGED_304 = [...OF_THE_CONTENT, 'Last-Modified'];
/** Fields that errors do not have, since an error must not be stored in place of the representation. */
const NOT_IN_ERRORS = [...OF_THE_CONTENT, 'Content-Location', 'Cache-Control', 'Expires', 'Age'];

/**
 * Evaluates a reading request against a successful response; other statuses have no preconditions (section 13.2.1).
 *
 * @param headers the fields that the response would be sent with.
 * @returns `undefined` when the response should be sent unchanged.
 */
export function conditionalAnswer(
  environ: Environ,
  response: ResponseHead,
  headers: HeaderList,
  entity: Entity,
): Answer | undefined {
  if (response.status < 200 || response.status >= 300) return undefined;
  const whole = environ.HTTP_RANGE !== undefined && hasRanges(response.status, headers) ? entity : undefined;
  const evaluation = evaluate(environ, response, whole?.length);
  if (evaluation === 'proceed') return undefined;
  if (evaluation === 304) return { statusLine: STATUS_LINES[304], headers: fieldsOfNotModified(headers) };
  if (evaluation === 412) return error(412, headers, []);
  if (evaluation === 416) {
    const contentRange = new ContentRange(undefined, undefined, entity.length);
    return error(416, headers, [['Content-Range', String(contentRange)]]);
  }
  return whole && partialContent(evaluation, response, headers, whole.body);
}

function hasRanges(status: number, headers: HeaderList): boolean {
  if (status !== 200 || ContentRange.parse(getField(headers, 'Content-Range'))) return false;
  const acceptRanges = getField(headers, 'Accept-Ranges');
  return acceptRanges === undefined || !parseTokenList(acceptRanges).includes('none');
}

/** One range, or several. An encoded body is not split into several, because no part is encoded by itself. */
function partialContent(
  ranges: readonly SatisfiedRange[],
  response: ResponseHead,
  headers: HeaderList,
  body: AppIter,
): Answer | undefined {
  const first = ranges[0];
  if (first && ranges.length === 1) {
    const fields = without(headers, OF_THE_BYTES);
    fields.push(['Content-Range', String(first)], ['Content-Length', String(first.stop - first.start)]);
    const part = sliceBody(body, first.start, first.stop);
    return { statusLine: STATUS_LINES[206], headers: fields, body: part };
  }
  if (response.contentEncoding !== undefined || !canSlice(body, ranges)) return undefined;
  const type = response.headers.get('Content-Type') ?? undefined;
  const multipart = multipartByteranges(body, ranges, type);
  const fields = without(headers, NOT_IN_MULTIPART);
  fields.push(['Content-Type', multipart.contentType], ['Content-Length', String(multipart.length)]);
  return { statusLine: STATUS_LINES[206], headers: fields, body: multipart.body };
}

/** Of the validators it sends only the best: a date helps only if there is no tag (section 15.4.5). */
function fieldsOfNotModified(headers: HeaderList): HeaderList {
  const dropped = headers.some(([name]) => isSameName(name, 'ETag')) ? NOT_IN_TAGGED_304 : OF_THE_CONTENT;
  return without(headers, dropped);
}

function error(status: 412 | 416, headers: HeaderList, more: HeaderList): Answer {
  const fields = without(headers, NOT_IN_ERRORS);
  fields.push(...more, ['Content-Length', '0']);
  return { statusLine: STATUS_LINES[status], headers: fields };
}

function without(headers: HeaderList, names: readonly string[]): HeaderList {
  return headers.filter((field) => !isNamed(field[0], names));
}

/** Compares with the few names, which takes a third of the time of looking up a lower-case copy in a set. */
function isNamed(name: string, names: readonly string[]): boolean {
  for (const other of names) if (isSameName(name, other)) return true;
  return false;
}
