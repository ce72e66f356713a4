/**
 * Reading multipart forms.
 *
 * @module
 */
import { unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { Writable } from 'node:stream';
import type busboyModule from 'busboy';
import {
  collect,
  discard,
  environFor,
  incomingOf,
  load,
  type Reader,
  type Received,
  readerBy,
  store,
  UNLIMITED,
} from '../forms/readers.ts';
import { MULTIPART_FORMS, type SentForm, streamOf } from '../forms/sent-forms.ts';
import type { Task, Workload } from '../harness.ts';

type Busboy = (options: object) => busboyModule.Busboy;
type Formidable = (options: object) => {
  parse(
    incoming: unknown,
  ): Promise<[fields: Record<string, string[]>, files: Record<string, FormidableFile[]>]>;
};
type FormidableFile = { originalFilename: string; size: number; filepath: string };
type Multer = {
  (
    options: object,
  ): { any(): (incoming: unknown, outgoing: unknown, next: (error?: unknown) => void) => void };
  memoryStorage(): object;
};
type MulterRequest = {
  body: Record<string, string>;
  files: { fieldname: string; originalname: string; size: number; path: string }[];
};

/** Reads a form without files, or handles the files of a form. */
type Readers = Partial<Record<'fields' | 'discarded' | 'memory' | 'disk', Reader>>;

export const workload: Workload = {
  about: `A form of 10 small fields, one with a file of 64 MiB, and one with 100 files of 100 KiB, read from a \`Readable\` of chunks of 64 KiB.
The files are read and discarded, kept in memory as one buffer each, or stored in temporary files, which are deleted afterwards.
\`parts()\` and \`form()\` read the fields with busboy, and the files with their own parser.`,
  why: 'The bytes of a file are scanned once, looking at one byte of forty, and are never copied before they are stored. Large chunks of a stream are kept in memory as they are; of other iterables, which may reuse their memory, copies are kept. `bytes()` returns a copy, most of whose time the kernel takes to provide 64 MiB of new memory, as in every contestant that joins its chunks. Fields go through busboy after a parser that is stricter about heads and delimiters; a single busboy serves all bodies, and repeated heads are not parsed again.',
  longer: 2,
  quick: ['fields', 'many-disk'],
  baseline: 'busboy',
  cases: {
    fields: '10 small fields',
    'large-discarded': 'a file of 64 MiB, discarded',
    'large-memory': 'a file of 64 MiB, in memory',
    'large-disk': 'a file of 64 MiB, on disk',
    'many-discarded': '100 files of 100 KiB, discarded',
    'many-memory': '100 files of 100 KiB, in memory',
    'many-disk': '100 files of 100 KiB, on disk',
  },
  answer: (received) => (received as Received[]).toSorted(),
  contestants: {
    async busboy() {
      const { default: busboy } = await import('busboy');
      return tasks(readersBy(({ headers }) => busboy({ headers, defParamCharset: 'utf8' })));
    },
    async '@fastify/busboy'() {
      const { default: busboy } = await load<{ default: Busboy }>('@fastify/busboy');
      return tasks(readersBy(busboy));
    },
    async 'wheatpaste parts()'() {
      const { Request } = await import('wheatpaste');
      const read: Reader = async (form) => {
        const received: Received[] = [];
        for await (const part of new Request(environFor(form)).parts(UNLIMITED)) {
          if (part.value !== undefined) received.push([part.name, part.value]);
          else {
            let size = 0;
            for await (const chunk of part.stream()) size += chunk.length;
            received.push([part.name, part.filename ?? '', size]);
          }
        }
        return received;
      };
      return tasks({ fields: read, discarded: read });
    },
    async 'wheatpaste form()'() {
      const { Request } = await import('wheatpaste');
      const reader = (limits: object, isWhole = false): Reader => {
        return async (form) => {
          const received: Received[] = [];
          for (const [name, value] of await new Request(environFor(form)).form({ ...UNLIMITED, ...limits })) {
            if (typeof value === 'string') received.push([name, value]);
            else {
              const size = isWhole ? (await value.bytes()).length : value.size;
              received.push([name, value.filename ?? '', size]);
              await value[Symbol.asyncDispose]();
            }
          }
          return received;
        };
      };
      const [memory, disk] = [reader({ spoolThreshold: Infinity }, true), reader({})];
      return tasks({ fields: disk, memory, disk });
    },
    async formidable() {
      const { default: formidable } = await load<{ default: Formidable }>('formidable');
      const limits = {
        maxFileSize: Infinity,
        maxTotalFileSize: Infinity,
        maxFieldsSize: Infinity,
        maxFields: Infinity,
      };
      const reader = (options: object, isStored: boolean): Reader => {
        return async (form) => {
          const [fields, files] = await formidable({ ...limits, ...options }).parse(incomingOf(form));
          const all = Object.entries(files).flatMap(([name, list]) =>
            list.map((file) => ({ name, ...file })),
          );
          if (isStored) for (const { filepath } of all) await unlink(filepath);
          return [
            ...Object.entries(fields).flatMap(([name, values]) =>
              values.map((value) => [name, value] as const),
            ),
            ...all.map(({ name, originalFilename, size }) => [name, originalFilename, size] as const),
          ];
        };
      };
      const fileWriteStreamHandler = () => new Writable({ write: (_chunk, _encoding, next) => next() });
      const disk = reader({ uploadDir: tmpdir() }, true);
      return tasks({ fields: disk, discarded: reader({ fileWriteStreamHandler }, false), disk });
    },
    async multer() {
      const { default: multer } = await load<{ default: Multer }>('multer');
      const reader = (options: object, isStored: boolean): Reader => {
        const read = multer(options).any();
        return async (form) => {
          const incoming = incomingOf(form);
          await new Promise<void>((resolve, reject) => {
            read(incoming, undefined, (error) => (error ? reject(error) : resolve()));
          });
          const { body, files } = incoming as unknown as MulterRequest;
          if (isStored) for (const file of files) await unlink(file.path);
          const uploads = files.map((file) => [file.fieldname, file.originalname, file.size] as const);
          return [...Object.entries(body), ...uploads];
        };
      };
      const memory = reader({ storage: multer.memoryStorage() }, false);
      return tasks({ fields: memory, memory, disk: reader({ dest: tmpdir() }, true) });
    },
    async '@remix-run/multipart-parser'() {
      const { MultipartParser } = await import('@remix-run/multipart-parser');
      const limits = { maxFileSize: Infinity, maxParts: Infinity, maxTotalSize: Infinity };
      const memory: Reader = async (form) => {
        const received: Received[] = [];
        const parser = new MultipartParser(form.boundary, limits);
        for await (const chunk of streamOf(form)) {
          for (const part of parser.write(chunk)) {
            const { name = '', filename } = part;
            received.push(filename === undefined ? [name, part.text] : [name, filename, part.bytes.length]);
          }
        }
        parser.finish();
        return received;
      };
      return tasks({ fields: memory, memory });
    },
    async 'undici formData()'() {
      const memory: Reader = async (form) => {
        const body = streamOf(form) as unknown as ReadableStream;
        const response = new Response(body, { headers: { 'Content-Type': form.contentType } });
        return [...(await response.formData())].map(([name, value]) =>
          typeof value === 'string' ? [name, value] : [name, value.name, value.size],
        );
      };
      return tasks({ fields: memory, memory });
    },
  },
};

function readersBy(
  busboy: (options: { headers: { 'content-type': string } }) => busboyModule.Busboy,
): Readers {
  const reader = (sink: typeof discard) => readerBy((headers) => busboy({ headers }), sink);
  return {
    fields: reader(discard),
    discarded: reader(discard),
    memory: reader(collect),
    disk: reader(store),
  };
}

function tasks({ fields, ...readers }: Readers): Record<string, Task> {
  const all: [string, Task][] = Object.entries(readers).flatMap(([fate, read]) => [
    [`large-${fate}`, taskOf(read, MULTIPART_FORMS.large)],
    [`many-${fate}`, taskOf(read, MULTIPART_FORMS.many)],
  ]);
  if (fields) all.push(['fields', taskOf(fields, MULTIPART_FORMS.fields)]);
  return Object.fromEntries(all);
}

/** The form is created at the first access. */
function taskOf(read: Reader, make: () => SentForm): Task {
  let form: SentForm | undefined;
  return () => {
    form ??= make();
    return read(form);
  };
}
