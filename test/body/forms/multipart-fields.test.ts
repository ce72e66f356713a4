import { Writable } from 'node:stream';
import busboy from 'busboy';
import { describe, expect, it } from 'vitest';
import { MultipartFields } from '../../../src/body/forms/multipart-fields.ts';
import { MultipartReader } from '../../../src/body/forms/multipart-reader.ts';
import { BodyReading } from '../../../src/body/input/body-reading.ts';
import { DEFAULT_BODY_LIMITS } from '../../../src/body/limits.ts';
import { MediaType } from '../../../src/headers/media-type.ts';
import { blankEnviron } from '../../../src/wsgi/blank-environ.ts';

const BODY = Buffer.from('--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\xe9\r\n--x--\r\n', 'latin1');

async function read(fields: MultipartFields) {
  const environ = { ...blankEnviron(), 'wsgi.input': [BODY], 'wsgi.input_terminated': true };
  const reader = new MultipartReader({
    reading: new BodyReading(environ),
    reader: 'the test',
    type: MediaType.parse('multipart/form-data; boundary=x'),
    limits: DEFAULT_BODY_LIMITS,
    maxBodySize: Infinity,
  });
  const head = await reader.nextPart();
  return head && (await fields.read(head, reader));
}

describe('MultipartFields', () => {
  it('gives the bytes of a field and the text that they stand for', async () => {
    await expect(read(new MultipartFields(busboy))).resolves.toEqual({ native: '\xe9', text: '\ufffd' });
  });

  it('refuses the body when the parser fails', async () => {
    const failing = () => {
      const parser = new Writable();
      parser.write = () => parser.emit('error', new Error('Malformed part header'));
      return parser as ReturnType<typeof busboy>;
    };
    const reading = read(new MultipartFields(failing as unknown as typeof busboy));
    await expect(reading).rejects.toMatchObject({ status: 400, message: 'Malformed part header' });
  });
});
