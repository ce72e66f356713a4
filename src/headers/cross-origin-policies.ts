/**
 * `Cross-Origin-Opener-Policy` and `Cross-Origin-Embedder-Policy` (HTML standard, sections 7.1.3 and 7.1.4), and
 * `Cross-Origin-Resource-Policy` (Fetch standard, section 3.7): how far a page and what it loads are kept apart
 * from other sites.
 *
 * @module
 */
import type { Field } from './grammar/field.ts';
import { keywordField } from './grammar/keyword-field.ts';
import { readToken } from './grammar/structured.ts';

/** How a page shares its browsing context group with pages that it opens, or that opened it. */
export type CrossOriginOpenerPolicy =
  | 'unsafe-none'
  | 'same-origin-allow-popups'
  | 'same-origin'
  | 'noopener-allow-popups';

/** What a page requires of the cross-origin resources that it embeds. */
export type CrossOriginEmbedderPolicy = 'unsafe-none' | 'require-corp' | 'credentialless';

/** Which sites may load a resource. */
export type CrossOriginResourcePolicy = 'same-origin' | 'same-site' | 'cross-origin';

/**
 * `Cross-Origin-Opener-Policy`; `undefined` when it is absent, malformed or unknown. Parameters, such as
 * `report-to`, are not kept.
 *
 * @example
 * ```ts
 * crossOriginOpenerPolicy.parse('same-origin; report-to="coop"'); // 'same-origin'
 * crossOriginOpenerPolicy.parse('Same-Origin'); // undefined
 * ```
 */
export const crossOriginOpenerPolicy: Field<CrossOriginOpenerPolicy | undefined, CrossOriginOpenerPolicy> =
  keywordField(
    'Cross-Origin-Opener-Policy',
    ['unsafe-none', 'same-origin-allow-popups', 'same-origin', 'noopener-allow-popups'],
    readToken,
  );

/**
 * `Cross-Origin-Embedder-Policy`; `undefined` when it is absent, malformed or unknown. Parameters, such as
 * `report-to`, are not kept.
 *
 * @example
 * ```ts
 * crossOriginEmbedderPolicy.parse('require-corp'); // 'require-corp'
 * ```
 */
export const crossOriginEmbedderPolicy: Field<
  CrossOriginEmbedderPolicy | undefined,
  CrossOriginEmbedderPolicy
> = keywordField(
  'Cross-Origin-Embedder-Policy',
  ['unsafe-none', 'require-corp', 'credentialless'],
  readToken,
);

/**
 * `Cross-Origin-Resource-Policy`; `undefined` when it is absent or unknown. It is not a Structured Field, so it has
 * no parameters.
 *
 * @example
 * ```ts
 * crossOriginResourcePolicy.parse('same-site'); // 'same-site'
 * crossOriginResourcePolicy.parse('same-site; a=1'); // undefined
 * ```
 */
export const crossOriginResourcePolicy: Field<
  CrossOriginResourcePolicy | undefined,
  CrossOriginResourcePolicy
> = keywordField('Cross-Origin-Resource-Policy', ['same-origin', 'same-site', 'cross-origin']);
