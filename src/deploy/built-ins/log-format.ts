/**
 * Translates the format of Paste's `translogger` to one of `accessLog`.
 *
 * @module
 */
import { DeployError } from '../deploy-error.ts';

/** Paste's names in Apache's format. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  REMOTE_ADDR: '%h',
  REMOTE_USER: '%u',
  REQUEST_METHOD: '%m',
  REQUEST_URI: '%U%q',
  HTTP_VERSION: '%H',
  time: '%t',
  status: '%>s',
  bytes: '%b',
  HTTP_REFERER: '%{Referer}i',
  HTTP_USER_AGENT: '%{User-Agent}i',
};

/**
 * A format such as `%(REMOTE_ADDR)s [%(time)s] %(status)s` in Apache's notation, in which the time includes its
 * brackets.
 *
 * @throws DeployError `bad-value` for a name that Paste does not have.
 */
export function logFormatFrom(format: string): string {
  const bracketed = format.replaceAll('[%(time)s]', '%(time)s');
  return bracketed.replace(/%\((\w+)\)s/g, (_, name: string) => {
    const directive = Object.hasOwn(DIRECTIVES, name) ? DIRECTIVES[name] : undefined;
    if (directive !== undefined) return directive;
    const known = Object.keys(DIRECTIVES).join(', ');
    throw new DeployError('bad-value', `%(${name})s is not known: ${known} are`);
  });
}
