/**
 * The contestants: each reads a form to its end, as its own documentation does.
 *
 * @module
 */
import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import busboy from 'busboy';
import { type Environ, Request } from 'wheatpaste';
import { chunksOf, type SentForm } from './sent-forms.ts';

export type Reader = (form: SentForm) => Promise<unknown>;
export type Readers = Readonly<Record<string, Reader>>;

type Headers = Record<string, string>;
type MakeParser = (headers: Headers) => busboy.Busboy;
type FileSink = (file: Readable) => Promise<unknown>;
type Formidable = (options: object) => {
  parse(incoming: Readable): Promise<[fields: object, files: object]>;
};
type Middleware = (incoming: Readable, outgoing: undefined, next: (error?: unknown) => void) => void;
type Multer = {
  (options: object): { any(): Middleware };
  memoryStorage(): object;
};

const UNLIMITED = {
  maxBodySize: Infinity,
  maxParts: Infinity,
  maxFields: Infinity,
  maxFiles: Infinity,
  maxFieldSize: Infinity,
  maxFieldsSize: Infinity,
};

const folder = mkdtempSync(path.join(tmpdir(), 'forms-'));
process.once('exit', () => rmSync(folder, { recursive: true }));

// Packages without types, and one whose types are of another kind of module.
const { default: fastifyBusboy } = await load<{ default: (options: object) => busboy.Busboy }>(
  '@fastify/busboy',
);
const { default: formidable } = await load<{ default: Formidable }>('formidable');
const { default: multer } = await load<{ default: Multer }>('multer');
const { parse } = await load<{ parse(text: string): object }>('fast-querystring');
const { parseMultipart } = await import('@remix-run/multipart-parser');

const ofBusboy: MakeParser = (headers) => busboy({ headers, defParamCharset: 'utf8' });
const ofFastify: MakeParser = (headers) => fastifyBusboy({ headers });

const discard: FileSink = async (file) => file.resume();
const collect: FileSink = async (file) => Buffer.concat(await file.toArray());
const store: FileSink = (file) => {
  return finished(file.pipe(createWriteStream(path.join(folder, String(files++)))));
};
let files = 0;

/** Reads all parts, keeping nothing. */
export const readParts: Reader = async (form) => {
  for await (const part of new Request(environFor(form)).parts(UNLIMITED)) {
    if (part.value === undefined) for await (const _ of part.stream());
  }
};

/** Readers of multipart forms, by what becomes of the files. The first of each is what the others are held against. */
export const multipartReaders: Readonly<Record<'discarded' | 'in memory' | 'on disk', Readers>> = {
  discarded: {
    busboy: (form) => readByParser(ofBusboy, form, discard),
    'wheatpaste parts()': readParts,
    '@fastify/busboy': (form) => readByParser(ofFastify, form, discard),
    formidable: (form) => {
      const fileWriteStreamHandler = () => new Writable({ write: (_chunk, _encoding, next) => next() });
      return readByFormidable(form, { fileWriteStreamHandler });
    },
  },
  'in memory': {
    busboy: (form) => readByParser(ofBusboy, form, collect),
    'wheatpaste form()': (form) => readForm(form, Infinity),
    '@remix-run/multipart-parser': async ({ body, boundary }) => {
      const limits = { maxFileSize: Infinity, maxParts: Infinity, maxTotalSize: Infinity };
      for (const _ of parseMultipart(chunksOf(body), { boundary, ...limits }));
    },
    'multer, memoryStorage': (form) => readByMulter(form, { storage: multer.memoryStorage() }),
    'undici formData()': ({ contentType, body }) =>
      new Response(body, { headers: { 'Content-Type': contentType } }).formData(),
  },
  'on disk': {
    busboy: (form) => readByParser(ofBusboy, form, store),
    'wheatpaste form()': (form) => readForm(form),
    formidable: (form) => readByFormidable(form, { uploadDir: folder }),
    multer: (form) => readByMulter(form, { dest: folder }),
  },
};

/** Readers of urlencoded forms, and of such queries. */
export const urlencodedReaders: Readers = {
  URLSearchParams: async ({ body }) => [...new URLSearchParams(body.toString())],
  'wheatpaste form()': (form) => readForm(form),
  'wheatpaste query': async (form) => [...new Request(environFor(form, form.body.toString('latin1'))).query],
  'fast-querystring': async ({ body }) => parse(body.toString()),
  busboy: (form) => readByParser(ofBusboy, form, discard),
  '@fastify/busboy': (form) => readByParser(ofFastify, form, discard),
};

/** Deletes what the readers have stored. */
export function removeStored(): void {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
}

async function readForm(form: SentForm, spoolThreshold = 64 * 1024): Promise<void> {
  const fields = await new Request(environFor(form)).form({ ...UNLIMITED, spoolThreshold });
  for (const value of fields.values()) if (typeof value === 'object') await value[Symbol.asyncDispose]();
}

async function readByParser(makeParser: MakeParser, form: SentForm, sink: FileSink): Promise<void> {
  const parser = makeParser({ 'content-type': form.contentType });
  const sinks: Promise<unknown>[] = [];
  parser.on('field', () => {});
  parser.on('file', (_, file) => sinks.push(sink(file)));
  const parsed = new Promise((resolve, reject) => parser.once('finish', resolve).once('error', reject));
  Readable.from(chunksOf(form.body)).pipe(parser);
  await parsed;
  await Promise.all(sinks);
}

async function readByFormidable(form: SentForm, options: object): Promise<void> {
  const limits = {
    maxFileSize: Infinity,
    maxTotalFileSize: Infinity,
    maxFieldsSize: Infinity,
    maxFields: Infinity,
  };
  await formidable({ ...limits, allowEmptyFiles: true, minFileSize: 0, ...options }).parse(incomingOf(form));
}

function readByMulter(form: SentForm, options: object): Promise<void> {
  return new Promise((resolve, reject) => {
    multer(options).any()(incomingOf(form), undefined, (error) => (error ? reject(error) : resolve()));
  });
}

function incomingOf({ contentType, body }: SentForm): Readable {
  const headers = { 'content-type': contentType, 'content-length': String(body.length) };
  return Object.assign(Readable.from(chunksOf(body)), { headers, method: 'POST' });
}

async function load<Module>(name: string): Promise<Module> {
  return await import(name);
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
