/**
 * The headers of a response, each a property over its field.
 *
 * @module
 */
import type { Challenge } from '../headers/challenge.ts';
import type { ContentDisposition } from '../headers/content-disposition.ts';
import type { ContentRange } from '../headers/content-range.ts';
import type { EntityTag } from '../headers/entity-tag.ts';
import type { Field } from '../headers/grammar/field.ts';
import type { ResponseHeaders } from '../headers/lists/response-headers.ts';
import type { Vary } from '../headers/vary.ts';
import type { HeaderList } from '../wsgi/contract.ts';
import type { FieldList } from './field-list.ts';
import { RESPONSE_FIELDS as FIELDS, type ResponseFieldValues as Values } from './fields.ts';

type FieldReads<Fields> = {
  readonly [Name in keyof Fields]: Fields[Name] extends Field<infer Read, never> ? Read : never;
};

/**
 * The headers that are properties of a {@link Response}. Each reads and writes {@link headerList}: a malformed
 * header reads as absent, and assigning `undefined` or `null` removes the header. A value that could not be read
 * back throws a TypeError or, if it is a number or a date out of range, a RangeError.
 */
interface HeaderAccessors extends FieldReads<Omit<typeof FIELDS, 'cacheControl' | 'contentType'>> {
  /** The number of bytes of the body. If the actual length is known, that is sent, whatever this says. */
  get contentLength(): number | undefined;
  set contentLength(value: Values['contentLength']);
  /** The content codings of the body, in the order in which they were applied (RFC 9110, section 8.4). */
  get contentEncoding(): string | undefined;
  set contentEncoding(value: Values['contentEncoding']);
  /** The languages of the intended audience (section 8.5). */
  get contentLanguage(): readonly string[];
  set contentLanguage(value: Values['contentLanguage']);
  /** A reference at which exactly this content can be found (section 8.7). */
  get contentLocation(): string | undefined;
  set contentLocation(value: Values['contentLocation']);
  /** How to show the content, and under what name to save it (RFC 6266). */
  get contentDisposition(): ContentDisposition | undefined;
  set contentDisposition(value: Values['contentDisposition']);
  /** Which bytes of the whole representation this is (RFC 9110, section 14.4). */
  get contentRange(): ContentRange | undefined;
  set contentRange(value: Values['contentRange']);
  /** The range units that the resource supports: `['bytes']` or `['none']` (section 14.3). */
  get acceptRanges(): readonly string[];
  set acceptRanges(value: Values['acceptRanges']);
  /** The methods that the resource supports (section 10.2.1); an empty list is sent. */
  get allow(): readonly string[];
  set allow(value: Values['allow']);
  /**
   * Where the client should go (section 10.2.2): a URL, or a reference within this site, percent-encoded if
   * necessary. A reference that would leave the site in disguise, such as `//host` or `/\host`, becomes a path of
   * this site. A scheme other than http and https is a TypeError.
   */
  get location(): string | undefined;
  set location(value: Values['location']);
  /** When to try again: after some seconds, or at a time (section 10.2.3). */
  get retryAfter(): number | Date | undefined;
  set retryAfter(value: Values['retryAfter']);
  /** The software that responds (section 10.2.4). */
  get server(): string | undefined;
  set server(value: Values['server']);
  /** How the client may authenticate (section 11.6.1). */
  get wwwAuthenticate(): readonly Challenge[];
  set wwwAuthenticate(value: Values['wwwAuthenticate']);
  /** The request headers that this response depends on (section 12.5.5). */
  get vary(): Vary;
  set vary(value: Values['vary']);
  /** The entity tag (section 8.8.3). A string without quotes is the value of a strong tag. */
  get etag(): EntityTag | undefined;
  set etag(value: Values['etag']);
  /** When the content last changed (section 8.8.2). */
  get lastModified(): Date | undefined;
  set lastModified(value: Values['lastModified']);
  /** When the response was made (section 6.6.1). */
  get date(): Date | undefined;
  set date(value: Values['date']);
  /** When the response becomes stale (RFC 9111, section 5.3). */
  get expires(): Date | undefined;
  set expires(value: Values['expires']);
  /** Seconds since a cache received this from its origin (RFC 9111, section 5.1). */
  get age(): number | undefined;
  set age(value: Values['age']);
  /** Directives for caches of HTTP/1.0 (RFC 9111, section 5.4). */
  get pragma(): string | undefined;
  set pragma(value: Values['pragma']);
}

/** Reads and sets any header by its field, with each of {@link FIELDS} as a property. */
abstract class FieldProperties {
  static {
    for (const [name, field] of Object.entries<Field<unknown, never>>(FIELDS)) {
      Object.defineProperty(FieldProperties.prototype, name, {
        configurable: true,
        get(this: FieldProperties) {
          return this.read(field);
        },
        set(this: FieldProperties, value: never) {
          this.set(field, value);
        },
      });
    }
  }

  readonly #fields: FieldList;

  /** @param fields shared by all parts of the response. */
  constructor(fields: FieldList) {
    this.#fields = fields;
  }

  /**
   * The value of any header, as its field reads it.
   *
   * @example
   * ```ts
   * const requestId: Field<string | undefined, string> = {
   *   name: 'X-Request-Id',
   *   parse: (value) => value,
   *   format: (value) => value,
   * };
   * const response = new Response('Hello');
   * response.set(requestId, 'a-1');
   * response.read(requestId); // 'a-1'
   * response.headers.get('X-Request-Id'); // 'a-1'
   * ```
   */
  read<Read>(field: Field<Read, never>): Read {
    return field.parse(this.#fields.get(field.name));
  }

  /**
   * Sets any header, as its field writes it; `undefined` and `null` remove it.
   *
   * @throws TypeError or RangeError when the value could not be read back, or cannot be sent.
   */
  set<Write>(field: Field<unknown, Write>, value: NoInfer<Write> | null | undefined): void {
    this.#fields.set(field.name, value == null ? undefined : field.format(value));
  }

  /** The header fields as they will be sent. Changes of this list are checked when it is sent. */
  get headerList(): HeaderList {
    return this.#fields.shared();
  }

  set headerList(list: HeaderList) {
    this.#fields.replace(list);
  }

  /** {@link headerList} through Fetch's Headers interface. */
  get headers(): ResponseHeaders {
    return this.#fields.headers;
  }
}

/** The base of a response: its fields, and a property for each field that has one. */
export const HeaderProperties = FieldProperties as abstract new (
  fields: FieldList,
) => FieldProperties & HeaderAccessors;
