/**
 * How fast forms are read, beside the field's other parsers, and how the time for hostile ones grows with
 * their size: `npm run build:programs && node build/bench/forms.js`
 *
 * Packages that are not installed are left out.
 */
import { Readable } from 'node:stream';
import busboy from 'busboy';
import { type Environ, Request } from 'wheatpaste';

type Reader = (form: SentForm) => Promise<void>;

interface SentForm {
  contentType: string;
  body: Buffer;
}

const ROUNDS = 5;
const MIN_ROUND_MS = 100;
const BOUNDARY = '----WebKitFormBoundaryTB2MiQ36fnSJlrhY';
const CHUNK_SIZE = 64 * 1024;
const MIB = 1024 * 1024;
const UNLIMITED = {
  maxBodySize: Infinity,
  maxParts: Infinity,
  maxFields: Infinity,
  maxFiles: Infinity,
  maxFieldSize: Infinity,
  maxFieldsSize: Infinity,
};

const readers: Record<string, Reader | undefined> = {
  'wheatpaste parts()': async (form) => {
    for await (const part of new Request(environFor(form)).parts(UNLIMITED)) {
      if (part.value === undefined) for await (const _ of part.stream());
    }
  },
  'wheatpaste form()': async (form) => {
    const fields = await new Request(environFor(form)).form(UNLIMITED);
    for (const value of fields.values()) {
      if (typeof value === 'object') await value[Symbol.asyncDispose]();
    }
  },
  busboy: (form) => intoParser(busboy, form),
  '@fastify/busboy': await optional<typeof busboy>('@fastify/busboy', (parser) => (form) => {
    return intoParser(({ headers }) => parser({ headers: headers as Record<string, string> }), form);
  }),
  '@remix-run/multipart-parser': await optional<RemixParser>(
    '@remix-run/multipart-parser',
    (_, { parseMultipartStream }) =>
      async ({ body }) => {
        const options = { boundary: BOUNDARY, maxFileSize: Infinity };
        for await (const part of parseMultipartStream(chunksOf(body), options)) void part;
      },
  ),
  'undici formData()': async ({ contentType, body }) => {
    await new Response(body, { headers: { 'content-type': contentType } }).formData();
  },
};

const forms: Record<string, SentForm> = {
  '10 small fields': multipart(repeat(10, (i) => field(`field${i}`, `value ${i}`))),
  '1 file of 64 MiB': multipart([file('file', randomBytes(64 * MIB))]),
  '100 files of 100 KiB': multipart(repeat(100, (i) => file(`file${i}`, randomBytes(100 * 1024)))),
};

/** Bodies whose size can be doubled. */
const hostile: Record<string, (size: number) => SentForm> = {
  '10^4 and more tiny parts': (size) => multipart(repeat(10_000 * size, (i) => field(`f${i}`, ''))),
  'a file of CR LF -': (size) => multipart([file('f', Buffer.from('\r\n-'.repeat(MIB * size)))]),
  'a file of dashes, under dashes': (size) =>
    multipart([file('f', Buffer.from(`x${'-'.repeat(2 * MIB * size)}`), '-'.repeat(60))], '-'.repeat(60)),
  'a file of almost delimiters': (size) =>
    multipart([file('f', Buffer.from(`\r\n--${BOUNDARY.slice(0, -1)}`.repeat(20_000 * size)))]),
  'heads of 8 KiB in quotes': (size) =>
    multipart(repeat(100 * size, (i) => field(`${i}${'\\"'.repeat(4096)}`, ''))),
  'a field of 1 MiB and more': (size) => multipart([field('f', 'x'.repeat(MIB * size))]),
};

for (const [name, form] of Object.entries(forms)) await compare(name, form, readers);

for (const count of [10, 100, 1000]) {
  const body = Buffer.from(repeat(count, (i) => `field${i}=value+${i}%20x`).join('&'));
  await compare(
    `${count} urlencoded fields`,
    { contentType: 'application/x-www-form-urlencoded', body },
    {
      'wheatpaste query': async ({ body }) => {
        void new Request(environFor({ contentType: '', body }, body.toString('latin1'))).query.size;
      },
      'wheatpaste form()': readers['wheatpaste form()'],
      URLSearchParams: async ({ body }) => {
        void [...new URLSearchParams(body.toString())];
      },
      'fast-querystring': await optional<{ parse(text: string): unknown }>(
        'fast-querystring',
        ({ parse }) =>
          async ({ body }) => {
            parse(body.toString());
          },
      ),
    },
  );
}

console.log('\nhostile bodies: time when the size doubles');
const parts = readers['wheatpaste parts()'] as Reader;
for (const [name, make] of Object.entries(hostile)) {
  const [single, double] = [await timeOf(parts, make(4)), await timeOf(parts, make(8))];
  console.log(
    `${name.padEnd(34)} ${single.toFixed(1)} ms, ${double.toFixed(1)} ms: ${(double / single).toFixed(2)}`,
  );
}

interface RemixParser {
  parseMultipartStream(
    chunks: Iterable<Uint8Array>,
    options: { boundary: string; maxFileSize: number },
  ): AsyncIterable<unknown>;
}

/** Prints each reader's best time and its speed beside raw busboy's or, without it, the last one's. */
async function compare(name: string, form: SentForm, all: Record<string, Reader | undefined>): Promise<void> {
  console.log(`\n${name} (${form.body.length} bytes)`);
  const best = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [reader, read] of Object.entries(all)) {
      if (read) best.set(reader, Math.min(best.get(reader) ?? Infinity, await timeOf(read, form)));
    }
  }
  const standard = best.get('busboy') ?? best.get('URLSearchParams') ?? Number.NaN;
  for (const [reader, ms] of best) {
    console.log(`${reader.padEnd(34)} ${ms.toFixed(4).padStart(10)} ms  ${(standard / ms).toFixed(2)}`);
  }
}

/** Milliseconds for one reading, as the mean of enough of them. */
async function timeOf(read: Reader, form: SentForm): Promise<number> {
  const start = performance.now();
  let readings = 0;
  let elapsed = 0;
  do {
    await read(form);
    readings++;
    elapsed = performance.now() - start;
  } while (elapsed < MIN_ROUND_MS);
  return elapsed / readings;
}

function environFor({ contentType, body }: SentForm, query = ''): Environ {
  return {
    REQUEST_METHOD: 'POST',
    SERVER_NAME: 'localhost',
    SERVER_PORT: '80',
    SERVER_PROTOCOL: 'HTTP/1.1',
    QUERY_STRING: query,
    CONTENT_TYPE: contentType,
    CONTENT_LENGTH: String(body.length),
    'wsgi.version': [1, 0],
    'wsgi.url_scheme': 'http',
    'wsgi.input': chunksOf(body),
    'wsgi.errors': process.stderr,
    'wsgi.multithread': false,
    'wsgi.multiprocess': false,
    'wsgi.run_once': false,
  };
}

function* chunksOf(body: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < body.length; at += CHUNK_SIZE) yield body.subarray(at, at + CHUNK_SIZE);
}

function intoParser(makeParser: typeof busboy, { contentType, body }: SentForm): Promise<void> {
  return new Promise((resolve, reject) => {
    const parser = makeParser({ headers: { 'content-type': contentType }, defParamCharset: 'utf8' });
    parser.on('field', () => {});
    parser.on('file', (_, stream) => stream.resume());
    parser.on('finish', resolve).on('error', reject);
    Readable.from(chunksOf(body)).pipe(parser);
  });
}

/** The reader that a package makes possible, where it is installed. */
async function optional<T>(name: string, make: (exported: T, all: T) => Reader): Promise<Reader | undefined> {
  try {
    const all = await import(name);
    return make(all.default ?? all, all);
  } catch {
    return undefined;
  }
}

function multipart(parts: readonly (string | Buffer)[], boundary = BOUNDARY): SentForm {
  const body = Buffer.concat([...parts.map((part) => Buffer.from(part)), Buffer.from(`--${boundary}--\r\n`)]);
  return { contentType: `multipart/form-data; boundary=${boundary}`, body };
}

function field(name: string, value: string): string {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}

function file(name: string, content: Buffer, boundary = BOUNDARY): Buffer {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${name}.bin"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n')]);
}

function repeat<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Reproducible noise, from a linear congruential generator. */
function randomBytes(length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let i = 0, state = 1; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}
