/**
 * Whole forms from `multipart/form-data`: fields as text, files in memory or on disk.
 *
 * @module
 */
import { RequestDict } from '../../collections/request-dict.ts';
import type { MediaType } from '../../headers/media-type.ts';
import type { BodyInput } from '../input/input.ts';
import type { BodyLimits } from '../limits.ts';
import type { Form } from './form-entries.ts';
import { FormFiles } from './form-files.ts';

import { readMultipart } from './multipart.ts';
import { Upload } from './upload.ts';

/**
 * Reads a form to its end. Its files belong to the body.
 *
 * @param source the bytes of the body.
 * @throws what {@link readMultipart} throws.
 */
export async function keepMultipart(
  body: BodyInput,
  source: AsyncGenerator<Uint8Array, void>,
  type: MediaType,
  limits: Readonly<BodyLimits>,
): Promise<Form> {
  const pairs: [name: string, value: string | Upload][] = [];
  const files = new FormFiles(limits.spoolThreshold);
  body.own({ [Symbol.asyncDispose]: async () => files[Symbol.dispose]() });
  try {
    for await (const part of readMultipart(source, type, limits, limits.maxBodySize)) {
      if (part.value !== undefined) {
        pairs.push([part.name, part.value]);
        continue;
      }
      const file = files.add();
      for await (const chunk of part.stream()) await file.append(chunk);
      pairs.push([part.name, new Upload(part.head, file)]);
    }
  } catch (error) {
    files[Symbol.dispose]();
    throw error;
  }
  return new RequestDict(() => pairs);
}
