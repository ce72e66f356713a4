/**
 * A file in a form.
 *
 * @module
 */

import type { FormFile } from './form-files.ts';
import { Part } from './part.ts';
import type { PartHead } from './part-head.ts';

/**
 * A file that was sent in a form, kept in memory or in a temporary file until its request is over. It can be read
 * repeatedly.
 *
 * If the user has chosen no file, `size` is 0, and `filename` and `type` are `undefined`.
 */
export class Upload extends Part implements AsyncDisposable {
  readonly #file: FormFile;
  /** The number of bytes. */
  readonly size: number;

  /** @param file must be complete; the upload disposes of it. */
  constructor(head: PartHead, file: FormFile) {
    super(head, file);
    this.#file = file;
    this.size = file.size;
  }

  override get filename(): string | undefined {
    return this.#isChosen ? super.filename : undefined;
  }

  override get type(): string | undefined {
    return this.#isChosen ? super.type : undefined;
  }

  override async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#file.bytes();
  }

  async blob(): Promise<Blob> {
    return new Blob([await this.bytes()], { type: this.type ?? '' });
  }

  /** Disposes of the file; reading it is then a TypeError. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#file[Symbol.dispose]();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Upload { name: ${JSON.stringify(this.name)}, filename: ${JSON.stringify(this.filename)}, size: ${this.size} }`;
  }

  /** Browsers send an empty file without a name for a file input that was left empty. */
  get #isChosen(): boolean {
    return this.size > 0 || this.rawFilename !== '';
  }
}
