/**
 * Serves a directory of files.
 *
 * @module
 */
import { assertKnown } from '../../collections/unknown-name.ts';
import { HTTPNotFound } from '../../exceptions/client-errors.ts';
import { HTTPMovedPermanently } from '../../exceptions/redirection.ts';
import { type HandlerResult, wsgify } from '../../handlers/wsgify.ts';
import type { Request } from '../../request/request.ts';
import { pathQsOf } from '../../url/environ-url.ts';
import type { Application, ToApplication } from '../../wsgi/contract.ts';
import { directoryListing } from './directory-listing.ts';
import { assertReading } from './file-app.ts';
import { fileNamesOf, isFileName } from './file-names.ts';
import { COMMON_OPTIONS, type FileInit, FileSender } from './file-sender.ts';
import type { OpenFile } from './open-file.ts';
import { pathOfRoot, RootDirectory } from './root-directory.ts';
import { asksWhetherChanged } from './seen-files.ts';

/** Options of {@link DirectoryApp}, which also apply to each of its files. */
export interface DirectoryInit extends Omit<FileInit, 'etag' | 'lastModified'> {
  /** The file that is served for a directory. Defaults to `'index.html'`; `false` disables it. */
  index?: string | false | undefined;
  /** Whether a request for the index file is redirected to its directory. Defaults to false. */
  hideIndex?: boolean | undefined;
  /** Whether names that begin with a dot are served. Defaults to false. */
  dotfiles?: boolean | undefined;
  /** Whether a directory without an index is answered with a list of its contents. Defaults to false. */
  listing?: boolean | undefined;
}

const OPTIONS: Readonly<Record<keyof DirectoryInit, true>> = {
  ...COMMON_OPTIONS,
  index: true,
  hideIndex: true,
  dotfiles: true,
  listing: true,
};

/**
 * The files below a directory as an application: `PATH_INFO` leads to them, and each is sent as {@link FileApp}
 * does. A directory's path without a final slash is redirected to the path with it.
 *
 * No path leads out of the directory, neither through `..`, however encoded, nor through a symbolic link. Such
 * paths, names that the options do not allow, and names of drives or devices on Windows are treated as missing:
 * they get a 404 that reveals nothing about the server's paths.
 *
 * @example
 * ```ts
 * const app = new DirectoryApp('src', { cacheControl: 'max-age=60' });
 * const response = await Request.blank('/apps/files/directory-app.ts').send(app);
 * (await response.text()).includes('DirectoryApp'); // true
 * (await Request.blank('/apps?page=2').send(app)).location; // '/apps/?page=2'
 * (await Request.blank('/%2e%2e/package.json').send(app)).status; // 404
 * ```
 */
export class DirectoryApp implements ToApplication {
  readonly #root: RootDirectory;
  readonly #options: { readonly hideIndex: boolean; readonly dotfiles: boolean; readonly listing: boolean };
  readonly #index: string | undefined;
  readonly #sender: FileSender;

  /**
   * @param root a path, or a `file:` URL: `new URL('./public', import.meta.url)`.
   * @throws TypeError when the directory does not exist, or an option is unknown or malformed.
   */
  constructor(root: string | URL, options: DirectoryInit = {}) {
    assertKnown('option of DirectoryApp', options, Object.keys(OPTIONS));
    const { index = 'index.html', hideIndex = false, dotfiles = false, listing = false, ...init } = options;
    this.#root = new RootDirectory(pathOfRoot(root));
    this.#options = { hideIndex, dotfiles, listing };
    this.#index = index || undefined;
    this.#sender = new FileSender(init);
  }

  toApp(): Application {
    return wsgify((request) => {
      assertReading(request);
      const names = fileNamesOf(request.environ, this.#options);
      if (!names) throw new HTTPNotFound();
      return this.#answerNow(request, names) ?? this.#answer(request, names);
    });
  }

  /** Answers with a file that can be opened without waiting. */
  #answerNow(request: Request, names: readonly string[]): Application | Promise<Application> | undefined {
    const last = names.at(-1);
    const isHidden = this.#options.hideIndex && last === this.#index;
    const name = last === '' ? this.#index : last;
    if (name === undefined || isHidden) return undefined;
    const fileNames = [...names.slice(0, -1), name];
    return this.#unchanged(request, fileNames) ?? this.#sendNow(request, fileNames);
  }

  #unchanged(request: Request, names: readonly string[]): Application | undefined {
    if (!asksWhetherChanged(request.environ)) return undefined;
    return this.#sender.unchanged(request, this.#root.pathOf(names), () => this.#root.statNow(names));
  }

  #sendNow(request: Request, names: readonly string[]): Application | Promise<Application> | undefined {
    const file = this.#root.openNow(names);
    if (file?.stats.isFile()) return this.#send(request, names, file);
    file?.close();
    return undefined;
  }

  async #answer(request: Request, names: readonly string[]): Promise<HandlerResult> {
    if (names.at(-1) === '') return this.#answerDirectory(request, names.slice(0, -1));
    const found = await this.#root.open(names);
    if (found?.stats.isFile()) return this.#answerFile(request, names, found);
    found?.close();
    if (found?.stats.isDirectory()) throw new HTTPMovedPermanently({ addSlash: true });
    throw new HTTPNotFound();
  }

  async #answerFile(request: Request, names: readonly string[], file: OpenFile): Promise<Application> {
    if (this.#options.hideIndex && names.at(-1) === this.#index) {
      file.close();
      const directory = request.path.slice(0, request.path.lastIndexOf('/') + 1);
      throw new HTTPMovedPermanently({ location: pathQsOf(directory, request.queryString) });
    }
    return this.#send(request, names, file);
  }

  async #answerDirectory(request: Request, names: readonly string[]): Promise<HandlerResult> {
    if (this.#index !== undefined) {
      const indexNames = [...names, this.#index];
      const index = await this.#root.open(indexNames);
      if (index?.stats.isFile()) return this.#send(request, indexNames, index);
      index?.close();
    }
    const directory = this.#options.listing ? await this.#root.open(names) : undefined;
    if (!directory) throw new HTTPNotFound();
    try {
      if (!directory.stats.isDirectory()) throw new HTTPNotFound();
      const entries = await this.#root.list(directory, (name) => isFileName(name, this.#options));
      if (!entries) throw new HTTPNotFound();
      return directoryListing(request, entries);
    } finally {
      directory.close();
    }
  }

  #send(request: Request, names: readonly string[], file: OpenFile): Application | Promise<Application> {
    const directory = names.slice(0, -1);
    const openBeside = (ending: string) => this.#root.open([...directory, `${names.at(-1)}${ending}`]);
    return this.#sender.send(request, file, openBeside);
  }
}
