/**
 * Extracts file names from a request's path.
 *
 * @module
 */

import { pathsOf } from '../../url/environ-url.ts';
import type { Environ } from '../../wsgi/contract.ts';
import { nativeAt, nativeFromText, textFromNative } from '../../wsgi/native-string.ts';

/** Characters that cannot be in a name, here or on another system: the end of a C string, and Windows' separator. */
const NOT_NAME = /[\0\\]/;
const DRIVE = /^[a-z]:/i;
/** Names that Windows treats as devices, whatever the extension. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:[.:]|$)/i;
/**
 * Other names under which Windows finds a file: a stream of it, its short name, its name with trailing dots and
 * spaces.
 */
const WINDOWS_ALIAS = /:|~\d|[. ]$/;
const ENCODED_SLASH = /%2f/i;

/** Which names may be requested. */
interface FileNameOptions {
  /** Whether names that begin with a dot may be. */
  readonly dotfiles: boolean;
  /** Whether the file system is Windows', which finds a file under several names. */
  readonly isWindows?: boolean;
}

/**
 * The names that lead from a root to the file that `PATH_INFO` refers to. The last is `''` when the path ends with
 * a slash. The list is empty when the path ends at the mount.
 *
 * `undefined` when one of them cannot name a file below the root: it is empty, `.` or `..`, it is not UTF-8, it was
 * sent with a `%2F`, or {@link isFileName} rejects it.
 *
 * @example
 * ```ts
 * const { environ } = Request.blank('/docs/%C3%A9t%C3%A9/');
 * fileNamesOf(environ, { dotfiles: false }); // ['docs', 'été', '']
 * fileNamesOf(Request.blank('/a%2Fb').environ, { dotfiles: false }); // undefined
 * ```
 */
export function fileNamesOf(environ: Environ, options: FileNameOptions): string[] | undefined {
  const native = nativeAt(environ, 'PATH_INFO') || (environ.SCRIPT_NAME ? '' : '/');
  const path = textFromNative(native);
  if (nativeFromText(path) !== native) return undefined;
  if (ENCODED_SLASH.test(environ.REQUEST_URI ?? '') && ENCODED_SLASH.test(pathsOf(environ).pathInfo)) {
    return undefined;
  }
  const [beforeSlash, ...names] = path.split('/');
  if (beforeSlash !== '') return undefined;
  const isGood = names.every(
    (name, i) => isFileName(name, options) || (name === '' && i === names.length - 1),
  );
  return isGood ? names : undefined;
}

/**
 * Whether a name may be requested. Names of drives and devices on Windows, and names with its separator, are
 * rejected on every system; with `isWindows`, so are the other names under which Windows finds a file.
 */
export function isFileName(
  name: string,
  { dotfiles, isWindows = process.platform === 'win32' }: FileNameOptions,
): boolean {
  if (name === '' || name === '.' || name === '..') return false;
  if (name.startsWith('.') && !dotfiles) return false;
  if (NOT_NAME.test(name) || DRIVE.test(name) || DEVICE.test(name)) return false;
  return !(isWindows && WINDOWS_ALIAS.test(name));
}
