/**
 * The fields of a request that `Connection` names, which apply to one hop only (RFC 9110, section 7.6.1).
 *
 * @module
 */
import { withParseCache } from '../collections/parse-cache.ts';
import type { Environ } from '../wsgi/contract.ts';
import { parseTokenList } from './grammar/list-header.ts';
import { isHopByHop } from './hop-by-hop.ts';
import { arrivalKey } from './lists/environ-keys.ts';

/** The contents of a `Connection` field. */
interface Named {
  /** The keys of the fields that are dropped. */
  readonly keys: readonly string[];
  /** The rest of the field, without the names of dropped fields. */
  readonly options: string | undefined;
}

/** Without these fields a message cannot be delivered or delimited, so `Connection` cannot drop them. */
const NEEDED: ReadonlySet<string> = new Set(['HTTP_HOST', 'CONTENT_LENGTH', 'HTTP_TRANSFER_ENCODING']);

/**
 * Removes the fields that `Connection` names from an environ, and their names from `Connection`. A proxy drops the
 * fields that `Connection` names, so a client could otherwise make it drop fields that middleware adds.
 *
 * @example
 * ```ts
 * const environ: Environ = { ...blankEnviron(), HTTP_CONNECTION: 'close, X-User', HTTP_X_USER: 'eve' };
 * dropConnectionFields(environ);
 * environ.HTTP_CONNECTION; // 'close'
 * environ.HTTP_X_USER; // undefined
 * ```
 */
export function dropConnectionFields(environ: Environ): void {
  const { HTTP_CONNECTION: connection } = environ;
  if (connection === undefined) return;
  const { keys, options } = namedBy(connection);
  if (options === connection) return;
  for (const key of keys) delete environ[key];
  if (options === undefined) delete environ.HTTP_CONNECTION;
  else environ.HTTP_CONNECTION = options;
}

const namedBy = withParseCache((connection): Named => {
  const tokens = parseTokenList(connection);
  const options = tokens.filter(isOption);
  const fields = tokens.filter((token) => !isOption(token));
  if (fields.length === 0) return { keys: [], options: connection };
  return {
    keys: fields.map(arrivalKey).filter((key) => key !== '' && !NEEDED.has(key)),
    options: options.join(', ') || undefined,
  };
});

/** Options that have a meaning themselves, and the names of fields that a proxy never passes on. */
function isOption(token: string): boolean {
  return token.toLowerCase() === 'close' || isHopByHop(token);
}
