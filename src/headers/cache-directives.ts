/**
 * The directives of `Cache-Control` (RFC 9111, section 5.2; RFC 5861; RFC 8246): their names in the header, and how
 * their arguments are read and written.
 *
 * @module
 */
import { formatDeltaSeconds, parseDeltaSeconds } from './grammar/delta-seconds.ts';
import { isToken, quote, splitList } from './grammar/field-value.ts';

/** A directive's argument, unquoted, or `true` if it has no argument. */
export type DirectiveArgument = string | true;

/** The directives with their types; `undefined` (or `false`, for a flag) means absent. */
export interface CacheDirectives {
  /** Seconds that a response stays fresh or, on a request, the greatest acceptable age. */
  maxAge?: number | undefined;
  /** Seconds that a response stays fresh in a shared cache. */
  sMaxage?: number | undefined;
  /** Seconds past freshness that a client accepts; `true` for any number. */
  maxStale?: number | true | undefined;
  /** Seconds for which a response must still be fresh. */
  minFresh?: number | undefined;
  /** Seconds past freshness during which a cache may answer while it revalidates. */
  staleWhileRevalidate?: number | undefined;
  /** Seconds past freshness during which a cache may answer when the origin fails. */
  staleIfError?: number | undefined;
  /** Must not be used without revalidation: the whole response, or these fields of it; text is one field. */
  noCache?: true | string | readonly string[] | undefined;
  /** Must not be stored by a shared cache: the whole response, or these fields of it; text is one field. */
  private?: true | string | readonly string[] | undefined;
  /** May be stored by any cache, even where authorization would forbid it. */
  public?: boolean | undefined;
  /** Must not be stored. */
  noStore?: boolean | undefined;
  /** Must not be transformed by intermediaries. */
  noTransform?: boolean | undefined;
  /** Must not be used stale. */
  mustRevalidate?: boolean | undefined;
  /** Must not be used stale by a shared cache. */
  proxyRevalidate?: boolean | undefined;
  /** May be stored only by a cache that understands the status code. */
  mustUnderstand?: boolean | undefined;
  /** Must be answered from a cache only. */
  onlyIfCached?: boolean | undefined;
  /** Does not change while it is fresh. */
  immutable?: boolean | undefined;
}

/** How a directive is named, read and written. */
interface Directive<T, Read extends T = T> {
  readonly name: string;
  read(argument: DirectiveArgument | undefined): Read;
  /** @throws RangeError or TypeError when the value does not fit the directive. */
  write(value: T): DirectiveArgument | undefined;
}

/** The table's type. */
export type Directives = {
  readonly [K in keyof Required<CacheDirectives>]: Directive<CacheDirectives[K]>;
};

/** All directives by property name. */
export const DIRECTIVES = {
  maxAge: freshness('max-age'),
  sMaxage: freshness('s-maxage'),
  maxStale: {
    ...seconds('max-stale'),
    read: (argument: DirectiveArgument | undefined) => (argument === true ? true : readSeconds(argument)),
    write: (value: number | true | undefined) => (value === true ? true : writeSeconds(value)),
  },
  minFresh: seconds('min-fresh'),
  staleWhileRevalidate: seconds('stale-while-revalidate'),
  staleIfError: seconds('stale-if-error'),
  noCache: fieldNames('no-cache'),
  private: fieldNames('private'),
  public: flag('public'),
  noStore: flag('no-store'),
  noTransform: flag('no-transform'),
  mustRevalidate: flag('must-revalidate'),
  proxyRevalidate: flag('proxy-revalidate'),
  mustUnderstand: flag('must-understand'),
  onlyIfCached: flag('only-if-cached'),
  immutable: flag('immutable'),
} satisfies Directives;

/** The property names of the directives. */
export const PROPERTIES = Object.keys(DIRECTIVES) as (keyof CacheDirectives)[];

/** Writes a directive; the lists of field names are always quoted (RFC 9111, section 5.2.2.4). */
export function formatDirective(name: string, argument: DirectiveArgument): string {
  if (argument === true) return name;
  return `${name}=${isToken(argument) && !LISTS.has(name) ? argument : quote(argument)}`;
}

const LISTS = new Set([DIRECTIVES.noCache.name, DIRECTIVES.private.name]);

function readSeconds(argument: DirectiveArgument | undefined): number | undefined {
  return typeof argument === 'string' ? parseDeltaSeconds(argument) : undefined;
}

function writeSeconds(value: number | undefined): DirectiveArgument | undefined {
  return value === undefined ? undefined : formatDeltaSeconds(value);
}

/** Reads a malformed number of seconds as absent. */
function seconds(name: string): Directive<number | undefined> {
  return { name, read: readSeconds, write: writeSeconds };
}

/** Reads a malformed freshness as 0: the response is stale (RFC 9111, section 4.2.1). */
function freshness(name: string): Directive<number | undefined> {
  const read = (argument: DirectiveArgument | undefined) =>
    argument === undefined ? undefined : (readSeconds(argument) ?? 0);
  return { name, read, write: writeSeconds };
}

/** Reads a list without a field name as the directive without an argument. */
function fieldNames(
  name: string,
): Directive<true | string | readonly string[] | undefined, true | readonly string[] | undefined> {
  return {
    name,
    read(argument) {
      if (typeof argument !== 'string') return argument;
      const names = splitList(argument).filter(isToken);
      return names.length === 0 ? true : names;
    },
    write(value) {
      if (value === undefined || value === true) return value;
      const names = typeof value === 'string' ? [value] : value;
      if (!Array.isArray(names) || names.length === 0 || !names.every(isToken)) {
        throw new TypeError(`the directive ${name} takes field names or true: ${JSON.stringify(value)}`);
      }
      return names.join(', ');
    },
  };
}

/** Ignores an argument, which a flag cannot have. */
function flag(name: string): Directive<boolean | undefined, boolean> {
  return { name, read: (argument) => argument !== undefined, write: (value) => value || undefined };
}
