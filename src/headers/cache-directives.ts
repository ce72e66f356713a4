/**
 * The directives of `Cache-Control` (RFC 9111, section 5.2; RFC 5861; RFC 8246): what each is called in
 * the header, and how its argument is read and written.
 *
 * @module
 */
import { formatDeltaSeconds, parseDeltaSeconds } from './grammar/delta-seconds.ts';
import { isToken, quote, splitList } from './grammar/field-value.ts';

/** A directive's argument, unquoted, or `true` where it has none. */
export type DirectiveArgument = string | true;

/** The directives with their types; `undefined` (or for a flag `false`) is an absent one. */
export interface CacheDirectives {
  /** Seconds that a response stays fresh, or that its age may have for a request. */
  maxAge?: number | undefined;
  /** Seconds that a response stays fresh in a shared cache. */
  sMaxage?: number | undefined;
  /** Seconds past freshness that a client takes; `true`: any number. */
  maxStale?: number | true | undefined;
  /** Seconds that a response must stay fresh for a client. */
  minFresh?: number | undefined;
  /** Seconds past freshness in which a cache may answer while it revalidates. */
  staleWhileRevalidate?: number | undefined;
  /** Seconds past freshness in which a cache may answer when the origin fails. */
  staleIfError?: number | undefined;
  /** Not to be used without revalidation: the whole response, or these fields of it. */
  noCache?: true | readonly string[] | undefined;
  /** Not for a shared cache: the whole response, or these fields of it. */
  private?: true | readonly string[] | undefined;
  /** For any cache, also where authorization would forbid it. */
  public?: boolean | undefined;
  /** Not to be stored. */
  noStore?: boolean | undefined;
  /** Not to be transformed on the way. */
  noTransform?: boolean | undefined;
  /** Not to be used stale. */
  mustRevalidate?: boolean | undefined;
  /** Not to be used stale by a shared cache. */
  proxyRevalidate?: boolean | undefined;
  /** Only for caches that know the status code. */
  mustUnderstand?: boolean | undefined;
  /** Only from a cache. */
  onlyIfCached?: boolean | undefined;
  /** Never changes while it is fresh. */
  immutable?: boolean | undefined;
}

/** How one directive is named, read and written. */
interface Directive<T, Read extends T = T> {
  readonly name: string;
  read(argument: DirectiveArgument | undefined): Read;
  /** @throws RangeError or TypeError when the value is not one of the directive's. */
  write(value: T): DirectiveArgument | undefined;
}

/** The table's type. */
export type Directives = {
  readonly [K in keyof Required<CacheDirectives>]: Directive<CacheDirectives[K]>;
};

/** Every directive by its property's name. */
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

/** The directives' properties. */
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

/** A malformed number of seconds counts as absent. */
function seconds(name: string): Directive<number | undefined> {
  return { name, read: readSeconds, write: writeSeconds };
}

/** A malformed freshness counts as none: the response is stale (RFC 9111, section 4.2.1). */
function freshness(name: string): Directive<number | undefined> {
  const read = (argument: DirectiveArgument | undefined) =>
    argument === undefined ? undefined : (readSeconds(argument) ?? 0);
  return { name, read, write: writeSeconds };
}

/** A list without a field name counts as the directive without an argument. */
function fieldNames(name: string): Directive<true | readonly string[] | undefined> {
  return {
    name,
    read(argument) {
      if (typeof argument !== 'string') return argument;
      const names = splitList(argument).filter(isToken);
      return names.length === 0 ? true : names;
    },
    write(value) {
      if (value === undefined || value === true) return value;
      if (!Array.isArray(value) || value.length === 0 || !value.every(isToken)) {
        throw new TypeError(`the directive ${name} takes field names or true: ${JSON.stringify(value)}`);
      }
      return value.join(', ');
    },
  };
}

/** An argument that does not belong there is ignored. */
function flag(name: string): Directive<boolean | undefined, boolean> {
  return { name, read: (argument) => argument !== undefined, write: (value) => value || undefined };
}
