/**
 * The head of one part of a `multipart/form-data` body (RFC 7578, section 4), as browsers write it.
 *
 * @module
 */

import { withParseCache } from '../../collections/parse-cache.ts';
import { decodeExtValue } from '../../headers/grammar/ext-value.ts';
import { isToken, splitOutsideQuotes, trimWhitespace } from '../../headers/grammar/field-value.ts';
import { MediaType } from '../../headers/media-type.ts';
import { textFromNative } from '../../wsgi/native-string.ts';
import { BadRequestError } from '../../wsgi/request-errors.ts';
import { unescapedName } from './base-filename.ts';

/** The parsed header lines of a part. */
export interface PartHead {
  /** The field's name; empty if a part of a body other than a form has none. */
  readonly name: string;
  /** Whether it is a file: it has a file name, or a type other than text. */
  readonly isFile: boolean;
  /** The file's name as it was sent, with folders and with `%22`; `undefined` if none was sent. */
  readonly rawFilename: string | undefined;
  /** `text/plain` if it is absent or malformed (section 4.4). */
  readonly type: MediaType;
  /** All header lines, in order. Values are native strings. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

const FORBIDDEN = /[\0\r\n]/;
const FOLDED = /\r\n[ \t]+/g;
const TEXT_SUBTYPE = /^(?:(?:.+\+)?(?:json|xml)|x-www-form-urlencoded)$/;
const TEXT_PLAIN = new MediaType('text/plain');

/**
 * Parses a head, a native string without the empty line after it.
 *
 * @throws BadRequestError (400) when a line is malformed, or when the part cannot belong to a form: it lacks a
 * `Content-Disposition: form-data` with a name, or has more than one.
 *
 * @example
 * ```ts
 * const head = parsePartHead('Content-Disposition: form-data; name="a"; filename="C:\\b.txt"');
 * head.name; // 'a'
 * head.rawFilename; // 'C:\\b.txt'
 * head.type.essence; // 'text/plain'
 * parsePartHead('Content-Type: text/plain'); // throws BadRequestError
 * ```
 */
export const parsePartHead: (native: string) => PartHead = withParseCache((native) => {
  const { head, disposition } = readHead(native);
  if (disposition === undefined) {
    throw new BadRequestError('Each part of the form must have exactly one Content-Disposition header.');
  }
  if (disposition.type !== 'form-data') {
    throw new BadRequestError('The Content-Disposition of each part of the form must be form-data.');
  }
  if (!disposition.params.has('name')) throw new BadRequestError('A part of the form has no name.');
  return head;
});

/**
 * Parses the head of a part of a body that is not a form, and requires no field (RFC 2046, section 5.1).
 *
 * @throws BadRequestError (400) when a line is malformed, or there is more than one Content-Disposition.
 */
export const parseOtherHead: (native: string) => PartHead = withParseCache((native) => readHead(native).head);

interface Disposition {
  readonly type: string;
  readonly params: ReadonlyMap<string, string>;
}

function readHead(native: string): { head: PartHead; disposition: Disposition | undefined } {
  const headers = native === '' ? [] : native.replace(FOLDED, ' ').split('\r\n').map(parseLine);
  const [value, ...more] = valuesOf(headers, 'content-disposition');
  if (more.length > 0) {
    throw new BadRequestError('A part of the body has more than one Content-Disposition header.');
  }
  const disposition = value === undefined ? undefined : parseDisposition(value);
  const rawFilename = disposition && filenameOf(disposition.params);
  const type = MediaType.extract(valuesOf(headers, 'content-type'));
  const head = {
    name: unescapedName(textFromNative(disposition?.params.get('name') ?? '')),
    rawFilename,
    isFile: rawFilename !== undefined || (type !== undefined && !isText(type)),
    type: type ?? TEXT_PLAIN,
    headers,
  };
  return { head, disposition };
}

/** JSON, XML and urlencoded forms count as text. */
function isText({ type, subtype }: MediaType): boolean {
  return type === 'text' || (type === 'application' && TEXT_SUBTYPE.test(subtype));
}

function parseLine(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(colon, 0));
  if (!isToken(name) || FORBIDDEN.test(line)) {
    throw new BadRequestError('A part of the body has a malformed header line.');
  }
  return [name, trimWhitespace(line.slice(colon + 1))];
}

function valuesOf(headers: PartHead['headers'], wanted: string): string[] {
  return headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
}

function parseDisposition(value: string): Disposition {
  const [type = '', ...pieces] = splitOutsideQuotes(value, ';');
  const params = new Map<string, string>();
  for (const piece of pieces) {
    const equals = piece.indexOf('=');
    const name = trimWhitespace(piece.slice(0, Math.max(equals, 0))).toLowerCase();
    const value = unquote(trimWhitespace(piece.slice(equals + 1)));
    if (!isToken(name) || value === undefined || params.has(name)) {
      throw new BadRequestError('A part of the body has a malformed Content-Disposition header.');
    }
    params.set(name, value);
  }
  return { type: type.toLowerCase(), params };
}

/** A backslash is literal, as in `C:\dir`, unless it precedes a quote or another backslash. */
function unquote(value: string): string | undefined {
  if (!value.startsWith('"')) return value;
  // Most values have no backslash: this takes a seventh off the time of a head.
  if (!value.includes('\\')) {
    return value.indexOf('"', 1) === value.length - 1 ? value.slice(1, -1) : undefined;
  }
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(value)?.[1];
  return quoted?.replace(/\\(["\\])/g, '$1');
}

/** Forms should not use `filename*` (section 4.2), but a part that has it is a file. */
function filenameOf(params: ReadonlyMap<string, string>): string | undefined {
  const extended = params.get('filename*');
  const plain = params.get('filename');
  const decoded = extended === undefined ? undefined : decodeExtValue(extended);
  if (decoded !== undefined) return decoded;
  const native = plain ?? extended;
  return native === undefined ? undefined : textFromNative(native);
}
