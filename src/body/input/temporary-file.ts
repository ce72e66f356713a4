/**
 * Temporary files that nobody can find: they have no name as soon as they are open, so that nothing is
 * left of them when the process ends, however it ends.
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

/** Windows cannot take the name of an open file away: there it goes when the file is closed. */
const KEEPS_NAME = process.platform === 'win32';

/** A file to write and read at positions in bytes, gone when it is disposed or collected as garbage. */
export class TemporaryFile implements Disposable {
  readonly #descriptor = open();

  constructor() {
    this.#descriptor.closeWhenForgotten();
  }

  /** Writes all of the bytes. */
  async write(bytes: Uint8Array, position: number): Promise<void> {
    await this.#descriptor.use(async (descriptor) => {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await writeAt(descriptor, bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
      }
    });
  }

  /** Fills `target` from a position, and gives how many bytes were there for it. */
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

  /** Closes the file, after the last of the reads and writes under way. */
  [Symbol.dispose](): void {
    this.#descriptor.close();
  }
}

/** Opens and unlinks in one go, so that no other code of this process comes between. */
function open(): Descriptor {
  const name = path.join(tmpdir(), `wheatpaste-${randomUUID()}`);
  const number = openSync(name, 'wx+', 0o600);
  /* v8 ignore next -- @preserve Windows */
  if (KEEPS_NAME) return new Descriptor(number, name);
  rmSync(name);
  return new Descriptor(number);
}
