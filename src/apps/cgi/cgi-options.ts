/**
 * Options for running CGI programs.
 *
 * @module
 */
import { assertKnown } from '../../collections/unknown-name.ts';
import type { Application, ToApplication } from '../../wsgi/contract.ts';
import type { Variables } from '../../wsgi/variables.ts';

/** Options for running a CGI program. Times are in milliseconds; `Infinity` means no limit. */
export interface CGIOptions {
  /** Arguments for the program. */
  args?: readonly string[] | undefined;
  /** The working directory. Defaults to the program's folder. */
  cwd?: string | undefined;
  /** Variables to add, as text. They take precedence over those of the request. */
  env?: Variables | undefined;
  /**
   * The names of this process's variables to pass on. Defaults to `['PATH']`; variables named like a request's are
   * never passed.
   */
  inheritEnv?: readonly string[] | undefined;
  /** `SCRIPT_FILENAME`: the script, if the program is an interpreter such as php-cgi. Defaults to the program. */
  scriptFilename?: string | undefined;
  /** Whether the program gets `HTTP_AUTHORIZATION`, which includes the client's password. Defaults to `false`. */
  passAuthorization?: boolean | undefined;
  /** Whether the program writes a complete HTTP message, with a status line. Defaults to `false`. */
  nph?: boolean | undefined;
  /**
   * The application that responds when the program says only `Location: /path` (RFC 3875, section 6.2.2). Without
   * it the client is redirected.
   */
  localRedirect?: Application | ToApplication | undefined;
  /** How long the program may make no progress, even after its response. Defaults to 60 000. */
  timeout?: number | undefined;
  /** How long the head of the response may take after the last bytes of the request. Defaults to 60 000. */
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
 * @param more additional known names.
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
