/**
 * Comments in files: one for each page, with a line of JSON for each comment.
 */
import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** A comment on a page. */
export interface Comment {
  readonly name: string;
  readonly text: string;
  /** In ISO 8601. */
  readonly time: string;
}

/** The comments in a directory, which is created with the first comment. */
export class CommentStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The comments on a page, oldest first. */
  async list(page: string): Promise<Comment[]> {
    const lines = await readFile(this.#fileOf(page), 'utf8').catch(emptyIfMissing);
    return lines.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Comment]));
  }

  async add(page: string, comment: Comment): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    await appendFile(this.#fileOf(page), `${JSON.stringify(comment)}\n`);
  }

  /** A page's name can be anything, so its hash names the file. */
  #fileOf(page: string): string {
    return path.join(this.#directory, `${createHash('sha256').update(page).digest('hex')}.jsonl`);
  }
}

function emptyIfMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}
