/**
 * Digest authentication (RFC 7616).
 *
 * @module
 */
import { Challenge } from '../../../headers/challenge.ts';
import { quote } from '../../../headers/grammar/field-value.ts';
import type { Request } from '../../../request/request.ts';
import { pathQsOf, pathsOf } from '../../../url/environ-url.ts';
import type { Environ, HeaderList } from '../../../wsgi/contract.ts';
import { kindOf } from '../../../wsgi/kind-of.ts';
import { type AppMiddleware, assertOptions } from '../../app-middleware.ts';
import { assertFunction, assertLifetime } from '../../option-checks.ts';
import { isSameSecret, secretsFrom } from '../../secrets.ts';
import { whenKnown } from '../../when-known.ts';
import { authentication, type Judgement } from './authentication.ts';
import { type DigestAlgorithm, type DigestHash, hashOfBody, isDigestHash } from './digest-hash.ts';
import {
  type DigestAnswer,
  digestResponse,
  type Qop,
  type ResponseKey,
  readDigestAnswer,
} from './digest-response.ts';
import { NonceMaker } from './nonce-maker.ts';
import { memoryNonces, type NonceStore } from './nonces.ts';
import { realmFrom } from './realm.ts';

/** The result of `ha1`: the hash of user, realm and password, with the user's name if the client sent a hash of it. */
export type HA1 = string | { readonly user: string; readonly ha1: string } | undefined;

/** Options of {@link digestAuth}. */
export interface DigestAuthOptions {
  /** The name of the protected area, in printable ASCII. Stored hashes are valid for a single realm. */
  readonly realm: string;
  /** Signs the nonces, and must be the same in all processes: the first of a list signs, all verify. */
  readonly secret: string | readonly string[];
  /**
   * Returns a user's `digestHash(algorithm, user, realm, password)`, or `undefined` if there is no such user. With
   * `isHashed`, which only `userhash` enables, `user` is `digestHash(algorithm, name, realm)`, and the name must be
   * returned as well.
   */
  readonly ha1: (
    user: string,
    realm: string,
    algorithm: DigestHash,
    isHashed: boolean,
  ) => HA1 | PromiseLike<HA1>;
  /**
   * The algorithms that clients may use, the best first. Defaults to SHA-256 and, for clients that support nothing
   * else, MD5.
   */
  readonly algorithms?: readonly DigestAlgorithm[] | undefined;
  /** Defaults to `['auth']`. With `'auth-int'` the body is buffered to be hashed. */
  readonly qop?: readonly Qop[] | undefined;
  /** Whether clients may send a hash of the user's name. Defaults to false. */
  readonly userhash?: boolean | undefined;
  /** Seconds for which a nonce is valid. Defaults to 300. Clients get a new one without asking their users. */
  readonly nonceLifetime?: number | undefined;
  /** Where the counters are kept. Defaults to `memoryNonces()`; with several processes use `redisNonces(client)`. */
  readonly store?: NonceStore | undefined;
  /** The clock, in milliseconds. Defaults to `Date.now`. */
  readonly now?: (() => number) | undefined;
}

const NOBODY = { user: '', ha1: '' };
const QOPS: ReadonlySet<string> = new Set<Qop>(['auth', 'auth-int']);

/**
 * Asks for a name and a password, which are never transmitted, and accepts each request only once. The nonce must
 * be one of ours and recent, its count higher than the last, and the URI identical to `REQUEST_URI`, so put it
 * outside any middleware that rewrites that. A response that is valid except for its nonce is challenged again with
 * `stale=true`, and clients then retry by themselves.
 *
 * Responses carry `Authentication-Info` (section 3.5), with the next nonce when half of this one's lifetime is
 * over.
 *
 * @throws TypeError or RangeError when an option is unknown or malformed.
 *
 * @example
 * ```ts
 * const users = new Map([['ada', 'open sesame']]);
 * const cave = digestAuth({
 *   realm: 'cave',
 *   secret: 'a secret of 32 random bytes or more',
 *   ha1: (user, realm, algorithm) => {
 *     const password = users.get(user);
 *     return password === undefined ? undefined : digestHash(algorithm, user, realm, password);
 *   },
 * });
 * const response = await Request.blank('/').send(cave(new Response('Hello')));
 * response.status; // 401
 * response.wwwAuthenticate.map(({ params }) => params.get('algorithm')); // ['SHA-256', 'MD5']
 * ```
 */
export function digestAuth(options: DigestAuthOptions): AppMiddleware {
  const digest = new Digest(options);
  return authentication({
    name: 'digest',
    isOptional: false,
    challenges: () => digest.challenges(false),
    judge: (header, request) => {
      const answer = readDigestAnswer(header);
      return answer ? digest.judge(answer, request) : {};
    },
  });
}

interface Offer {
  readonly name: DigestAlgorithm;
  readonly hash: DigestHash;
  readonly isSession: boolean;
}

class Digest {
  readonly #realm: string;
  readonly #ha1: DigestAuthOptions['ha1'];
  /** By lower-case name. */
  readonly #offers: ReadonlyMap<string, Offer>;
  readonly #qop: readonly string[];
  readonly #userhash: boolean;
  readonly #lifetime: number;
  readonly #store: NonceStore;
  readonly #now: () => number;
  readonly #nonces: NonceMaker;

  constructor(options: DigestAuthOptions) {
    assertOptions('digestAuth', options, {
      ...{ realm: true, secret: true, ha1: true, algorithms: true, qop: true },
      ...{ userhash: true, nonceLifetime: true, store: true, now: true },
    });
    const { realm, secret, ha1, algorithms = ['SHA-256', 'MD5'], qop = ['auth'], userhash = false } = options;
    const { nonceLifetime = 300, now = Date.now, store = memoryNonces({ now }) } = options;
    assertFunction('ha1 of digestAuth', ha1);
    assertLifetime('nonceLifetime of digestAuth', nonceLifetime);
    this.#realm = realmFrom(realm);
    this.#ha1 = ha1;
    this.#offers = new Map(offersOf(algorithms));
    if (!Array.isArray(qop) || qop.length === 0 || !qop.every((one) => QOPS.has(one))) {
      throw new TypeError(
        `qop of digestAuth must be a list of 'auth' and 'auth-int': ${JSON.stringify(qop)}`,
      );
    }
    this.#qop = qop;
    this.#userhash = userhash;
    this.#lifetime = nonceLifetime * 1000;
    assertFunction('use of the store of digestAuth', store.use);
    this.#store = store;
    this.#now = now;
    this.#nonces = new NonceMaker(secretsFrom(secret));
  }

  /** A challenge for each algorithm, the best first, all with the same nonce. */
  challenges(isStale: boolean): string[] {
    const nonce = this.#nonces.make(this.#now());
    return Array.from(this.#offers.values(), ({ name }) =>
      String(
        new Challenge('Digest', {
          ...{ realm: this.#realm, qop: this.#qop.join(', '), algorithm: name, nonce, charset: 'UTF-8' },
          ...(this.#userhash && { userhash: 'true' }),
          ...(isStale && { stale: 'true' }),
        }),
      ),
    );
  }

  judge(answer: DigestAnswer, request: Request): Judgement | Promise<Judgement> {
    const { environ } = request;
    const offer = this.#offers.get(answer.algorithm);
    const isOffered = offer && this.#qop.includes(answer.qop) && (this.#userhash || !answer.isHashed);
    if (!isOffered || answer.realm !== this.#realm || answer.uri !== targetOf(environ)) return {};
    const { hash, isSession } = offer;
    return whenKnown(this.#ha1(answer.user, this.#realm, hash, answer.isHashed), (known) => {
      // The same is computed for an unknown user, so that the timing reveals nothing.
      const { user, ha1 } = accountFrom(known, answer) ?? NOBODY;
      const key = { hash, isSession, ha1 };
      const body = answer.qop === 'auth-int' ? hashedBody(request, hash) : undefined;
      return whenKnown(body, (hashed) => {
        const wanted = digestResponse(key, answer, environ.REQUEST_METHOD, hashed?.hash);
        if (!isSameSecret(wanted, answer.response) || user === '') return {};
        return this.#accepted(answer, key, { user: { name: user }, environ: hashed?.environ });
      });
    });
  }

  /** Judges an answer whose response is correct: its nonce must be valid, too. */
  #accepted(answer: DigestAnswer, key: ResponseKey, judgement: Judgement): Judgement | Promise<Judgement> {
    const made = this.#nonces.timeOf(answer.nonce);
    if (made === undefined) return { challenges: this.challenges(true) };
    return whenKnown(this.#isFresh(answer, made), (isFresh) => {
      if (!isFresh) return { challenges: this.challenges(true) };
      const { user, environ } = judgement;
      return { user, environ, fields: () => this.#info(answer, key, made) };
    });
  }

  #isFresh({ nonce, nc }: DigestAnswer, made: number): boolean | Promise<boolean> {
    const left = made + this.#lifetime - this.#now();
    return left > 0 && this.#store.use(nonce, Number.parseInt(nc, 16), Math.ceil(left / 1000));
  }

  /**
   * `Authentication-Info`. With `auth-int` the server's proof is omitted, because it would cover a body that does
   * not exist yet.
   */
  #info(answer: DigestAnswer, key: ResponseKey, made: number): HeaderList {
    const { qop, nc, cnonce } = answer;
    const time = this.#now();
    const parts: string[] = [];
    if (qop === 'auth') {
      const proof = digestResponse(key, answer, '');
      parts.push(`qop=auth, rspauth="${proof}", cnonce=${quote(cnonce)}, nc=${nc}`);
    }
    if (time - made > this.#lifetime / 2) parts.push(`nextnonce="${this.#nonces.make(time)}"`);
    return parts.length > 0 ? [['Authentication-Info', parts.join(', ')]] : [];
  }
}

function* offersOf(algorithms: readonly DigestAlgorithm[]): Generator<[string, Offer]> {
  for (const name of algorithms) {
    const hash = String(name).replace(/-sess$/, '');
    if (!isDigestHash(hash)) throw new TypeError(`unknown algorithm of digestAuth: ${String(name)}`);
    yield [name.toLowerCase(), { name, hash, isSession: hash !== name }];
  }
  if (algorithms.length === 0) throw new TypeError('digestAuth needs at least one algorithm');
}

/**
 * The user's name and hash. With an empty hash, anybody could compute the response, so such a user is unknown.
 *
 * @throws TypeError when `ha1` returned something else, or not the name that is required.
 */
function accountFrom(
  known: HA1,
  { user, isHashed }: DigestAnswer,
): { user: string; ha1: string } | undefined {
  if (known === undefined || known === null || known === '') return undefined;
  if (typeof known === 'string' && !isHashed) return { user, ha1: known };
  if (typeof known === 'object' && typeof known.user === 'string' && typeof known.ha1 === 'string') {
    return known.ha1 === '' ? undefined : known;
  }
  const wanted = isHashed ? '{ user, ha1 } for the hash of a name' : 'a hash, { user, ha1 } or undefined';
  throw new TypeError(`ha1 of digestAuth must give ${wanted}; got ${kindOf(known)}`);
}

/** The request target, as it arrived. */
function targetOf(environ: Environ): string {
  const { REQUEST_URI: sent, QUERY_STRING: query = '' } = environ;
  if (sent !== undefined) return sent;
  const { scriptName, pathInfo } = pathsOf(environ);
  return pathQsOf(scriptName + pathInfo, query);
}

async function hashedBody(
  request: Request,
  hash: DigestHash,
): Promise<{ hash: string; environ: Partial<Environ> }> {
  const { environ } = await request.buffered();
  const input = environ['wsgi.input'];
  return {
    hash: await hashOfBody(hash, input),
    environ: { 'wsgi.input': input, 'wsgi.input_terminated': true },
  };
}
