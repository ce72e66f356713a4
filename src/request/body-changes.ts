/**
 * Sets the body of a request that is made or changed: bytes, text, JSON or a form.
 *
 * @module
 */

import { type BodyInit, contentOf } from '../body/content.ts';
import { MULTIPART, URLENCODED } from '../body/forms/form-types.ts';
import { encodeMultipart, type FormValue } from '../body/forms/multipart-encode.ts';
import { serializeUrlencoded } from '../body/forms/urlencoded.ts';
import { encodeText } from '../body/text-body.ts';
import { type MultiDictInit, ReadonlyMultiDict } from '../collections/multi-dict.ts';
import { MediaType } from '../headers/media-type.ts';
import { capabilitiesOf } from '../wsgi/capabilities.ts';
import type { Environ } from '../wsgi/contract.ts';
import { jsonText } from '../wsgi/json-text.ts';

/** Sets the body and its Content-Length, and the Content-Type that the body implies if there is none. */
export function setBody(environ: Environ, body: BodyInit | null): void {
  const content = contentOf(body);
  const data = typeof content.data === 'string' ? [Buffer.from(content.data)] : content.data;
  const length = capabilitiesOf(data).byteLength;
  environ['wsgi.input'] = data;
  environ['wsgi.input_terminated'] = length === undefined;
  delete environ.HTTP_TRANSFER_ENCODING;
  if (body == null || length === undefined) delete environ.CONTENT_LENGTH;
  else environ.CONTENT_LENGTH = String(length);
  if (content.type !== undefined) environ.CONTENT_TYPE ??= content.type;
}

/** Sets a body of text in the charset of the Content-Type, which becomes `text/plain` if there is none. */
export function setText(environ: Environ, text: string): void {
  environ.CONTENT_TYPE ??= 'text/plain; charset=UTF-8';
  setBody(environ, encodeText(text, MediaType.parse(environ.CONTENT_TYPE)?.charset));
}

/** Sets a body of JSON. @throws TypeError when the value cannot be JSON. */
export function setJson(environ: Environ, value: unknown, isTypeGiven: boolean): void {
  setBody(environ, jsonText(value));
  if (!isTypeGiven) environ.CONTENT_TYPE = 'application/json';
}

/** Sets a form as the body: multipart if a value is a file or the given Content-Type is multipart. */
export function setForm(environ: Environ, form: MultiDictInit<FormValue>, isTypeGiven: boolean): void {
  const entries = [...new ReadonlyMultiDict<FormValue>(form)];
  const isMultipart = isTypeGiven && MediaType.parse(environ.CONTENT_TYPE)?.essence === MULTIPART;
  if (isMultipart || entries.some(([, value]) => typeof value !== 'string')) {
    const body = encodeMultipart(entries);
    setBody(environ, body);
    environ.CONTENT_TYPE = body.contentType;
    return;
  }
  setBody(environ, serializeUrlencoded(entries as [string, string][]));
  if (!isTypeGiven) environ.CONTENT_TYPE = URLENCODED;
}
