/**
 * `Content-Type` values, by the WHATWG standards MIME Sniffing (4.4 "parse a MIME type", 4.5 "serialize a MIME
 * type") and Fetch ("extract a MIME type"). They define what RFC 9110, section 8.3.1, leaves open: how to treat a
 * malformed parameter.
 *
 * The package `content-type` implements a different grammar: it accepts spaces around `=`, keeps empty values and
 * characters of any kind, and drops a parameter whose quote does not close. Hence a parser of our own.
 *
 * @module
 */

import { pairsOf } from '../collections/pairs.ts';
import { withParseCache } from '../collections/parse-cache.ts';
import type { Field } from './grammar/field.ts';
import {
  isToken,
  splitList,
  tokenOrQuoted,
  trimWhitespace,
  trimWhitespaceEnd,
  trimWhitespaceStart,
} from './grammar/field-value.ts';
import { INSPECT, inspected } from './grammar/inspection.ts';
import { assertParam, isParam, type Param, type ParamsInit } from './grammar/params.ts';

/**
 * A media type with its parameters. Immutable.
 *
 * @example
 * ```ts
 * const type = MediaType.parse('Text/HTML; Charset="latin1"');
 * type?.essence; // 'text/html'
 * type?.charset; // 'latin1'
 * type?.encoding; // 'windows-1252'
 * String(type?.with({ charset: 'utf-8' })); // 'text/html;charset=utf-8'
 * MediaType.parse('text'); // undefined
 * ```
 */
export class MediaType {
  /** The part before the slash: `text` in `text/html`; lower-case. */
  readonly type: string;
  /** The part after the slash: `html` in `text/html`; lower-case. */
  readonly subtype: string;
  /** `type/subtype`, lower-case. */
  readonly essence: string;
  /** The parameters' values by their lower-case names, in order. */
  readonly params: ReadonlyMap<string, string>;
  readonly #repeated: ReadonlySet<string>;

  /**
   * @param essence `type/subtype`
   * @param params if a name is repeated, the first counts
   * @throws TypeError when the essence or a parameter's name is malformed, or when a value has a
   * character that no quoted string can hold.
   */
  constructor(essence: string, params: ParamsInit = []) {
    const [type, subtype] = splitEssence(essence) ?? [];
    if (type === undefined || subtype === undefined) {
      throw new TypeError(`invalid media type: ${JSON.stringify(essence)}`);
    }
    this.type = type;
    this.subtype = subtype;
    this.essence = `${type}/${subtype}`;
    const first = new Map<string, string>();
    const repeated = new Set<string>();
    for (const [given, value] of pairsOf(params)) {
      assertParam(given, value);
      const name = given.toLowerCase();
      if (first.has(name)) repeated.add(name);
      else first.set(name, value);
    }
    this.params = first;
    this.#repeated = repeated;
  }

  /**
   * Reads one value; `undefined` when it is absent or its essence is malformed. Malformed parameters are dropped,
   * and if one is repeated, the first counts.
   */
  static parse(value: string | undefined): MediaType | undefined {
    return value === undefined ? undefined : parseOnce(value);
  }

  /**
   * Coerces to a media type: a MediaType, or its text.
   *
   * @throws TypeError when the text is not a media type.
   */
  static from(value: MediaType | string): MediaType {
    const type = typeof value === 'string' ? MediaType.parse(value) : value;
    if (!(type instanceof MediaType)) throw new TypeError(`invalid media type: ${JSON.stringify(value)}`);
    return type;
  }

  /**
   * Reads all `Content-Type` lines of a message, separate or joined by commas. The last valid type counts. It
   * inherits the charset of the preceding types as long as they have the same essence.
   *
   * @example
   * ```ts
   * String(MediaType.extract(['text/plain;charset=gbk', 'text/plain'])); // 'text/plain;charset=gbk'
   * ```
   */
  static extract(values: string | readonly string[]): MediaType | undefined {
    let last: MediaType | undefined;
    for (const value of splitList(typeof values === 'string' ? values : values.join(', '))) {
      const type = parseOnce(value);
      if (!type || type.essence === '*/*') continue;
      const charset = last?.essence === type.essence ? last.charset : undefined;
      last = charset === undefined || type.charset !== undefined ? type : type.with({ charset });
    }
    return last;
  }

  /** The `charset` parameter as it was given. */
  get charset(): string | undefined {
    return this.params.get('charset');
  }

  /**
   * The encoding whose WHATWG label `charset` is, named as TextDecoder names it (`'utf-8'`, `'windows-1252'`);
   * `undefined` without a charset, or if this platform cannot decode it.
   */
  get encoding(): string | undefined {
    return this.charset === undefined ? undefined : encodingOf(this.charset);
  }

  /** The `boundary` parameter of a multipart type. */
  get boundary(): string | undefined {
    return this.params.get('boundary');
  }

  /** Whether the header has this parameter more than once, each time well-formed. */
  isRepeated(name: string): boolean {
    return this.#repeated.has(name.toLowerCase());
  }

  /**
   * This type with some parameters changed, in their old places; `undefined` drops a parameter.
   *
   * @throws TypeError as the constructor does.
   */
  with(changes: Readonly<Record<string, string | undefined>>): MediaType {
    const params = new Map(this.params);
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) params.delete(name.toLowerCase());
      else params.set(name.toLowerCase(), value);
    }
    return new MediaType(this.essence, params);
  }

  /** The header value, without spaces: `text/html;charset=utf-8`. */
  toString(): string {
    let text = this.essence;
    for (const [name, value] of this.params) text += `;${name}=${tokenOrQuoted(value)}`;
    return text;
  }

  [INSPECT](): string {
    return inspected(this);
  }
}

/** The field that messages read and write as `contentType`; text is sent unchanged. */
export const contentType: Field<MediaType | undefined, MediaType | string> = {
  name: 'Content-Type',
  parse: MediaType.parse,
  format: (value) => {
    const type = MediaType.from(value);
    return typeof value === 'string' ? value : String(type);
  },
};

const parseOnce = withParseCache((value): MediaType | undefined => {
  const text = trimWhitespace(value);
  const semicolon = text.indexOf(';');
  const essence = semicolon === -1 ? text : trimWhitespace(text.slice(0, semicolon));
  if (!splitEssence(essence)) return undefined;
  return new MediaType(essence, semicolon === -1 ? [] : readParamsLeniently(text, semicolon + 1));
});

const encodingOf = withParseCache((label): string | undefined => {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
});

function splitEssence(essence: string): [type: string, subtype: string] | undefined {
  const slash = essence.indexOf('/');
  const type = essence.slice(0, Math.max(slash, 0));
  const subtype = essence.slice(slash + 1);
  return isToken(type) && isToken(subtype) ? [type.toLowerCase(), subtype.toLowerCase()] : undefined;
}

function readParamsLeniently(text: string, start: number): Param[] {
  const params: Param[] = [];
  for (let i = start; i < text.length; i++) {
    const begin = i;
    while (i < text.length && text[i] !== ';' && text[i] !== '=') i++;
    if (text[i] !== '=') continue;
    const name = trimWhitespaceStart(text.slice(begin, i));
    const read = text[i + 1] === '"' ? readQuoted(text, i + 2) : readPlain(text, i + 1);
    if (read.value !== undefined && isParam(name, read.value)) params.push([name, read.value]);
    i = read.end;
  }
  return params;
}

function readPlain(text: string, start: number): { value: string | undefined; end: number } {
  const end = endOfParam(text, start);
  const value = trimWhitespaceEnd(text.slice(start, end));
  return { value: value === '' ? undefined : value, end };
}

function readQuoted(text: string, start: number): { value: string; end: number } {
  let value = '';
  let kept = start;
  let i = start;
  for (; i < text.length && text[i] !== '"'; i++) {
    if (text[i] !== '\\' || i + 1 === text.length) continue;
    value += text.slice(kept, i);
    kept = ++i;
  }
  return { value: value + text.slice(kept, i), end: endOfParam(text, i) };
}

function endOfParam(text: string, start: number): number {
  const end = text.indexOf(';', start);
  return end === -1 ? text.length : end;
}
