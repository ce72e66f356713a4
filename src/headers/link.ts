/**
 * `Link`: typed links from a resource to others (RFC 8288, section 3).
 *
 * @module
 */
import { ReadonlyMultiDict } from '../collections/multi-dict.ts';
import { listOf, pairsIn, shown } from './grammar/checks.ts';
import { decodeExtValue, encodeExtValue } from './grammar/ext-value.ts';
import type { Field } from './grammar/field.ts';
import {
  isToken,
  readTokenOrQuoted,
  splitOutsideQuotes,
  tokenOrQuoted,
  trimWhitespace,
  trimWhitespaceEnd,
  trimWhitespaceStart,
} from './grammar/field-value.ts';
import { INSPECT, inspected } from './grammar/inspection.ts';
import { assertParam, type Param, type ParamsInit } from './grammar/params.ts';

const TARGET = /^[!-;=?-~\x80-\xff]*$/;
const BARE_VALUE = /^[!#-+\x2d-:=?-~\x80-\xff]*$/;
const NOT_ASCII = /[^\0-\x7f]/;
const SPACES = /[\t ]+/;

/**
 * One link. Immutable.
 *
 * @example
 * ```ts
 * const next = Link.parse('</chapter/3>; rel="next prefetch"; title*=UTF-8\'\'n%C3%A4chstes');
 * next?.target; // '/chapter/3'
 * next?.rel; // ['next', 'prefetch']
 * next?.title; // 'nächstes'
 * String(new Link('/style.css', { rel: 'preload', as: 'style', type: 'text/css' })); // '</style.css>; rel=preload; as=style; type="text/css"'
 * ```
 */
export class Link {
  /** The target: a URI reference, relative to the resource. */
  readonly target: string;
  /** All parameters, unquoted, by their lower-case names; `''` for a parameter without a value. */
  readonly params: ReadonlyMultiDict<string>;

  /**
   * @param params the parameters, which must include `rel`; a title beyond ASCII is written as `title*`
   * @throws TypeError when `rel` is missing, or when the target or a parameter is malformed.
   */
  constructor(target: string, params: ParamsInit) {
    if (typeof target !== 'string' || !TARGET.test(target)) {
      throw new TypeError(`invalid link target: ${shown(target)}; give a URI reference, percent-encoded`);
    }
    this.target = target;
    this.params = new ReadonlyMultiDict(paramsOf(params));
    if (this.rel.length === 0) throw new TypeError(`invalid link to ${target}: give its relation, rel`);
  }

  /** Reads one link; `undefined` when it is absent, malformed or without a relation. */
  static parse(value: string | undefined): Link | undefined {
    const end = value?.indexOf('>') ?? -1;
    if (value === undefined || value[0] !== '<' || end === -1) return undefined;
    const target = value.slice(1, end);
    const rest = trimWhitespace(value.slice(end + 1));
    if (!rest.startsWith(';') || !TARGET.test(target)) return undefined;
    const params = splitOutsideQuotes(rest, ';').map(readLinkParam);
    if (!params.every((param) => param !== undefined)) return undefined;
    const rel = params.find(([name]) => name === 'rel')?.[1] ?? '';
    return relationsOf(rel).length > 0 ? new Link(target, params) : undefined;
  }

  /**
   * Coerces to a link: a Link, or its text.
   *
   * @throws TypeError when the text is not a link.
   */
  static from(value: Link | string): Link {
    const link = typeof value === 'string' ? Link.parse(value) : value;
    if (!(link instanceof Link)) {
      throw new TypeError(`invalid link: ${shown(value)}; give a Link, or text such as '</next>; rel=next'`);
    }
    return link;
  }

  /** The relations to the target, in lower case. */
  get rel(): readonly string[] {
    return relationsOf(this.params.get('rel') ?? '');
  }

  /** The title: `title*` if it is well-formed, else `title`. */
  get title(): string | undefined {
    return decodeExtValue(this.params.get('title*') ?? '') ?? this.params.get('title');
  }

  /** The text of the link. Join several with commas. */
  toString(): string {
    const params = Array.from(this.params, ([name, value]) =>
      value === '' ? name : `${name}=${tokenOrQuoted(value)}`,
    );
    return [`<${this.target}>`, ...params].join('; ');
  }

  [INSPECT](): string {
    return inspected(this);
  }
}

/**
 * The field: a list of links. Malformed links are dropped. Writing an empty list removes the field.
 *
 * @example
 * ```ts
 * link.parse('</a,b>; rel=next, </c>; rel="prev"').map(({ target, rel }) => [target, ...rel]); // [['/a,b', 'next'], ['/c', 'prev']]
 * link.format([new Link('/3', { rel: 'next' }), '</1>; rel=prev']); // '</3>; rel=next, </1>; rel=prev'
 * ```
 */
export const link: Field<readonly Link[], Link | string | Iterable<Link | string>> = {
  name: 'Link',
  parse: (value) => splitLinks(value ?? '').flatMap((member) => Link.parse(member) ?? []),
  format(value) {
    const links =
      value instanceof Link ? [value] : typeof value === 'string' ? splitLinks(value) : listOf(value, 'Link');
    return links.map((member) => String(Link.from(member))).join(', ') || undefined;
  },
};

/** Splits at commas outside targets and quoted strings. */
function splitLinks(value: string): string[] {
  const members: string[] = [];
  let start = 0;
  let closing: string | undefined;
  for (let i = 0; i < value.length; i++) {
    const char = value[i];
    if (closing === '"' && char === '\\') i++;
    else if (closing !== undefined) closing = char === closing ? undefined : closing;
    else if (char === '<') closing = '>';
    else if (char === '"') closing = '"';
    else if (char === ',') {
      members.push(value.slice(start, i));
      start = i + 1;
    }
  }
  members.push(value.slice(start));
  return members.map((member) => trimWhitespace(member)).filter((member) => member !== '');
}

/** Many links have unquoted values that are not tokens, such as `text/css`; these are accepted too. */
function readLinkParam(piece: string): Param | undefined {
  const equals = piece.indexOf('=');
  const name = equals === -1 ? piece : trimWhitespaceEnd(piece.slice(0, equals));
  const given = equals === -1 ? '' : trimWhitespaceStart(piece.slice(equals + 1));
  const value = BARE_VALUE.test(given) ? given : readTokenOrQuoted(given);
  return isToken(name) && value !== undefined ? [name.toLowerCase(), value] : undefined;
}

function relationsOf(rel: string): string[] {
  return rel
    .toLowerCase()
    .split(SPACES)
    .filter((relation) => relation !== '');
}

function paramsOf(init: ParamsInit): Param[] {
  const params = Array.from(
    pairsIn(init, 'link parameters'),
    ([name, value]): Param => [name.toLowerCase(), value],
  );
  const hasCodedTitle = params.some(([name]) => name === 'title*');
  return params.map(([name, value]) => {
    if (typeof value !== 'string') {
      throw new TypeError(`invalid link parameter ${name}: ${shown(value)}; give a string`);
    }
    if (name === 'title' && NOT_ASCII.test(value) && !hasCodedTitle) return ['title*', encodeExtValue(value)];
    assertParam(name, value);
    return [name, value];
  });
}
