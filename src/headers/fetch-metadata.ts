/**
 * `Sec-Fetch-Site`, `Sec-Fetch-Mode`, `Sec-Fetch-Dest` and `Sec-Fetch-User`: what a browser says about where a
 * request came from (Fetch Metadata, section 2).
 *
 * Scripts cannot set these fields, but a program that is not a browser can send anything. Unknown values read as
 * absent, as the standard requires.
 *
 * @module
 */
import { shown } from './grammar/checks.ts';
import type { Field } from './grammar/field.ts';
import { keywordField } from './grammar/keyword-field.ts';
import { readItem, readToken } from './grammar/structured.ts';

const SITES = ['cross-site', 'same-origin', 'same-site', 'none'] as const;
const MODES = ['cors', 'navigate', 'no-cors', 'same-origin', 'websocket', 'webtransport'] as const;
const DESTINATIONS = [
  ...[
    'audio',
    'audioworklet',
    'document',
    'embed',
    'empty',
    'fencedframe',
    'font',
    'frame',
    'iframe',
    'image',
  ],
  ...['json', 'manifest', 'object', 'paintworklet', 'report', 'script', 'serviceworker', 'sharedworker'],
  ...['speculationrules', 'style', 'text', 'track', 'video', 'webidentity', 'worker', 'xslt'],
] as const;

/** How the site that makes the request is related to this one; `'none'` if the user made it. */
export type SecFetchSite = (typeof SITES)[number];

/** The mode of the request. */
export type SecFetchMode = (typeof MODES)[number];

/** What the response is used for; `'empty'` for a script's `fetch` and similar. */
export type SecFetchDest = (typeof DESTINATIONS)[number];

/**
 * `Sec-Fetch-Site`; `undefined` when it is absent, malformed or unknown.
 *
 * @example
 * ```ts
 * secFetchSite.parse('same-origin'); // 'same-origin'
 * ```
 */
export const secFetchSite: Field<SecFetchSite | undefined, SecFetchSite> = keywordField(
  'Sec-Fetch-Site',
  SITES,
  readToken,
);

/**
 * `Sec-Fetch-Mode`; `undefined` when it is absent, malformed or unknown.
 *
 * @example
 * ```ts
 * secFetchMode.parse('navigate'); // 'navigate'
 * ```
 */
export const secFetchMode: Field<SecFetchMode | undefined, SecFetchMode> = keywordField(
  'Sec-Fetch-Mode',
  MODES,
  readToken,
);

/**
 * `Sec-Fetch-Dest`; `undefined` when it is absent, malformed or unknown.
 *
 * @example
 * ```ts
 * secFetchDest.parse('image'); // 'image'
 * ```
 */
export const secFetchDest: Field<SecFetchDest | undefined, SecFetchDest> = keywordField(
  'Sec-Fetch-Dest',
  DESTINATIONS,
  readToken,
);

/**
 * `Sec-Fetch-User`: whether the user caused the navigation, for example by a click. `undefined` when it is absent
 * or malformed.
 *
 * @example
 * ```ts
 * secFetchUser.parse('?1'); // true
 * ```
 */
export const secFetchUser: Field<boolean | undefined, boolean> = {
  name: 'Sec-Fetch-User',
  parse(value) {
    const user = readItem(value)?.[0];
    return typeof user === 'boolean' ? user : undefined;
  },
  format(value) {
    if (typeof value !== 'boolean') {
      throw new TypeError(`invalid Sec-Fetch-User: ${shown(value)}; give true or false`);
    }
    return value ? '?1' : '?0';
  },
};
