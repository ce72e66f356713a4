/**
 * Temporary files without a name: each is unlinked as soon as it is open, so that nothing is left when the process
 * ends, however it ends.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import { openSync, read, rmSync, write } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Descriptor } from './descriptor.ts';

const readAt = promisify(read);
const writeAt = promisify(write);

/** Windows cannot unlink an open file, so there the file is removed when it is closed. */
const KEEPS_NAME = process.platform === 'win32';

/** A file to write and read at byte positions, removed when it is disposed of or garbage-collected. */
export class TemporaryFile implements Disposable {
  readonly #descriptor = open();

  constructor() {
    this.#descriptor.closeWhenForgotten();
  }

  /** Writes all bytes. */
  async write(bytes: Uint8Array, position: number): Promise<void> {
    await this.#descriptor.use(async (descriptor) => {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await writeAt(descriptor, bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
      }
    });
  }

  /** Fills `target` from a position, and returns how many bytes there were. */
  async read(target: Uint8Array, position: number): Promise<number> {
    return this.#descriptor.use(async (descriptor) => {
      let done = 0;
      while (done < target.length) {
        const { bytesRead } = await readAt(descriptor, target, done, target.length - done, position + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return done;
    });
  }

  /** Closes the file, after the reads and writes in progress. */
  [Symbol.dispose](): void {
    this.#descriptor.close();
  }
}

/** Opens and unlinks synchronously, so that no other code of this process runs in between. */
function open(): Descriptor {
  const name = path.join(tmpdir(), `wheatpaste-${randomUUID()}`);
  const number = openSync(name, 'wx+', 0o600);
  /* v8 ignore next -- @preserve Windows */
  if (KEEPS_NAME) return new Descriptor(number, name);
  rmSync(name);
  return new Descriptor(number);
}
