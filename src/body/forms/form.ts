/**
 * Forms: `application/x-www-form-urlencoded` and `multipart/form-data` bodies.
 *
 * @module
 */

import { RequestDict } from '../../collections/request-dict.ts';
import { MediaType } from '../../headers/media-type.ts';
import type { Environ } from '../../wsgi/contract.ts';
import { nativeFromBytes } from '../../wsgi/native-string.ts';
import { UnsupportedTypeError } from '../../wsgi/request-errors.ts';
import { assertUncoded, BodyInput } from '../input/input.ts';
import { type BodyLimits, resolveBodyLimits } from '../limits.ts';
import { MULTIPART, URLENCODED } from './form-types.ts';
import type { Form } from './known-form.ts';
import type { Part } from './part.ts';
import type { Upload } from './upload.ts';
import { parseUrlencoded } from './urlencoded.ts';

type FormReader = (body: BodyInput, type: MediaType, limits: Readonly<BodyLimits>) => Promise<Form>;

const readers: Readonly<Record<string, FormReader>> = {
  [URLENCODED]: readUrlencoded,
  [MULTIPART]: readMultipartForm,
};

/**
 * The form in the body of a request; empty, and the body unread, when its Content-Type is that of no form and has no
 * parts.
 *
 * A form is read once: every later call gets the same one. The bytes of a `multipart/form-data` body are gone then,
 * unless another reader kept them before; its files are there until the request is over ({@link disposeBody}).
 *
 * @throws BadRequestError (400) where the body is malformed, BodyLimitError (413) where it is too much,
 * UnsupportedTypeError (415) where it has parts that are no form's, UnsupportedCodingError (415) where it is coded,
 * UnsupportedCharsetError (415) where it is in an unknown encoding.
 */
export async function readForm(environ: Environ, limits?: Partial<BodyLimits>): Promise<Form> {
  const contentType = environ.CONTENT_TYPE;
  const type = MediaType.parse(contentType);
  const read = type && readers[type.essence];
  if (!read) {
    if (type?.type !== 'multipart' || type.boundary === undefined) return new RequestDict();
    throw new UnsupportedTypeError(`The body is ${type.essence}, which is no form: parts() reads it.`);
  }
  assertUncoded(environ);
  const body = BodyInput.of(environ);
  const known = body.form;
  if (known && known.contentType === contentType) return known.content;
  const form = { contentType, content: read(body, type, resolveBodyLimits(limits)) };
  body.form = form;
  try {
    return await form.content;
  } catch (error) {
    if (body.isKept && body.form === form) body.form = undefined;
    throw error;
  }
}

/**
 * The parts of a multipart body one after the other, as they come in: nothing is kept of them, and of the limits
 * `maxBodySize` does not count.
 *
 * @throws what {@link readForm} throws, and BadRequestError (400) when Content-Type says that the body is
 * something else.
 */
export function readParts(environ: Environ, limits?: Partial<BodyLimits>): AsyncGenerator<Part, void> {
  const source = BodyInput.of(environ).take('parts()');
  return partsOf(environ, source, MediaType.parse(environ.CONTENT_TYPE), limits);
}

function readUrlencoded(body: BodyInput, type: MediaType, limits: Readonly<BodyLimits>): Promise<Form> {
  const charset = type.encoding === 'utf-8' ? undefined : type.charset;
  const parse = (bytes: Uint8Array): Form => {
    const pairs = parseUrlencoded(nativeFromBytes(bytes), { charset, limits });
    return new RequestDict<string | Upload>(() => pairs);
  };
  return body.decoded(parse, limits, ['maxBodySize', 'maxFieldsSize']);
}

/** The parser and what it needs are loaded with the first form that has parts. */
async function readMultipartForm(
  body: BodyInput,
  type: MediaType,
  limits: Readonly<BodyLimits>,
): Promise<Form> {
  const source = body.take('form()');
  const { keepMultipart } = await import('./multipart-form.ts');
  return await keepMultipart(body, source, type, limits);
}

async function* partsOf(
  environ: Environ,
  ...given: Parameters<typeof import('./multipart.ts').readMultipart>
): AsyncGenerator<Part, void> {
  assertUncoded(environ);
  const { readMultipart } = await import('./multipart.ts');
  yield* readMultipart(...given);
}
