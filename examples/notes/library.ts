/**
 * Notes and their files: kept in memory for reading, and on disk.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Upload } from 'wheatpaste';

/** A file that belongs to a note. */
export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

/** The part of a note that a user writes. */
export interface Content {
  readonly title: string;
  readonly text: string;
}

/** A note. It is immutable: a change creates another one with the next version. */
export interface Note extends Content {
  readonly id: string;
  readonly owner: string;
  readonly version: number;
  /** In ISO 8601. */
  readonly changed: string;
  readonly files: readonly Attachment[];
}

/** All notes of all users, in a folder. */
export class Library {
  readonly #folder: string;
  readonly #notes: Map<string, Note>;

  private constructor(folder: string, notes: readonly Note[]) {
    this.#folder = folder;
    this.#notes = new Map(notes.map((note) => [note.id, note]));
  }

  /** Reads the notes in a folder. */
  static async open(folder: string): Promise<Library> {
    await Promise.all(['notes', 'files'].map((name) => mkdir(path.join(folder, name), { recursive: true })));
    const names = (await readdir(path.join(folder, 'notes'))).filter((name) => name.endsWith('.json'));
    const texts = await Promise.all(names.map((name) => readFile(path.join(folder, 'notes', name), 'utf8')));
    return new Library(
      folder,
      texts.map((text): Note => JSON.parse(text)),
    );
  }

  /** The notes of a user that contain a text, the last changed first. */
  list(owner: string, query = ''): Note[] {
    const wanted = query.toLowerCase();
    const has = (note: Note) => `${note.title}\n${note.text}`.toLowerCase().includes(wanted);
    return [...this.#notes.values()]
      .filter((note) => note.owner === owner && has(note))
      .sort((a, b) => (a.changed < b.changed ? 1 : -1));
  }

  get(owner: string, id: string): Note | undefined {
    const note = this.#notes.get(id);
    return note?.owner === owner ? note : undefined;
  }

  async create(owner: string, content: Content, uploads: readonly Upload[] = []): Promise<Note> {
    const files = await this.#keep(uploads);
    const note = { ...content, id: randomUUID(), owner, version: 1, changed: new Date().toJSON(), files };
    await this.#save(note);
    return note;
  }

  /**
   * Replaces a note with its next version.
   *
   * @returns the new version, or `undefined` if the note is no longer the current version.
   */
  async update(
    note: Note,
    changes: Partial<Pick<Note, 'title' | 'text' | 'files'>>,
    uploads: readonly Upload[] = [],
  ): Promise<Note | undefined> {
    const kept = await this.#keep(uploads);
    if (this.#notes.get(note.id) !== note) return this.#discard(kept);
    const files = [...(changes.files ?? note.files), ...kept];
    const next = { ...note, ...changes, files, version: note.version + 1, changed: new Date().toJSON() };
    await this.#save(next);
    await this.#discard(note.files.filter((file) => !files.includes(file)));
    return next;
  }

  async remove(note: Note): Promise<void> {
    this.#notes.delete(note.id);
    await rm(this.#pathOfNote(note), { force: true });
    await this.#discard(note.files);
  }

  /** The path of an attachment on the disk. */
  pathOfFile({ id }: Attachment): string {
    return path.join(this.#folder, 'files', id);
  }

  #pathOfNote({ id }: Note): string {
    return path.join(this.#folder, 'notes', `${id}.json`);
  }

  async #keep(uploads: readonly Upload[]): Promise<Attachment[]> {
    return Promise.all(
      uploads.map(async (upload) => {
        const { filename = 'file', type = 'application/octet-stream', size } = upload;
        const file = { id: randomUUID(), name: filename, type, size };
        await upload.saveTo(this.pathOfFile(file));
        return file;
      }),
    );
  }

  async #discard(files: readonly Attachment[]): Promise<undefined> {
    await Promise.all(files.map((file) => rm(this.pathOfFile(file), { force: true })));
  }

  /** Readers see the note immediately. It is on the disk when the promise is fulfilled. */
  async #save(note: Note): Promise<void> {
    this.#notes.set(note.id, note);
    await replaceFile(this.#pathOfNote(note), JSON.stringify(note));
  }
}

/** Replaces a file atomically: readers find either the old text or the new one. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text);
  await rename(draft, file);
}
