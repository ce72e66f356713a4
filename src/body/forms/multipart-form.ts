/**
 * Reads whole forms from `multipart/form-data`: fields as text, files in memory or on disk.
 *
 * @module
 */
import { RequestDict } from '../../collections/request-dict.ts';
import type { MediaType } from '../../headers/media-type.ts';
import type { BodyReading } from '../input/body-reading.ts';
import type { BodyInput } from '../input/input.ts';
import type { BodyLimits } from '../limits.ts';
import type { MeasuredForm } from './form-entries.ts';
import { type FormFile, FormFiles } from './form-files.ts';
import { MultipartFields } from './multipart-fields.ts';
import { MultipartReader } from './multipart-reader.ts';
import { Upload } from './upload.ts';

/**
 * Reads a form to its end. Its files are disposed of with the body.
 *
 * @throws what `readMultipart` throws.
 */
export async function keepMultipart(
  body: BodyInput,
  reading: BodyReading,
  type: MediaType,
  limits: Readonly<BodyLimits>,
): Promise<MeasuredForm> {
  const pairs: [name: string, value: string | Upload][] = [];
  const fields = await MultipartFields.load();
  const files = new FormFiles(limits.spoolThreshold);
  body.own({ [Symbol.asyncDispose]: async () => files[Symbol.dispose]() });
  const { maxBodySize } = limits;
  const reader = new MultipartReader({ reading, reader: 'form()', type, limits, maxBodySize });
  try {
    for (;;) {
      const next = reader.nextPart();
      const head = next instanceof Promise ? await next : next;
      if (!head) break;
      const value = head.isFile
        ? new Upload(head, await written(files.add(), reader))
        : (await fields.read(head, reader)).text;
      pairs.push([head.name, value]);
    }
    return { form: new RequestDict(() => pairs), amounts: reader.amounts };
  } catch (error) {
    files[Symbol.dispose]();
    throw error;
  } finally {
    reader.close();
  }
}

/** A file with the content of the reader's current part. */
async function written(file: FormFile, reader: MultipartReader): Promise<FormFile> {
  for (;;) {
    const content = reader.content();
    const bytes = content instanceof Promise ? await content : content;
    if (!bytes) return file;
    const writing = file.append(bytes, reader.isLasting);
    if (writing) await writing;
  }
}
