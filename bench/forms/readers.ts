/**
 * Reads forms to their end, as the documentation of each package recommends.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Environ } from 'wheatpaste';
import { type SentForm, streamOf } from './sent-forms.ts';

/** The result of reading a part: a field's value, or a file's name and size. */
export type Received =
  | readonly [name: string, value: string]
  | readonly [name: string, filename: string, size: number];

export type Reader = (form: SentForm) => Promise<readonly Received[]>;

/** Reads a file to its end, and returns its size. */
export type FileSink = (file: Readable) => Promise<number>;

/** The common interface of busboy and its fork. */
type Parser = Writable & {
  on(event: 'field', listener: (name: string, value: string) => void): unknown;
  on(
    event: 'file',
    listener: (name: string, file: Readable, info: string | { filename: string }) => void,
  ): unknown;
};

export const UNLIMITED = {
  maxBodySize: Infinity,
  maxParts: Infinity,
  maxFields: Infinity,
  maxFiles: Infinity,
  maxFieldSize: Infinity,
  maxFieldsSize: Infinity,
};

export const discard: FileSink = (file) => {
  return new Promise((resolve, reject) => {
    let size = 0;
    file.on('data', (chunk) => {
      size += chunk.length;
    });
    file.once('end', () => resolve(size)).once('error', reject);
  });
};

export const collect: FileSink = (file) => {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    file.on('data', (chunk) => chunks.push(chunk));
    file.once('end', () => resolve(Buffer.concat(chunks).length)).once('error', reject);
  });
};

export const store: FileSink = async (file) => {
  const name = path.join(tmpdir(), randomUUID());
  const written = file.pipe(createWriteStream(name));
  await finished(written);
  await unlink(name);
  return written.bytesWritten;
};

/** Loads a package without types, or with types for another module system. */
export async function load<Module>(name: string): Promise<Module> {
  return await import(name);
}

/** Reads a form with busboy or its fork. */
export function readerBy(
  makeParser: (headers: { 'content-type': string }) => Parser,
  sink: FileSink,
): Reader {
  return async (form) => {
    const parser = makeParser({ 'content-type': form.contentType });
    const received: (Received | Promise<Received>)[] = [];
    parser.on('field', (name, value) => received.push([name, value]));
    parser.on('file', (name, file, info) => {
      const filename = typeof info === 'string' ? info : info.filename;
      received.push(sink(file).then((size) => [name, filename, size]));
    });
    const parsed = new Promise((resolve, reject) => parser.once('finish', resolve).once('error', reject));
    streamOf(form).pipe(parser);
    await parsed;
    return await Promise.all(received);
  };
}

/** A form as a node request. */
export function incomingOf(form: SentForm): Readable {
  const headers = { 'content-type': form.contentType, 'content-length': String(form.body.length) };
  return Object.assign(streamOf(form), { headers, method: 'POST' });
}

/** A form as an environ. */
export function environFor(form: SentForm): Environ {
  return {
    REQUEST_METHOD: 'POST',
    SERVER_NAME: 'localhost',
    SERVER_PORT: '80',
    SERVER_PROTOCOL: 'HTTP/1.1',
    QUERY_STRING: '',
    CONTENT_TYPE: form.contentType,
    CONTENT_LENGTH: String(form.body.length),
    'wsgi.version': [1, 0],
    'wsgi.url_scheme': 'http',
    'wsgi.input': streamOf(form),
    'wsgi.errors': process.stderr,
    'wsgi.multithread': false,
    'wsgi.multiprocess': false,
    'wsgi.run_once': false,
  };
}
