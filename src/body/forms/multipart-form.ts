/**
 * Whole forms from `multipart/form-data`: fields as text, files in memory or on disk.
 *
 * @module
 */
import { RequestDict } from '../../collections/request-dict.ts';
import type { MediaType } from '../../headers/media-type.ts';
import type { BodyInput } from '../input/input.ts';
import { Spool } from '../input/spool.ts';
import type { BodyLimits } from '../limits.ts';
import type { Form } from './form-entries.ts';
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
  const spools: Spool[] = [];
  const dispose = async () => {
    for (const spool of spools) spool[Symbol.dispose]();
  };
  body.own({ [Symbol.asyncDispose]: dispose });
  try {
    for await (const part of readMultipart(source, type, limits, limits.maxBodySize)) {
      if (part.value !== undefined) {
        pairs.push([part.name, part.value]);
        continue;
      }
      const spool = new Spool(limits.spoolThreshold);
      spools.push(spool);
      for await (const chunk of part.stream()) await spool.append(chunk);
      pairs.push([part.name, new Upload(part.head, spool)]);
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  return new RequestDict(() => pairs);
}
