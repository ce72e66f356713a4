/**
 * The names of files in a request's path.
 *
 * @module
 */

import { pathsOf } from '../../url/environ-url.ts';
import type { Environ } from '../../wsgi/contract.ts';
import { nativeAt, nativeFromText, textFromNative } from '../../wsgi/native-string.ts';

/** What is not part of a name here, nor on another system: the end of a C string, Windows' separator. */
const NOT_NAME = /[\0\\]/;
const DRIVE = /^[a-z]:/i;
/** What Windows takes for a device, whatever the extension. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:[.:]|$)/i;
/** Under what else Windows finds a file: a stream of it, its short name, dots and spaces after its name. */
const WINDOWS_ALIAS = /:|~\d|[. ]$/;
const ENCODED_SLASH = /%2f/i;

/** Which names may be asked for. */
interface FileNameOptions {
  /** Whether those that begin with a dot may. */
  readonly dotfiles: boolean;
  /** Whether the file system is one of Windows, which finds a file under more than its name. */
  readonly isWindows?: boolean;
}

/**
 * The names that lead from a root to what `PATH_INFO` asks for; the last is `''` when the path ends with a slash, and
 * there are none where the path ends at the mount.
 *
 * `undefined` when one of them can name no file below the root: it is empty, `.` or `..`, it is not UTF-8, a `%2F`
 * was sent in it, or {@link isFileName} says no.
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
 * Whether a name may be asked for. What is a drive, a device or a separator to Windows is not, on any system; what
 * else Windows finds a file under is not where `isWindows` says so.
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
