/**
 * `Cache-Control` (RFC 9111, section 5.2).
 *
 * @module
 */

import { withParseCache } from '../collections/parse-cache.ts';
import { assertKnown } from '../collections/unknown-name.ts';
import {
  type CacheDirectives,
  DIRECTIVES,
  type DirectiveArgument,
  type Directives,
  formatDirective,
  PROPERTIES,
} from './cache-directives.ts';
import type { Field } from './grammar/field.ts';
import { isToken, splitList, trimWhitespaceEnd } from './grammar/field-value.ts';
import { INSPECT, inspected } from './grammar/inspection.ts';
import { assertParam, readParam } from './grammar/params.ts';

/** What each directive reads as; a malformed number of seconds is 0 for `maxAge` and `sMaxage`. */
type DirectiveValues = {
  readonly [Name in keyof CacheDirectives]-?: ReturnType<(typeof DIRECTIVES)[Name]['read']>;
};

/** Reads each directive as a property. */
abstract class DirectiveReader {
  static {
    for (const property of PROPERTIES) {
      const { name, read } = DIRECTIVES[property];
      Object.defineProperty(DirectiveReader.prototype, property, {
        get(this: DirectiveReader) {
          return read(this.get(name));
        },
      });
    }
  }

  abstract get(name: string): DirectiveArgument | undefined;
}

const DirectiveProperties = DirectiveReader as abstract new () => DirectiveReader & DirectiveValues;

/**
 * The directives of a request or a response. Immutable; `liveCacheControl` makes the mutable view that a response
 * has.
 *
 * A member without a well-formed name is dropped. If a directive is repeated, the first counts.
 *
 * @example
 * ```ts
 * const cacheControl = CacheControl.parse('Max-Age=60, no-cache="Set-Cookie, X-Id", community=UCI');
 * cacheControl.maxAge; // 60
 * cacheControl.noCache; // ['Set-Cookie', 'X-Id']
 * cacheControl.noStore; // false
 * cacheControl.get('community'); // 'UCI'
 * String(cacheControl.with({ maxAge: 5, noCache: undefined })); // 'max-age=5, community=UCI'
 * ```
 */
export class CacheControl extends DirectiveProperties implements Readonly<CacheDirectives> {
  static readonly #parseOnce = withParseCache((value) => CacheControl.#of(readDirectives(value)));
  #directives: ReadonlyMap<string, DirectiveArgument> = new Map();

  /** @throws RangeError or TypeError when a value does not fit its directive. */
  constructor(directives: CacheDirectives = {}) {
    super();
    this.#directives = this.with(directives).#directives;
  }

  /** Reads the header. An absent header has no directives. */
  static parse(value: string | undefined): CacheControl {
    return CacheControl.#parseOnce(value ?? '');
  }

  /**
   * Coerces to directives: a CacheControl, header text, or directives by name.
   *
   * @throws TypeError when the text has no directive, or a directive's name is unknown; RangeError or TypeError
   * when a value does not fit its directive.
   */
  static from(value: CacheControl | CacheDirectives | string): CacheControl {
    if (value instanceof CacheControl) return value;
    if (typeof value !== 'string' && typeof value !== 'object') {
      throw new TypeError(`Cache-Control must be text or directives by name, not ${typeof value}`);
    }
    if (isLive(value)) return CacheControl.parse(String(value));
    if (typeof value !== 'string') return new CacheControl(value);
    const cacheControl = CacheControl.parse(value);
    if (value !== '' && cacheControl.#directives.size === 0) {
      throw new TypeError(`invalid Cache-Control value: ${JSON.stringify(value)}`);
    }
    return cacheControl;
  }

  /** The argument of any directive, unquoted; `true` if it has no argument, `undefined` if it is absent. */
  override get(name: string): DirectiveArgument | undefined {
    return this.#directives.get(name.toLowerCase());
  }

  /** Each directive's lower-case name with its argument, in order. */
  [Symbol.iterator](): IterableIterator<[name: string, argument: DirectiveArgument]> {
    return this.#directives.entries();
  }

  /**
   * These directives with some changed, in their old places; `undefined` and `false` drop a directive.
   *
   * @throws RangeError or TypeError when a value does not fit its directive, TypeError when a directive's name is
   * unknown.
   */
  with(changes: CacheDirectives): CacheControl {
    assertKnown('Cache-Control directive', changes, PROPERTIES);
    return PROPERTIES.filter((property) => property in changes).reduce<CacheControl>(
      (changed, property) => changed.withDirective(DIRECTIVES[property].name, argumentOf(property, changes)),
      this,
    );
  }

  /**
   * These directives with any single one changed, such as an extension; `undefined` drops it.
   *
   * @throws TypeError when the name is not a token or the argument does not fit into a quoted string.
   */
  withDirective(name: string, argument: DirectiveArgument | undefined): CacheControl {
    assertParam(name, argument === true ? '' : (argument ?? ''));
    const directives = new Map(this.#directives);
    if (argument === undefined) directives.delete(name.toLowerCase());
    else directives.set(name.toLowerCase(), argument);
    return CacheControl.#of(directives);
  }

  /** The header value; `''` without directives. */
  override toString(): string {
    return Array.from(this.#directives, ([name, argument]) => formatDirective(name, argument)).join(', ');
  }

  [INSPECT](): string {
    return inspected(this);
  }

  static #of(directives: ReadonlyMap<string, DirectiveArgument>): CacheControl {
    const made = new CacheControl();
    made.#directives = directives;
    return made;
  }
}

/**
 * The field that messages read and write as `cacheControl`; it is removed if there are no directives. Text is sent
 * unchanged.
 */
export const cacheControl: Field<CacheControl, CacheControl | CacheDirectives | string> = {
  name: 'Cache-Control',
  parse: CacheControl.parse,
  format: (value) => {
    const given = CacheControl.from(value);
    return (typeof value === 'string' ? value : String(given)) || undefined;
  },
};

/** If a directive's name is well-formed and its argument is not, the argument is empty. */
function readDirectives(value: string): ReadonlyMap<string, DirectiveArgument> {
  const directives = new Map<string, DirectiveArgument>();
  for (const member of splitList(value)) {
    const equals = member.indexOf('=');
    const given = equals === -1 ? member : trimWhitespaceEnd(member.slice(0, equals));
    const name = given.toLowerCase();
    if (!isToken(given) || directives.has(name)) continue;
    directives.set(name, equals === -1 ? true : (readParam(member)?.[1] ?? ''));
  }
  return directives;
}

/** Whether the value is the live directives of a response, which are read from its header. */
function isLive(value: CacheDirectives | string): boolean {
  return typeof value === 'object' && 'get' in value;
}

function argumentOf<K extends keyof CacheDirectives>(
  property: K,
  values: CacheDirectives,
): DirectiveArgument | undefined {
  const directives: Directives = DIRECTIVES;
  return directives[property].write(values[property]);
}
