/**
 * `Forwarded`: what each proxy on the way knew about the request it passed on (RFC 7239).
 *
 * @module
 */
import type { Field } from './grammar/field.ts';
import { splitList, splitOutsideQuotes, tokenOrQuoted } from './grammar/field-value.ts';
import { INSPECT, inspected } from './grammar/inspection.ts';
import { paramsFrom, readParams } from './grammar/params.ts';

/** What one proxy says. Nodes are unchanged: an address, `unknown` or `_obfuscated`, and optionally a port. */
export interface ForwardedElement {
  /** The node that made the request to the proxy. */
  readonly for?: string | undefined;
  /** The proxy's own interface. */
  readonly by?: string | undefined;
  /** The request's Host. */
  readonly host?: string | undefined;
  /** The request's scheme. */
  readonly proto?: string | undefined;
  /** Other parameters by their lower-case names. */
  readonly extensions?: ReadonlyMap<string, string> | undefined;
}

const KNOWN = ['for', 'by', 'host', 'proto'] as const;

/**
 * The elements of the header, the nearest proxy's last. Immutable. Clients can forge elements: trust only those
 * that trusted proxies added, counted from the end.
 *
 * @example
 * ```ts
 * const forwarded = Forwarded.parse('for="[2001:db8::1]:4711";proto=https, for=unknown');
 * forwarded?.elements[0]?.for; // '[2001:db8::1]:4711'
 * forwarded?.elements[1]?.for; // 'unknown'
 * String(new Forwarded([{ for: '_hidden', host: 'a.example:80' }])); // 'for=_hidden;host="a.example:80"'
 * ```
 */
export class Forwarded {
  readonly elements: readonly ForwardedElement[];

  /** @throws TypeError when a parameter is malformed or repeated. */
  constructor(elements: Iterable<ForwardedElement>) {
    this.elements = [...elements];
    for (const element of this.elements) paramsFrom(paramsOf(element));
  }

  /**
   * Reads the header; `undefined` when it is absent or has no well-formed element. Elements that are malformed or
   * repeat a parameter are dropped.
   */
  static parse(value: string | undefined): Forwarded | undefined {
    const elements = splitList(value ?? '').flatMap((member) => {
      const params = readParams(splitOutsideQuotes(member, ';'));
      return params ? elementOf(params) : [];
    });
    return elements.length === 0 ? undefined : new Forwarded(elements);
  }

  /**
   * Coerces to the header's elements: a Forwarded, header text, or elements.
   *
   * @throws TypeError when the text has no well-formed element, or as the constructor does.
   */
  static from(value: Forwarded | string | Iterable<ForwardedElement>): Forwarded {
    if (value instanceof Forwarded) return value;
    if (typeof value !== 'string') return new Forwarded(value);
    const forwarded = Forwarded.parse(value);
    if (!forwarded) throw new TypeError(`invalid Forwarded value: ${JSON.stringify(value)}`);
    return forwarded;
  }

  /** The elements in the order they were sent. */
  [Symbol.iterator](): IterableIterator<ForwardedElement> {
    return this.elements.values();
  }

  /** The header value. */
  toString(): string {
    return this.elements
      .map((element) =>
        paramsOf(element)
          .map(([name, value]) => `${name}=${tokenOrQuoted(value)}`)
          .join(';'),
      )
      .join(', ');
  }

  [INSPECT](): string {
    return inspected(this);
  }
}

/** The field that a request reads and writes as `forwarded`. */
export const forwarded: Field<Forwarded | undefined, Forwarded | string | Iterable<ForwardedElement>> = {
  name: 'Forwarded',
  parse: Forwarded.parse,
  format: (value) => String(Forwarded.from(value)) || undefined,
};

function elementOf(params: ReadonlyMap<string, string>): ForwardedElement {
  const extensions = new Map(params);
  for (const name of KNOWN) extensions.delete(name);
  const known = KNOWN.map((name) => [name, params.get(name)] as const);
  return { ...Object.fromEntries(known.filter(([, value]) => value !== undefined)), extensions };
}

function paramsOf(element: ForwardedElement): [name: string, value: string][] {
  const known = KNOWN.flatMap((name) =>
    element[name] === undefined ? [] : [[name, element[name]] as [string, string]],
  );
  return [...known, ...(element.extensions ?? [])];
}
