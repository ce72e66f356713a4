import { Writable } from 'node:stream';
import busboy from 'busboy';
import { describe, expect, it } from 'vitest';
import { FieldParser, MultipartFields } from '../../../src/body/forms/multipart-fields.ts';
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
  it('returns the bytes of a field, and their text', async () => {
    await expect(read(new MultipartFields(new FieldParser(busboy)))).resolves.toEqual({
      native: '\xe9',
      text: '\ufffd',
    });
  });

  it('rejects the body if its parser fails, and no other', async () => {
    let made = 0;
    const failing = () => {
      const parser = new Writable();
      parser.write = () => parser.emit('error', new Error('Malformed part header'));
      return parser as ReturnType<typeof busboy>;
    };
    const create = (config: Parameters<typeof busboy>[0]) => (made++ === 0 ? failing() : busboy(config));
    const parser = new FieldParser(create as typeof busboy);
    const fault = { status: 400, message: 'Malformed part header' };
    await expect(read(new MultipartFields(parser))).rejects.toMatchObject(fault);
    await expect(read(new MultipartFields(parser))).resolves.toMatchObject({ native: '\xe9' });
  });
});

describe('FieldParser', () => {
  const native = (text: string) => Buffer.from(text, 'latin1');

  it.each([
    ['nothing', []],
    ['one piece', ['\xe9']],
    ['several pieces', ['a', '', '\r\n--', 'b']],
    ['text that begins like a head', ['\r\nContent-Disposition: form-data; name="x"\r\n\r\n']],
    ['line breaks at both ends', ['\r\n', 'a', '\r', '\n']],
    ["more than a stream's buffer", ['x'.repeat(100_000)]],
  ])('returns %s unchanged', (_, pieces) => {
    const parser = new FieldParser(busboy);
    expect(parser.parse(pieces.map(native))).toBe(pieces.join(''));
    expect(parser.parse([native('next')])).toBe('next');
  });
});
