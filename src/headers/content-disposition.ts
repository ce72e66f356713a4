/**
 * `Content-Disposition` (RFC 6266), with parameters beyond ASCII (RFC 8187).
 *
 * @module
 */

import { pairsOf } from '../collections/pairs.ts';
import { decodeExtValue, encodeExtValue } from './grammar/ext-value.ts';
import type { Field } from './grammar/field.ts';
import { isToken, quote, splitKeepingEmpty } from './grammar/field-value.ts';
import { INSPECT, inspected } from './grammar/inspection.ts';
import { type Param, type ParamsInit, readParam } from './grammar/params.ts';

const NOT_ASCII = /[^\x20-\x7e]/gu;
const NEEDS_EXTENSION = /[^\x20-\x7e]|%[0-9A-Fa-f]{2}/;

/**
 * How a body should be presented, and under which name. Immutable.
 *
 * @example
 * ```ts
 * const disposition = ContentDisposition.parse(`attachment; filename="?.txt"; filename*=UTF-8''%E2%82%AC.txt`);
 * disposition?.type; // 'attachment'
 * disposition?.filename; // '€.txt'
 * String(ContentDisposition.attachment('plan.txt')); // 'attachment; filename="plan.txt"'
 * ContentDisposition.parse('filename=plan.txt'); // undefined
 * ```
 */
export class ContentDisposition {
  /** `attachment`, `inline`, `form-data`, …; lower-case. */
  readonly type: string;
  /** The parameters' texts by their lower-case names; `name*` takes the place of `name`. */
  readonly params: ReadonlyMap<string, string>;

  /** @throws TypeError when the type or a parameter's name is not a token, or has a `*`, or its value is not text. */
  constructor(type: string, params: ParamsInit = {}) {
    if (!isToken(type)) throw new TypeError(`invalid disposition type: ${JSON.stringify(type)}`);
    this.type = type.toLowerCase();
    const texts = new Map<string, string>();
    for (const [name, text] of pairsOf(params)) {
      if (!isToken(name) || name.includes('*') || typeof text !== 'string')
        throw new TypeError(
          `invalid parameter: ${JSON.stringify(name)} with the value ${JSON.stringify(text)}`,
        );
      texts.set(name.toLowerCase(), text);
    }
    this.params = texts;
  }

  /** To be saved, under this name if given; the name may be any text. */
  static attachment(filename?: string): ContentDisposition {
    return new ContentDisposition('attachment', filename === undefined ? {} : { filename });
  }

  /** To be shown, and saved under this name if the user wishes. */
  static inline(filename?: string): ContentDisposition {
    return new ContentDisposition('inline', filename === undefined ? {} : { filename });
  }

  /**
   * Reads the header; `undefined` when it is absent, malformed or repeats a parameter. A malformed `name*` is
   * merely dropped.
   */
  static parse(value: string | undefined): ContentDisposition | undefined {
    const pieces = splitKeepingEmpty(value ?? '', ';');
    const type = pieces.shift();
    if (type === undefined || !isToken(type)) return undefined;
    const plain = new Map<string, string>();
    const extended = new Map<string, string>();
    for (const piece of pieces) {
      const isExtended = piece.slice(0, Math.max(piece.indexOf('='), 0)).includes('*');
      const texts = isExtended ? extended : plain;
      const param = isExtended ? readExtended(piece) : readParam(piece);
      if (param && !texts.has(param[0])) texts.set(...param);
      else if (param || !isExtended) return undefined;
    }
    return new ContentDisposition(type, [...new Map([...plain, ...extended])]);
  }

  /**
   * Coerces to a disposition: a ContentDisposition, or header text.
   *
   * @throws TypeError when the text is not a disposition.
   */
  static from(value: ContentDisposition | string): ContentDisposition {
    const disposition = typeof value === 'string' ? ContentDisposition.parse(value) : value;
    if (disposition instanceof ContentDisposition) return disposition;
    throw new TypeError(`invalid Content-Disposition: ${JSON.stringify(value)}`);
  }

  /**
   * The name to save under, exactly as it was sent. It may have path separators or be the name of a device, so
   * never open it as a path.
   */
  get filename(): string | undefined {
    return this.params.get('filename');
  }

  /**
   * The header value. A text that some clients cannot read in a quoted string is written twice: with `?` for every
   * character beyond ASCII, and as `name*`.
   */
  toString(): string {
    let value = this.type;
    for (const [name, text] of this.params) {
      value += `; ${name}=${quote(text.replace(NOT_ASCII, '?'))}`;
      if (NEEDS_EXTENSION.test(text)) value += `; ${name}*=${encodeExtValue(text)}`;
    }
    return value;
  }

  [INSPECT](): string {
    return inspected(this);
  }
}

/** The field that a response reads and writes as `contentDisposition`; text is sent unchanged. */
export const contentDisposition: Field<ContentDisposition | undefined, ContentDisposition | string> = {
  name: 'Content-Disposition',
  parse: ContentDisposition.parse,
  format: (value) => {
    const disposition = ContentDisposition.from(value);
    return typeof value === 'string' ? value : String(disposition);
  },
};

function readExtended(piece: string): Param | undefined {
  const [name, value] = readParam(piece) ?? [];
  if (name === undefined || value === undefined || name.indexOf('*') !== name.length - 1) return undefined;
  const text = piece.endsWith('"') ? undefined : decodeExtValue(value);
  return text === undefined || name === '*' ? undefined : [name.slice(0, -1), text];
}
