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
import type { Given } from '../../wsgi/option-types.ts';
import type { BodyReading } from '../input/body-reading.ts';
import { BodyInput } from '../input/input.ts';
import { assertUncoded } from '../input/uncoded.ts';
import { assertWithin, type BodyLimits, resolveBodyLimits } from '../limits.ts';
import type { Form, MeasuredForm } from './form-entries.ts';
import { MULTIPART, URLENCODED } from './form-types.ts';
import type { Part } from './part.ts';
import type { Upload } from './upload.ts';
import { parseUrlencoded } from './urlencoded.ts';

/** The multipart parser and its dependencies are loaded with the first body that has parts. */
const multipart = new LazyModule(() => import('./multipart-form.ts'));
const parts = new LazyModule(() => import('./multipart.ts'));

/** The key under which a body holds the form that was read from it. */
const FORM = Symbol('form');

interface KnownForm {
  readonly contentType: string | undefined;
  readonly content: MeasuredForm | Promise<MeasuredForm>;
}

type FormReader = (
  reading: BodyReading,
  type: MediaType,
  limits: Readonly<BodyLimits>,
  body: BodyInput,
) => MeasuredForm | Promise<MeasuredForm>;

const readers: Readonly<Record<string, FormReader>> = {
  [URLENCODED]: readUrlencoded,
  [MULTIPART]: readMultipartForm,
};

/**
 * The form in the body of a request. It is empty, and the body unread, when the Content-Type is not that of a form
 * and has no parts.
 *
 * A form is read once: later calls return the same form, if it is within their limits. The bytes of a
 * `multipart/form-data` body are no longer available after that, unless another reader has kept them. Its files exist
 * until the request is over ({@link disposeBody}).
 *
 * @throws BadRequestError (400) when the body is malformed, BodyLimitError (413) when it exceeds a limit,
 * UnsupportedTypeError (415) when it has parts but is not a form, UnsupportedCodingError (415) when it has a
 * content coding, UnsupportedCharsetError (415) when its charset is unknown.
 */
export async function readForm(environ: Environ, limits?: Given<BodyLimits>): Promise<Form> {
  const contentType = environ.CONTENT_TYPE;
  const type = MediaType.parse(contentType);
  const read = type && readers[type.essence];
  if (!read) {
    if (type?.type !== 'multipart' || type.boundary === undefined) return new RequestDict();
    throw new UnsupportedTypeError(`The body is ${type.essence}, which is not a form: read it with parts().`);
  }
  assertUncoded(environ);
  const body = BodyInput.of(environ);
  const reading: BodyReading & { [FORM]?: KnownForm | undefined } = await body.open();
  const known = reading[FORM];
  if (known && known.contentType === contentType) return formWithin(await known.content, limits);
  const form = { contentType, content: read(reading, type, resolveBodyLimits(limits), body) };
  reading[FORM] = form;
  if (!(form.content instanceof Promise)) return form.content.form;
  try {
    return (await form.content).form;
  } catch (error) {
    if (reading.isKept && reading[FORM] === form) reading[FORM] = undefined;
    throw error;
  }
}

/**
 * The parts of a multipart body, one after another, as they arrive. Nothing is kept of them, and the limit
 * `maxBodySize` does not apply.
 *
 * @throws what {@link readForm} throws, and BadRequestError (400) when the body is not multipart. Errors inside the body
 * are thrown when they are reached.
 */
export async function readParts(
  environ: Environ,
  limits?: Given<BodyLimits>,
): Promise<AsyncIterableIterator<Part, void>> {
  assertUncoded(environ);
  const { readMultipart } = parts.loaded ?? (await parts.load());
  const reading = await BodyInput.of(environ).open();
  return readMultipart(reading, MediaType.parse(environ.CONTENT_TYPE), limits);
}

/** A form that was read before, under other limits. Only the given limits are checked, since it was within the others. */
function formWithin({ form, amounts }: MeasuredForm, given: Given<BodyLimits> = {}): Form {
  const limits = resolveBodyLimits(given);
  for (const name of Object.keys(given) as (keyof BodyLimits)[]) {
    assertWithin(limits, name, amounts[name] ?? 0);
  }
  return form;
}

function readUrlencoded(
  reading: BodyReading,
  type: MediaType,
  limits: Readonly<BodyLimits>,
): MeasuredForm | Promise<MeasuredForm> {
  const charset = type.encoding === 'utf-8' ? undefined : type.charset;
  let maxFieldSize = 0;
  const check = (count: number, length: number) => {
    assertWithin(limits, 'maxFields', count);
    assertWithin(limits, 'maxFieldSize', length);
    if (length > maxFieldSize) maxFieldSize = length;
  };
  const parse = (bytes: Uint8Array): MeasuredForm => {
    const pairs = parseUrlencoded(nativeFromBytes(bytes), { charset, check });
    const { length } = bytes;
    const amounts = { maxBodySize: length, maxFieldsSize: length, maxFields: pairs.length, maxFieldSize };
    return { form: new RequestDict<string | Upload>(() => pairs), amounts };
  };
  return reading.decoded(parse, limits, URLENCODED_LIMITS);
}

const URLENCODED_LIMITS = ['maxBodySize', 'maxFieldsSize'] as const;

async function readMultipartForm(
  reading: BodyReading,
  type: MediaType,
  limits: Readonly<BodyLimits>,
  body: BodyInput,
): Promise<MeasuredForm> {
  const { keepMultipart } = multipart.loaded ?? (await multipart.load());
  return await keepMultipart(body, reading, type, limits);
}
