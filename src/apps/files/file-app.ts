/**
 * Serves a single file.
 *
 * @module
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { assertKnown } from '../../collections/unknown-name.ts';
import { HTTPMethodNotAllowed, HTTPNotFound } from '../../exceptions/client-errors.ts';
import { wsgify } from '../../handlers/wsgify.ts';
import type { Request } from '../../request/request.ts';
import type { Application, ToApplication } from '../../wsgi/contract.ts';
import { COMMON_OPTIONS, type FileInit, FileSender } from './file-sender.ts';
import { type OpenFile, openFile, openNow } from './open-file.ts';
import { lookNow } from './path-descriptor.ts';

const OPTIONS: Readonly<Record<keyof FileInit, true>> = { ...COMMON_OPTIONS, etag: true, lastModified: true };

/** The methods that a file supports. */
const METHODS = ['GET', 'HEAD'];

/**
 * A file as an application. It responds to `GET` and `HEAD`, whatever the path, with the current file: with its
 * type, `ETag` and `Last-Modified`, or with 304, 206, 412 or 416 (RFC 9110, sections 13 and 14). If the file does
 * not exist, it responds with 404.
 *
 * A Content-Disposition without a file name gets the file's name.
 *
 * @example
 * ```ts
 * const app = new FileApp('package.json', { cacheControl: 'no-cache', contentDisposition: 'attachment' });
 * const response = await Request.blank('/', { range: 'bytes=0-0' }).send(app);
 * response.status; // 206
 * await response.text(); // '{'
 * String(response.contentDisposition); // 'attachment; filename="package.json"'
 * ```
 */
export class FileApp implements ToApplication {
  readonly #path: string;
  readonly #sender: FileSender;

  /**
   * @param file a path, or a `file:` URL: `new URL('./logo.svg', import.meta.url)`.
   * @throws TypeError when the file is neither, or an option is unknown or malformed.
   */
  constructor(file: string | URL, init: FileInit = {}) {
    assertKnown('option of FileApp', init, Object.keys(OPTIONS));
    this.#path = path.resolve(typeof file === 'string' ? file : fileURLToPath(file));
    this.#sender = new FileSender(init);
  }

  toApp(): Application {
    return wsgify((request) => {
      assertReading(request);
      return (
        this.#sender.unchanged(request, this.#path, this.#look) ??
        this.#answerNow(request) ??
        this.#answer(request)
      );
    });
  }

  readonly #look = () => lookNow(this.#path, () => statSync(this.#path));

  #answerNow(request: Request): Application | Promise<Application> | undefined {
    const file = openNow(this.#path);
    if (file?.stats.isFile()) return this.#send(request, file);
    file?.close();
    return undefined;
  }

  async #answer(request: Request): Promise<Application> {
    const file = await openFile(this.#path);
    if (file?.stats.isFile()) return this.#send(request, file);
    file?.close();
    throw new HTTPNotFound();
  }

  #send(request: Request, file: OpenFile): Application | Promise<Application> {
    return this.#sender.send(request, file, (ending) => openFile(this.#path + ending));
  }
}

/** @throws HTTPMethodNotAllowed unless the request only reads. */
export function assertReading(request: Request): void {
  if (!METHODS.includes(request.method)) throw new HTTPMethodNotAllowed({ allow: METHODS });
}
