/**
 * Temporary files that nobody can find: they have no name as soon as they are open, so that nothing is
 * left of them when the process ends, however it ends.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, read, rmSync, write } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const readAt = promisify(read);
const writeAt = promisify(write);

/** Windows cannot take the name of an open file away: there it goes when the file is closed. */
const KEEPS_NAME = process.platform === 'win32';

interface OpenFile {
  readonly descriptor: number;
  readonly name: string | undefined;
}

const forgotten = new FinalizationRegistry(close);

/** A file to write and read at positions in bytes, gone when it is disposed or collected as garbage. */
export class TemporaryFile implements Disposable {
  readonly #file: OpenFile = open();
  #inUse = 0;
  #disposed = false;

  constructor() {
    forgotten.register(this, this.#file, this);
  }

  /** Writes all of the bytes. */
  async write(bytes: Uint8Array, position: number): Promise<void> {
    await this.#use(async (descriptor) => {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await writeAt(descriptor, bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
      }
    });
  }

  /** Fills `target` from a position, and gives how many bytes were there for it. */
  async read(target: Uint8Array, position: number): Promise<number> {
    return this.#use(async (descriptor) => {
      let done = 0;
      while (done < target.length) {
        const { bytesRead } = await readAt(descriptor, target, done, target.length - done, position + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return done;
    });
  }

  /** Closes the file, after the last of the reads and writes under way. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    forgotten.unregister(this);
    if (this.#inUse === 0) close(this.#file);
  }

  async #use<T>(work: (descriptor: number) => Promise<T>): Promise<T> {
    if (this.#disposed) throw new TypeError('The request has ended; its temporary file is closed.');
    this.#inUse++;
    try {
      return await work(this.#file.descriptor);
    } finally {
      this.#inUse--;
      if (this.#disposed && this.#inUse === 0) close(this.#file);
    }
  }
}

/** Opens and unlinks in one go, so that no other code of this process comes between. */
function open(): OpenFile {
  const name = path.join(tmpdir(), `wheatpaste-${randomUUID()}`);
  const descriptor = openSync(name, 'wx+', 0o600);
  /* v8 ignore next -- @preserve Windows */
  if (KEEPS_NAME) return { descriptor, name };
  rmSync(name);
  return { descriptor, name: undefined };
}

function close({ descriptor, name }: OpenFile): void {
  closeSync(descriptor);
  /* v8 ignore next -- @preserve Windows */
  if (name !== undefined) rmSync(name, { force: true });
}
