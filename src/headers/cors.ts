/**
 * The fields of cross-origin resource sharing (Fetch standard, section 3.3): what a preflight request asks for, and
 * what a response allows.
 *
 * By that standard, one malformed name in a list invalidates the whole list.
 *
 * @module
 */
import { assertWhole, type Names, namesOf, shown } from './grammar/checks.ts';
import { parseDeltaSeconds } from './grammar/delta-seconds.ts';
import type { Field } from './grammar/field.ts';
import { isToken, splitList } from './grammar/field-value.ts';
import { formatTokenList } from './grammar/list-header.ts';
import { readOrigin, writeOrigin } from './origin.ts';

/**
 * `Access-Control-Allow-Origin`: the one origin that may read the response, `'null'`, or `'*'`. `undefined` when
 * it is absent or malformed; a list of origins is malformed.
 *
 * @example
 * ```ts
 * accessControlAllowOrigin.parse('*'); // '*'
 * accessControlAllowOrigin.parse('https://a.example, https://b.example'); // undefined
 * ```
 */
export const accessControlAllowOrigin: Field<string | undefined, string> = {
  name: 'Access-Control-Allow-Origin',
  parse: (value) => (value === '*' ? value : readOrigin(value)),
  format: (value) => (value === '*' ? value : writeOrigin('Access-Control-Allow-Origin', value)),
};

/**
 * `Access-Control-Allow-Credentials`: `true`, or `undefined` for anything but `true` in lower case. Writing
 * `false` removes the field.
 *
 * @example
 * ```ts
 * accessControlAllowCredentials.parse('true'); // true
 * accessControlAllowCredentials.parse('TRUE'); // undefined
 * ```
 */
export const accessControlAllowCredentials: Field<true | undefined, boolean> = {
  name: 'Access-Control-Allow-Credentials',
  parse: (value) => (value === 'true' ? true : undefined),
  format(value) {
    if (typeof value !== 'boolean') {
      throw new TypeError(`invalid Access-Control-Allow-Credentials: ${shown(value)}; give true or false`);
    }
    return value ? 'true' : undefined;
  },
};

/**
 * `Access-Control-Allow-Headers`: the fields that the request may have, or `*`.
 *
 * @example
 * ```ts
 * accessControlAllowHeaders.parse('Content-Type, X-Id'); // ['Content-Type', 'X-Id']
 * accessControlAllowHeaders.parse('Content-Type, X Id'); // []
 * accessControlAllowHeaders.format('X-Id'); // 'X-Id'
 * ```
 */
export const accessControlAllowHeaders = tokenListField('Access-Control-Allow-Headers');

/** `Access-Control-Allow-Methods`: the methods that the request may have, or `*`. */
export const accessControlAllowMethods = tokenListField('Access-Control-Allow-Methods');

/** `Access-Control-Expose-Headers`: the fields of the response that a script may read, or `*`. */
export const accessControlExposeHeaders = tokenListField('Access-Control-Expose-Headers');

/** `Access-Control-Request-Headers`: the fields that the request will have. */
export const accessControlRequestHeaders = tokenListField('Access-Control-Request-Headers');

/**
 * `Access-Control-Request-Method`: the method that the request will have. `undefined` when it is absent or
 * malformed.
 *
 * @example
 * ```ts
 * accessControlRequestMethod.parse('PATCH'); // 'PATCH'
 * ```
 */
export const accessControlRequestMethod: Field<string | undefined, string> = {
  name: 'Access-Control-Request-Method',
  parse: (value) => (value !== undefined && isToken(value) ? value : undefined),
  format(value) {
    if (typeof value !== 'string' || !isToken(value)) {
      throw new TypeError(`invalid Access-Control-Request-Method: ${shown(value)}; give a method`);
    }
    return value;
  },
};

/**
 * `Access-Control-Max-Age`: seconds for which the result of a preflight may be cached. `undefined` when it is
 * absent or malformed. Writing throws a RangeError for a number that is negative or not whole.
 *
 * @example
 * ```ts
 * accessControlMaxAge.parse('600'); // 600
 * accessControlMaxAge.parse('-1'); // undefined
 * ```
 */
export const accessControlMaxAge: Field<number | undefined, number> = {
  name: 'Access-Control-Max-Age',
  parse: (value) => (value === undefined ? undefined : parseDeltaSeconds(value)),
  format(value) {
    assertWhole(value, 'Access-Control-Max-Age');
    return String(value);
  },
};

/** Reads as empty when absent or malformed; writing an empty list removes the field. */
function tokenListField(name: string): Field<readonly string[], Names> {
  return {
    name,
    parse(value) {
      const members = splitList(value ?? '');
      return members.every(isToken) ? members : [];
    },
    format: (value) => formatTokenList(namesOf(value, name)) || undefined,
  };
}
