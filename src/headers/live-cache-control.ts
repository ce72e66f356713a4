/**
 * The `Cache-Control` of a mutable message: directives that are read from and written to its header.
 *
 * @module
 */
import { CacheControl } from './cache-control.ts';
import { type CacheDirectives, type DirectiveArgument, PROPERTIES } from './cache-directives.ts';
import { INSPECT } from './grammar/inspection.ts';

/** The directives of a response. Reading one reads the header, and assigning one writes it. */
export interface LiveCacheControl extends Omit<CacheDirectives, 'noCache' | 'private'> {
  /** Must not be used without revalidation: the whole response, or these fields of it. */
  get noCache(): true | readonly string[] | undefined;
  set noCache(value: CacheDirectives['noCache']);
  /** Must not be stored by a shared cache: the whole response, or these fields of it. */
  get private(): true | readonly string[] | undefined;
  set private(value: CacheDirectives['private']);
  /** The argument of any directive, unquoted; `true` if it has no argument, `undefined` if it is absent. */
  get(name: string): DirectiveArgument | undefined;
  /** Sets any directive, such as an extension; `undefined` drops it. */
  set(name: string, argument: DirectiveArgument | undefined): void;
  /** The header value; `''` without directives. */
  toString(): string;
}

/**
 * Directives that live in a header. `read` returns its value, and `write` receives the new one, `undefined` when no
 * directive is left. Assigning a value that does not fit the directive throws a RangeError or TypeError and writes
 * nothing.
 *
 * @example
 * ```ts
 * let header: string | undefined = 'public';
 * const cacheControl = liveCacheControl(() => header, (value) => { header = value; });
 * cacheControl.maxAge = 60;
 * cacheControl.public = false;
 * header; // 'max-age=60'
 * cacheControl.maxAge = undefined;
 * header; // undefined
 * ```
 */
export function liveCacheControl(
  read: () => string | undefined,
  write: (value: string | undefined) => void,
): LiveCacheControl {
  const current = () => CacheControl.parse(read());
  const live = {
    get: (name: string) => current().get(name),
    set: (name: string, argument: DirectiveArgument | undefined) =>
      write(String(current().withDirective(name, argument)) || undefined),
    toString: () => String(current()),
    [INSPECT]: () => `LiveCacheControl ${JSON.stringify(String(current()))}`,
  };
  for (const property of PROPERTIES) {
    Object.defineProperty(live, property, {
      enumerable: true,
      get: () => current()[property],
      set: (value: unknown) => write(String(current().with({ [property]: value })) || undefined),
    });
  }
  return Object.freeze<Partial<LiveCacheControl>>(live) as LiveCacheControl;
}
