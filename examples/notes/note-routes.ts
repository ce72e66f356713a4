/**
 * The routes to notes, for browsers and programs.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import {
  HTTPBadRequest,
  HTTPNotFound,
  HTTPPreconditionFailed,
  HTTPPreconditionRequired,
  type Request,
  Response,
  type Upload,
} from 'wheatpaste';
import { ContentDisposition } from 'wheatpaste/headers';
import { FileApp } from 'wheatpaste/static';
import { frameOf, goTo, prefersJson, sendJson, sendPage } from './answers.ts';
import type { Content, Library, Note } from './library.ts';
import { conflictPage, listPage, notePage } from './pages.ts';
import type { Params, Route } from './routes.ts';
import { wordsFor } from './words.ts';

const LIMITS = { maxFileSize: 10_000_000, maxBodySize: 50_000_000 };

/** The data that a client sends to create or change a note. */
interface Submission extends Content {
  readonly uploads: readonly Upload[];
  /** The version in the form. Programs send `If-Match` instead. */
  readonly version: string | undefined;
}

/** The routes to the notes of the user who has logged in. */
export function noteRoutes(library: Library): readonly Route[] {
  return [
    [/^\/notes\/?$/, { GET: list, POST: create }],
    [/^\/notes\/new$/, { GET: blank, POST: create }],
    [/^\/notes\/(?<id>[\w-]+)$/, { GET: show, POST: edit, PUT: edit, DELETE: remove }],
    [/^\/notes\/(?<id>[\w-]+)\/files\/(?<file>[\w-]+)$/, { GET: download, DELETE: detach }],
  ];

  async function list(request: Request): Promise<Response> {
    const query = request.query.get('q') ?? '';
    const notes = library.list(userOf(request), query);
    const version = versionOf(notes);
    if (prefersJson(request)) {
      const data = notes.map((note) => dataOf(request, note));
      return sendJson(data, version);
    }
    const frame = await frameOf(request);
    return sendPage(frame, listPage(frame, notes, query), { version });
  }

  async function blank(request: Request): Promise<Response> {
    const frame = await frameOf(request);
    return sendPage(frame, notePage(frame));
  }

  async function create(request: Request): Promise<Response> {
    const { title, text, uploads } = await submissionOf(request);
    const note = await library.create(userOf(request), { title, text }, uploads);
    return done(request, note, 201);
  }

  async function show(request: Request, params: Params): Promise<Response> {
    const note = find(request, params);
    if (prefersJson(request)) return sendJson(dataOf(request, note), String(note.version));
    const frame = await frameOf(request);
    return sendPage(frame, notePage(frame, note), { version: String(note.version) });
  }

  async function edit(request: Request, params: Params): Promise<Response> {
    const { title, text, uploads, version } = await submissionOf(request);
    const note = find(request, params);
    const changed =
      isCurrent(request, note, version) && (await library.update(note, { title, text }, uploads));
    if (changed) return done(request, changed, 200);
    if (prefersJson(request)) throw new HTTPPreconditionFailed();
    const frame = await frameOf(request);
    return sendPage(frame, conflictPage(frame, { title, text }, find(request, params)), { status: 412 });
  }

  async function remove(request: Request, params: Params): Promise<Response> {
    const note = find(request, params);
    if (!isCurrent(request, note, await versionIn(request))) throw new HTTPPreconditionFailed();
    await library.remove(note);
    if (prefersJson(request)) return new Response(null, { status: 204 });
    return goTo(request, '/notes', wordsFor(request).deleted);
  }

  function download(request: Request, params: Params) {
    const { file } = findFile(request, params);
    const contentDisposition = new ContentDisposition('attachment', { filename: file.name });
    return new FileApp(library.pathOfFile(file), {
      contentType: file.type,
      contentDisposition,
      cacheControl: { private: true, noCache: true },
    }).toApp();
  }

  async function detach(request: Request, params: Params): Promise<Response> {
    const { note, file } = findFile(request, params);
    const files = note.files.filter((one) => one !== file);
    const changed =
      isCurrent(request, note, await versionIn(request)) && (await library.update(note, { files }));
    if (!changed) throw new HTTPPreconditionFailed();
    return done(request, changed, 200);
  }

  function find(request: Request, { id = '' }: Params): Note {
    const note = library.get(userOf(request), id);
    if (!note) throw new HTTPNotFound();
    return note;
  }

  function findFile(request: Request, params: Params) {
    const note = find(request, params);
    const file = note.files.find(({ id }) => id === params.file);
    if (!file) throw new HTTPNotFound();
    return { note, file };
  }
}

/** The version of a list. It changes when a note is added, deleted or changed. */
function versionOf(notes: readonly Note[]): string {
  const hash = createHash('sha256');
  for (const { id, version } of notes) hash.update(`${id} ${version}\n`);
  return hash.digest('base64url');
}

/** Optimistic locking: whether the client knows the current version (RFC 9110, section 13; RFC 6585, section 3). */
function isCurrent(request: Request, { version }: Note, shown: string | undefined): boolean {
  const asked = shown === undefined ? request : request.with({ ifMatch: shown });
  const outcome = asked.preconditions({ etag: String(version) }, { required: true });
  if (outcome === 428)
    throw new HTTPPreconditionRequired('Send If-Match with the ETag of what you have read.');
  return outcome === 'proceed';
}

/** Sends a program the note, and redirects a browser to it. */
async function done(request: Request, note: Note, status: 200 | 201): Promise<Response> {
  const path = `/notes/${note.id}`;
  if (!prefersJson(request)) return goTo(request, path, wordsFor(request).saved);
  const location = status === 201 ? { location: request.scriptName + path } : {};
  return sendJson(dataOf(request, note), String(note.version), { status, ...location });
}

async function submissionOf(request: Request): Promise<Submission> {
  if (request.contentType === 'application/json') {
    return { ...contentFrom(await request.json()), uploads: [], version: undefined };
  }
  const form = await request.form(LIMITS);
  const files = form.getAll('file').filter((value) => typeof value === 'object');
  return {
    ...contentFrom(Object.fromEntries(form)),
    uploads: files.filter(({ filename }) => filename),
    version: textOf(form.get('version')) || undefined,
  };
}

/** The version in the form of a button. Programs do not send it. */
async function versionIn(request: Request): Promise<string | undefined> {
  if (request.contentType !== 'application/x-www-form-urlencoded') return undefined;
  return textOf((await request.form(LIMITS)).get('version'));
}

function contentFrom(value: unknown): Content {
  if (typeof value !== 'object' || value === null) throw new HTTPBadRequest('A note is an object.');
  const { title = '', text = '' } = value as Record<string, unknown>;
  if (typeof title !== 'string' || typeof text !== 'string') {
    throw new HTTPBadRequest('The title and the text of a note are strings.');
  }
  return { title: title.trim(), text: text.replaceAll('\r\n', '\n') };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The JSON of a note. */
function dataOf({ applicationUrl }: Request, { id, title, text, changed, files }: Note): object {
  const url = `${applicationUrl}/notes/${id}`;
  return {
    id,
    url,
    title,
    text,
    changed,
    files: files.map((file) => ({ ...file, url: `${url}/files/${file.id}` })),
  };
}

function userOf({ remoteUser }: Request): string {
  if (remoteUser === undefined) throw new HTTPNotFound();
  return remoteUser;
}
