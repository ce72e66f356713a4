/**
 * How CGI programs are run.
 *
 * @module
 */
import { assertKnown } from '../../collections/unknown-name.ts';
import type { Application, ToApplication } from '../../wsgi/contract.ts';
import type { Variables } from '../../wsgi/variables.ts';

/** How a CGI program is run. Times are in milliseconds; `Infinity` is for ever. */
export interface CGIOptions {
  /** Arguments for the program. */
  args?: readonly string[] | undefined;
  /** The folder that it runs in. Defaults to the program's. */
  cwd?: string | undefined;
  /** Variables to add, as text. They win over those of the request. */
  env?: Variables | undefined;
  /** The names of this process's own variables that are passed on. Defaults to `['PATH']`; those of a request never are. */
  inheritEnv?: readonly string[] | undefined;
  /** `SCRIPT_FILENAME`: the script, where the program is an interpreter such as php-cgi. Defaults to the program. */
  scriptFilename?: string | undefined;
  /** Whether the program gets `HTTP_AUTHORIZATION`, with the client's password. Defaults to `false`. */
  passAuthorization?: boolean | undefined;
  /** Whether the program writes a whole HTTP message, with a status line. Defaults to `false`. */
  nph?: boolean | undefined;
  /**
   * What answers when the program says `Location: /path` and nothing else (RFC 3875, section 6.2.2). Without it the
   * client is redirected.
   */
  localRedirect?: Application | ToApplication | undefined;
  /** How long the program may keep one waiting while nothing moves, also after its answer. Defaults to 60 000. */
  timeout?: number | undefined;
  /** How long until the head of its answer is there, from the last bytes of the request. Defaults to 60 000. */
  headTimeout?: number | undefined;
  /** The longest head, in bytes. Defaults to 65 536. */
  maxHeadSize?: number | undefined;
}

const OPTIONS: Readonly<Record<keyof CGIOptions, true>> = {
  args: true,
  cwd: true,
  env: true,
  inheritEnv: true,
  scriptFilename: true,
  passAuthorization: true,
  nph: true,
  localRedirect: true,
  timeout: true,
  headTimeout: true,
  maxHeadSize: true,
};
const COUNTS = ['timeout', 'headTimeout', 'maxHeadSize'] as const;

/**
 * Asserts that options have known names, and that times and sizes are above 0.
 *
 * @param more names that are known besides.
 * @throws TypeError that names the option, RangeError when a number is out of range.
 */
export function assertCGIOptions(options: CGIOptions, more: readonly string[] = []): void {
  assertKnown('CGI option', options, [...Object.keys(OPTIONS), ...more]);
  for (const name of COUNTS) {
    const count = options[name];
    if (count !== undefined && !(typeof count === 'number' && count > 0)) {
      throw new RangeError(`${name} must be a number above 0, not ${String(count)}`);
    }
  }
}
