/**
 * Forms as sent: ordinary ones, and hostile ones whose size can be doubled.
 *
 * @module
 */
import { Readable } from 'node:stream';

/** A request's body. */
export interface SentForm {
  readonly contentType: string;
  readonly body: Buffer;
  readonly boundary: string;
}

const CHUNK_SIZE = 64 * 1024;
const KIB = 1024;
const MIB = 1024 * KIB;
const BOUNDARY = '----WebKitFormBoundaryTB2MiQ36fnSJlrhY';
const DASHES = '-'.repeat(60);

export const MULTIPART_FORMS = {
  fields: () => multipart(repeat(10, (i) => field(`field${i}`, `value ${i}`))),
  large: () => multipart([file('file', randomBytes(64 * MIB))]),
  many: () => {
    const content = randomBytes(100 * KIB);
    return multipart(repeat(100, (i) => file(`file${i}`, content)));
  },
} as const;

export function urlencodedForm(count: number): SentForm {
  const body = Buffer.from(repeat(count, (i) => `field${i}=value+${i}%20x`).join('&'));
  return { contentType: 'application/x-www-form-urlencoded', body, boundary: '' };
}

/** Bodies that grow in a way that makes a careless parser scan the same bytes repeatedly. */
export const HOSTILE_FORMS: Readonly<Record<string, (size: number) => SentForm>> = {
  'header lines': (size) =>
    multipart(repeat(200 * size, (i) => field(`f${i}`, '', `X-${i}: y\r\n`.repeat(95)))),
  'long header lines': (size) =>
    multipart(repeat(100 * size, (i) => field(`f${i}`, '', `X: ${'y,;'.repeat(4000)}\r\n`))),
  'long names': (size) => multipart(repeat(100 * size, (i) => field(`${i}${'%22é;='.repeat(1500)}`, ''))),
  'nested quotes': (size) => multipart(repeat(100 * size, (i) => field(`${i}${'\\"'.repeat(4096)}`, ''))),
  'tiny parts': (size) => multipart(repeat(5000 * size, (i) => field(`f${i}`, ''))),
  'almost boundaries': (size) =>
    multipart([file('f', Buffer.from(`\r\n--${BOUNDARY.slice(0, -1)}`.repeat(100_000 * size)))]),
  'CR LF -': (size) => multipart([file('f', Buffer.from('\r\n-'.repeat(MIB * size)))]),
  'dashes under a dash boundary': (size) =>
    multipart([file('f', Buffer.from(`x${'-'.repeat(8 * MIB * size)}`), DASHES)], DASHES),
  'CR LF and dashes under a dash boundary': (size) =>
    multipart([file('f', Buffer.from(`\r\n${'-'.repeat(61)}`.repeat(50_000 * size)), DASHES)], DASHES),
  'one field': (size) => multipart([field('f', 'x'.repeat(4 * MIB * size))]),
};

/** Bodies that exceed the default limits of readers. */
export const TOO_LARGE = {
  'json() over maxJsonSize': (size: number) => sent('application/json', '['.repeat(30 * MIB * size)),
  'form() over maxFields': (size: number) =>
    sent('application/x-www-form-urlencoded', '&a'.repeat(MIB * size)),
  'form() over maxFieldsSize': (size: number) =>
    sent('application/x-www-form-urlencoded', `a=${'%'.repeat(30 * MIB * size)}`),
  'form() over maxParts': (size: number) => multipart(repeat(5000 * size, (i) => field(`f${i}`, ''))),
  'form() over maxFiles': (size: number) =>
    multipart(repeat(200 * size, (i) => file(`f${i}`, Buffer.alloc(66_000)))),
} as const;

/** A body as node's server provides it. */
export function streamOf({ body }: SentForm): Readable {
  let at = 0;
  return new Readable({
    read() {
      this.push(at < body.length ? body.subarray(at, at + CHUNK_SIZE) : null);
      at += CHUNK_SIZE;
    },
  });
}

function sent(contentType: string, body: string): SentForm {
  return { contentType, body: Buffer.from(body), boundary: '' };
}

function multipart(parts: readonly (string | Buffer)[], boundary = BOUNDARY): SentForm {
  const body = Buffer.concat([...parts.map((part) => Buffer.from(part)), Buffer.from(`--${boundary}--\r\n`)]);
  return { contentType: `multipart/form-data; boundary=${boundary}`, body, boundary };
}

function field(name: string, value: string, more = ''): string {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n${more}\r\n${value}\r\n`;
}

function file(name: string, content: Buffer, boundary = BOUNDARY): Buffer {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${name}.bin"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n')]);
}

function repeat<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Reproducible noise from a linear congruential generator: one MiB of it, repeated. */
function randomBytes(length: number): Buffer {
  const noise = Buffer.allocUnsafe(MIB);
  for (let i = 0, state = 1; i < MIB; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    noise[i] = state >>> 24;
  }
  return Buffer.alloc(length, noise);
}
