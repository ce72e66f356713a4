/**
 * Forms: `application/x-www-form-urlencoded` and `multipart/form-data` bodies.
 *
 * @module
 */

import { RequestDict } from '../../collections/request-dict.ts';
import { MediaType } from '../../headers/media-type.ts';
import { UnsupportedTypeError } from '../../wsgi/body-errors.ts';
import type { Environ } from '../../wsgi/contract.ts';
import { LazyModule } from '../../wsgi/lazy-module.ts';
import { nativeFromBytes } from '../../wsgi/native-string.ts';
import type { BodyReading } from '../input/body-reading.ts';
import { BodyInput } from '../input/input.ts';
import { assertUncoded } from '../input/uncoded.ts';
import { assertWithin, type BodyLimits, resolveBodyLimits } from '../limits.ts';
import type { Form } from './form-entries.ts';
import { MULTIPART, URLENCODED } from './form-types.ts';
import type { Part } from './part.ts';
import type { Upload } from './upload.ts';
import { parseUrlencoded } from './urlencoded.ts';

/** The parser and what it needs are loaded with the first body that has parts. */
const multipart = new LazyModule(() => import('./multipart-form.ts'));
const parts = new LazyModule(() => import('./multipart.ts'));

/** Under this key a body holds the form that is or was read of it. */
const FORM = Symbol('form');

interface KnownForm {
  readonly contentType: string | undefined;
  readonly content: Form | Promise<Form>;
}

type FormReader = (
  reading: BodyReading,
  type: MediaType,
  limits: Readonly<BodyLimits>,
  body: BodyInput,
) => Form | Promise<Form>;

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
 * UnsupportedTypeError (415) where it has parts that are not those of a form, UnsupportedCodingError (415) where it is coded,
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
  const reading: BodyReading & { [FORM]?: KnownForm | undefined } = await body.open();
  const known = reading[FORM];
  if (known && known.contentType === contentType) return known.content;
  const form = { contentType, content: read(reading, type, resolveBodyLimits(limits), body) };
  reading[FORM] = form;
  if (!(form.content instanceof Promise)) return form.content;
  try {
    return await form.content;
  } catch (error) {
    if (reading.isKept && reading[FORM] === form) reading[FORM] = undefined;
    throw error;
  }
}

/**
 * The parts of a multipart body one after the other, as they come in: nothing is kept of them, and of the limits
 * `maxBodySize` does not count.
 *
 * @throws what {@link readForm} throws, and BadRequestError (400) when Content-Type says that the body is
 * something else; what is wrong in the body is thrown when that place is reached.
 */
export async function readParts(
  environ: Environ,
  limits?: Partial<BodyLimits>,
): Promise<AsyncIterableIterator<Part, void>> {
  assertUncoded(environ);
  const { readMultipart } = parts.loaded ?? (await parts.load());
  const reading = await BodyInput.of(environ).open();
  return readMultipart(reading, MediaType.parse(environ.CONTENT_TYPE), limits);
}

function readUrlencoded(
  reading: BodyReading,
  type: MediaType,
  limits: Readonly<BodyLimits>,
): Form | Promise<Form> {
  const charset = type.encoding === 'utf-8' ? undefined : type.charset;
  const check = (count: number, length: number) => {
    assertWithin(limits, 'maxFields', count);
    assertWithin(limits, 'maxFieldSize', length);
  };
  const parse = (bytes: Uint8Array): Form => {
    const pairs = parseUrlencoded(nativeFromBytes(bytes), { charset, check });
    return new RequestDict<string | Upload>(() => pairs);
  };
  return reading.decoded(parse, limits, URLENCODED_LIMITS);
}

const URLENCODED_LIMITS = ['maxBodySize', 'maxFieldsSize'] as const;

async function readMultipartForm(
  reading: BodyReading,
  type: MediaType,
  limits: Readonly<BodyLimits>,
  body: BodyInput,
): Promise<Form> {
  const { keepMultipart } = multipart.loaded ?? (await multipart.load());
  return await keepMultipart(body, reading, type, limits);
}
