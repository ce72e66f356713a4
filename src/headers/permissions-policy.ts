/**
 * `Permissions-Policy`: which sites may use which browser features (Permissions Policy, section 5.2).
 *
 * @module
 */
import { Token } from 'structured-headers';
import type { PairsInit } from '../collections/pairs.ts';
import { type Names, namesOf, pairsIn, shown } from './grammar/checks.ts';
import type { Field } from './grammar/field.ts';
import { INSPECT, inspected } from './grammar/inspection.ts';
import {
  type InnerList,
  type Item,
  isInnerList,
  readDictionary,
  writeDictionary,
} from './grammar/structured.ts';

const KEYWORDS: readonly string[] = ['*', 'self'];
const SOURCE = /^[!-~]+$/;

/** Features by name, with the sites that may use them; a string is a list of one site. */
export type PermissionsInit = PairsInit<Names>;

/**
 * The features with the sites that may use them: `'*'` for any, `'self'`, or an origin such as
 * `'https://a.example'`. An empty list allows no site. Immutable.
 *
 * @example
 * ```ts
 * const policy = PermissionsPolicy.parse('geolocation=(self "https://a.example"), camera=(), fullscreen=*');
 * policy.features.get('geolocation'); // ['self', 'https://a.example']
 * policy.features.get('camera'); // []
 * String(new PermissionsPolicy({ camera: [], usb: 'self', fullscreen: '*' })); // 'camera=(), usb=(self), fullscreen=*'
 * ```
 */
export class PermissionsPolicy {
  /** The sites that may use each feature. */
  readonly features: ReadonlyMap<string, readonly string[]>;

  /**
   * @throws TypeError when a feature is repeated or its name is malformed, or when a site has a space or a
   * character beyond ASCII.
   */
  constructor(features: PermissionsInit = {}) {
    const named = new Map<string, readonly string[]>();
    for (const [name, given] of pairsIn(features, 'Permissions-Policy')) {
      if (named.has(name)) {
        throw new TypeError(`the feature ${name} is repeated; give all its sites in one list`);
      }
      const sites = namesOf(given, `site for ${name}`);
      const wrong = sites.find((site) => !SOURCE.test(site));
      if (wrong !== undefined) {
        throw new TypeError(`invalid site for ${name}: ${shown(wrong)}; give '*', 'self' or an origin`);
      }
      named.set(name, sites.includes('*') ? ['*'] : sites);
    }
    writeDictionary(dictionaryOf(named));
    this.features = named;
  }

  /**
   * Reads the header; if it is absent or malformed, there are no features. Features whose value is not a list of
   * sites are dropped, and so are sites that are neither a keyword nor a string. Parameters, such as `report-to`,
   * are not kept.
   */
  static parse(value: string | undefined): PermissionsPolicy {
    const features = new Map<string, string[]>();
    for (const [name, member] of readDictionary(value) ?? []) {
      const items: readonly Item[] = isInnerList(member) ? member[0] : [member];
      const sites = items.map(readSite).filter((site) => site !== undefined);
      if (sites.length > 0 || isInnerList(member)) features.set(name, sites);
    }
    return new PermissionsPolicy(features);
  }

  /**
   * Coerces to a policy: a PermissionsPolicy, header text, or features.
   *
   * @throws TypeError when the text has no well-formed feature, and as the constructor does.
   */
  static from(value: PermissionsPolicy | PermissionsInit | string): PermissionsPolicy {
    if (value instanceof PermissionsPolicy) return value;
    if (typeof value !== 'string') return new PermissionsPolicy(value);
    const policy = PermissionsPolicy.parse(value);
    if (policy.features.size === 0) {
      throw new TypeError(`invalid Permissions-Policy: ${shown(value)}; give features, such as camera=()`);
    }
    return policy;
  }

  /** The header value; `''` without features. */
  toString(): string {
    return writeDictionary(dictionaryOf(this.features)) ?? '';
  }

  [INSPECT](): string {
    return inspected(this);
  }
}

/**
 * The field. A header that is absent or malformed has no features, and writing a policy without features removes
 * it.
 *
 * @example
 * ```ts
 * permissionsPolicy.format({ camera: [], geolocation: ['self', 'https://a.example'] }); // 'camera=(), geolocation=(self "https://a.example")'
 * ```
 */
export const permissionsPolicy: Field<PermissionsPolicy, PermissionsPolicy | PermissionsInit | string> = {
  name: 'Permissions-Policy',
  parse: PermissionsPolicy.parse,
  format: (value) => String(PermissionsPolicy.from(value)) || undefined,
};

/** A quoted keyword is neither the keyword nor an origin. */
function readSite([value]: Item): string | undefined {
  if (value instanceof Token) return KEYWORDS.find((keyword) => keyword === value.toString());
  return typeof value === 'string' && SOURCE.test(value) && !KEYWORDS.includes(value) ? value : undefined;
}

function dictionaryOf(features: ReadonlyMap<string, readonly string[]>): Map<string, Item | InnerList> {
  return new Map(Array.from(features, ([name, sites]) => [name, memberOf(sites)]));
}

function memberOf(sites: readonly string[]): Item | InnerList {
  const items = sites.map((site): Item => [KEYWORDS.includes(site) ? new Token(site) : site, new Map()]);
  return sites[0] === '*' ? [new Token('*'), new Map()] : [items, new Map()];
}
