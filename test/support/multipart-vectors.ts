import { readForm } from '../../src/body/forms/form.ts';
import type { Upload } from '../../src/body/forms/upload.ts';
import type { Input } from '../../src/wsgi/contract.ts';
import { post } from './body-environ.ts';

import { vectors } from './vectors.ts';
/** An entry of a form, with the facts in the vectors. */
export interface Entry {
  name: string;
  value?: string;
  filename?: string;
  contentType?: string;
  body_b64?: string;
}

export interface MultipartVector {
  id: string;
  name: string;
  contentType: string;
  body_b64?: string;
  profile?: string;
  expected: {
    error?: boolean;
    entries?: (Entry & { body_sha1?: string })[];
    parts?: (Entry & { headers: [string, string][] })[];
    unordered?: boolean;
  };
}

export const fixtures = [
  ...vectors<MultipartVector>('standard/multipart-parse'),
  ...vectors<MultipartVector>('standard/multipart-parse-wpt'),
];

export const bodyOf = (vector: MultipartVector) => Buffer.from(vector.body_b64 ?? '', 'base64');

/** The form in these chunks, or the error's name. */
export async function answerTo(contentType: string, chunks: Input): Promise<Entry[] | { error: string }> {
  try {
    const environ = post(chunks, { CONTENT_TYPE: Buffer.from(contentType).toString('latin1') });
    return await Promise.all([...(await readForm(environ))].map(entryOf));
  } catch (error) {
    return { error: (error as Error).name };
  }
}

async function entryOf([name, value]: [string, string | Upload]): Promise<Entry> {
  if (typeof value === 'string') return { name, value };
  return {
    name,
    filename: value.filename ?? '',
    contentType: value.type ?? '',
    body_b64: Buffer.from(await value.bytes()).toString('base64'),
  };
}
