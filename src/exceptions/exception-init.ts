/**
 * The arguments and options of HTTP exceptions.
 *
 * @module
 */
import { assertKnown } from '../collections/unknown-name.ts';
import type { ChallengesInit } from '../headers/challenge.ts';
import { proxyAuthenticate as proxyChallenges } from '../headers/proxy-auth.ts';
import type { HeadersInit, ResponseInit } from '../response/init.ts';
import type { HeaderList } from '../wsgi/contract.ts';

/** Options of an HTTP exception. */
export interface HTTPExceptionInit {
  /** What happened in this case. It is shown to the client when `expose` is true. */
  detail?: string | undefined;
  /** What the status means. Defaults to the text of the class. */
  explanation?: string | undefined;
  /** The reason phrase. Defaults to the status's own. */
  title?: string | undefined;
  /** Defaults to the status of the class. */
  status?: number | undefined;
  /** Header fields to send. */
  headers?: HeadersInit | undefined;
  /** Whether `detail` is sent to the client. Defaults to true below status 500. */
  expose?: boolean | undefined;
  /** The error that caused this one. It is never shown. */
  cause?: unknown;
  /** A URI that names the kind of problem (RFC 9457, section 3.1.1). */
  type?: string | undefined;
  /** A URI that names this occurrence (RFC 9457, section 3.1.5). */
  instance?: string | undefined;
  /** Further members of the Problem Details (RFC 9457, section 3.2). */
  extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** The option of a status: the header that belongs to it. */
export interface StatusOptions
  extends Pick<ResponseInit, 'allow' | 'contentRange' | 'location' | 'retryAfter' | 'wwwAuthenticate'> {
  /** One or more challenges (RFC 9110, section 11.7.1). */
  proxyAuthenticate?: ChallengesInit | undefined;
  /** The protocols to choose from (RFC 9110, section 7.8): `'TLS/1.2, HTTP/1.1'`. */
  upgrade?: string | undefined;
}

/** Arguments of an exception that requires none: a detail, options, both or neither. */
export type HTTPExceptionArgs<Name extends keyof StatusOptions = never> =
  | [detail?: string | undefined, init?: InitWith<Name>]
  | [detailOrInit: string | InitWith<Name> | undefined];

/** Options, but not an Error, which is given as the `cause`. */
interface OptionsOnly extends HTTPExceptionInit {
  message?: never;
}

/** Without a header this is not an intersection, because that would accept a number as options. */
type InitWith<Name extends keyof StatusOptions> = [Name] extends [never]
  ? OptionsOnly
  : HTTPExceptionInit & Pick<StatusOptions, Name>;

/**
 * Arguments of an exception whose status requires a header (RFC 9110): options with that header, optionally after a
 * detail.
 */
export type DemandingArgs<Name extends keyof StatusOptions> =
  | [detail: string | undefined, init: HTTPExceptionInit & Demanded<Name>]
  | [init: HTTPExceptionInit & Demanded<Name>];

type Demanded<Name extends keyof StatusOptions> = { [N in Name]: NonNullable<StatusOptions[N]> };

/** The options of any exception. */
export type AnyInit = HTTPExceptionInit & StatusOptions;

const COMMON_OPTIONS: readonly (keyof HTTPExceptionInit)[] = [
  'detail',
  'explanation',
  'title',
  'status',
  'headers',
  'expose',
  'cause',
  'type',
  'instance',
  'extensions',
];

const OPTION_OF_STATUS: Readonly<Record<number, keyof StatusOptions>> = {
  300: 'location',
  301: 'location',
  302: 'location',
  303: 'location',
  305: 'location',
  307: 'location',
  308: 'location',
  401: 'wwwAuthenticate',
  405: 'allow',
  407: 'proxyAuthenticate',
  416: 'contentRange',
  426: 'upgrade',
  429: 'retryAfter',
  503: 'retryAfter',
};

/**
 * Combines the arguments of an exception into options.
 *
 * @throws TypeError when the first argument is neither a detail nor options.
 */
export function initFrom([first, second = {}]: [
  first?: string | URL | AnyInit | undefined,
  second?: AnyInit,
]): AnyInit {
  if (first === undefined || first === null) return second;
  if (typeof first === 'string') return { ...second, detail: first };
  if (typeof first === 'object' && !(first instanceof URL || first instanceof Error)) return first;
  throw new TypeError(
    `an HTTP exception takes a detail or options such as { detail, cause }; got ${String(first)}`,
  );
}

/**
 * The response options that produce the header of the status's option.
 *
 * @param name the name of the exception.
 * @throws TypeError when an option is unknown or belongs to another status.
 */
export function statusFields(
  name: string,
  status: number,
  init: AnyInit,
): ResponseInit & { readonly headers: HeaderList } {
  const own = OPTION_OF_STATUS[status];
  assertKnown(`option of ${name}`, init, own === undefined ? COMMON_OPTIONS : [...COMMON_OPTIONS, own]);
  const { allow, contentRange, location, proxyAuthenticate, retryAfter, upgrade, wwwAuthenticate } = init;
  const headers: HeaderList = [];
  const challenges = proxyAuthenticate == null ? undefined : proxyChallenges.format(proxyAuthenticate);
  if (challenges !== undefined) headers.push([proxyChallenges.name, challenges]);
  if (upgrade !== undefined) headers.push(['Upgrade', upgrade]);
  return { allow, contentRange, location, retryAfter, wwwAuthenticate, headers };
}
