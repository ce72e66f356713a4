/**
 * Serves a directory of CGI programs.
 *
 * @module
 */
import path from 'node:path';
import { HTTPForbidden, HTTPNotFound } from '../../exceptions/client-errors.ts';
import { wsgify } from '../../handlers/wsgify.ts';
import { pathsOf } from '../../url/environ-url.ts';
import { percentDecode } from '../../url/percent-encoding.ts';
import type { Application, Environ, ToApplication } from '../../wsgi/contract.ts';
import { nativeAt, nativeFromText, textFromNative } from '../../wsgi/native-string.ts';
import { isFileName } from '../files/file-names.ts';
import { pathOfRoot, RootDirectory } from '../files/root-directory.ts';
import { assertCGIOptions, type CGIOptions } from './cgi-options.ts';
import { type Program, ProgramRunner } from './program-runner.ts';

/** Options of {@link CGIDirectory}. */
export interface CGIDirectoryOptions extends Omit<CGIOptions, 'scriptFilename'> {
  /**
   * Absolute paths of the programs that run files, by extension: `{ '.php': '/usr/bin/php-cgi' }`. An interpreter
   * gets the file's path as its first argument and as `SCRIPT_FILENAME`.
   */
  interpreters?: Readonly<Record<string, string>> | undefined;
}

/** A program of the directory, and the rest of the path. */
interface Found {
  readonly names: readonly string[];
  readonly rest: readonly string[];
  readonly isExecutable: boolean;
}

const EXECUTABLE = 0o111;
const NO_DOTFILES = { dotfiles: false };

/**
 * The CGI programs below a directory. `PATH_INFO` leads to a program: the part up to it becomes its `SCRIPT_NAME`,
 * and the rest its `PATH_INFO`. Each program is run as {@link CGIApp} does, in its own folder.
 *
 * Files are run if they have an interpreter or an executable bit. All other files are a 403 and are never sent,
 * because they may contain source code. Folders and missing files are a 404. No path leads out of the directory,
 * neither through `..`, however encoded, nor through a symbolic link; names that begin with a dot are not found.
 *
 * @example
 * ```ts
 * const app = new CGIDirectory('src', { interpreters: { '.php': '/usr/bin/php-cgi' } });
 * (await Request.blank('/cgi.ts').send(app)).status; // 403
 * (await Request.blank('/apps/').send(app)).status; // 404
 * ```
 */
export class CGIDirectory implements ToApplication {
  readonly #path: string;
  readonly #root: RootDirectory;
  readonly #interpreters: ReadonlyMap<string, string>;
  readonly #args: readonly string[];
  readonly #cwd: string | undefined;
  readonly #runner: ProgramRunner;

  /**
   * @param root a path, or a `file:` URL: `new URL('./cgi-bin', import.meta.url)`.
   * @throws TypeError when the directory does not exist, or an option is unknown or malformed; RangeError when a
   * number is out of range.
   */
  constructor(root: string | URL, { interpreters = {}, ...options }: CGIDirectoryOptions = {}) {
    const directory = pathOfRoot(root);
    assertCGIOptions(options, ['interpreters']);
    if ('scriptFilename' in options && options.scriptFilename !== undefined) {
      throw new TypeError('scriptFilename is for CGIApp; in a directory it is the file that was found');
    }
    this.#path = path.resolve(directory);
    this.#root = new RootDirectory(directory);
    this.#interpreters = interpretersFrom(interpreters);
    this.#args = options.args ?? [];
    this.#cwd = options.cwd;
    this.#runner = new ProgramRunner(options);
  }

  toApp(): Application {
    return wsgify(async ({ environ }) => {
      const found = await this.#find(environ);
      const program = this.#programFor(found);
      const below = environBelow(environ, found);
      return (_, startResponse) => this.#runner.answer(program, below, startResponse);
    });
  }

  /** Follows the path, name by name, to the first file. */
  async #find(environ: Environ): Promise<Found> {
    const [root, ...segments] = pathsOf(environ).pathInfo.split('/');
    const names: string[] = [];
    for (const segment of root === '' ? segments : []) {
      const name = fileNameFrom(segment);
      if (name === undefined) break;
      names.push(name);
      const file = await this.#root.open(names);
      if (!file) break;
      file.close();
      if (file.stats.isFile()) {
        const isExecutable = (file.stats.mode & EXECUTABLE) !== 0;
        return { names, rest: segments.slice(names.length), isExecutable };
      }
      if (!file.stats.isDirectory()) break;
    }
    throw new HTTPNotFound();
  }

  #programFor({ names, rest, isExecutable }: Found): Program {
    const file = path.join(this.#path, ...names);
    const interpreter = this.#interpreters.get(path.extname(file));
    if (interpreter === undefined && !isExecutable) throw new HTTPForbidden();
    return {
      path: interpreter ?? file,
      args: interpreter === undefined ? this.#args : [file, ...this.#args],
      cwd: this.#cwd ?? path.dirname(file),
      script: {
        SCRIPT_FILENAME: file,
        DOCUMENT_ROOT: this.#path,
        PATH_TRANSLATED: this.#translated(rest),
      },
    };
  }

  /** The rest of the path, translated to a file of the directory (RFC 3875, section 4.1.6). */
  #translated(rest: readonly string[]): string | undefined {
    const names = rest.map(fileNameFrom);
    if (names.length === 0 || names.includes(undefined)) return undefined;
    return [this.#path, ...names].join(path.sep);
  }
}

function interpretersFrom(interpreters: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const known = new Map(Object.entries(interpreters));
  for (const [extension, program] of known) {
    if (!/^\.[^./]+$/.test(extension) || !path.isAbsolute(program)) {
      throw new TypeError(
        `interpreters are absolute paths by extension, as { '.php': '/usr/bin/php-cgi' }, not ${JSON.stringify({ [extension]: program })}`,
      );
    }
  }
  return known;
}

/** The name that a percent-encoded path segment refers to; `undefined` if it cannot name a file. */
function fileNameFrom(segment: string): string | undefined {
  const native = percentDecode(segment);
  const name = textFromNative(native);
  const isGood = !name.includes('/') && isFileName(name, NO_DOTFILES) && nativeFromText(name) === native;
  return isGood ? name : undefined;
}

function environBelow(environ: Environ, { names, rest }: Found): Environ {
  const found = names.map((name) => `/${nativeFromText(name)}`).join('');
  return {
    ...environ,
    SCRIPT_NAME: nativeAt(environ, 'SCRIPT_NAME') + found,
    PATH_INFO: rest.map((segment) => `/${percentDecode(segment)}`).join(''),
  };
}
