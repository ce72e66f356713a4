/**
 * The session of a request, as the application sees it.
 *
 * @module
 */
import type { HasEnviron } from '../notes.ts';

/** What is remembered of a client from one request to the next. Get it with {@link sessionOf}. */
export interface Session<T extends object = Record<string, unknown>> {
  /** What the client's cookie names the session by: a secret. Of a session that is not saved yet it is the one that it will have. */
  readonly id: string;
  /** Whether nothing of it has been saved yet. */
  readonly isNew: boolean;
  readonly createdAt: Date;
  /** The value of a key. What is changed in an object or an array is saved, too. */
  get<K extends keyof T & string>(key: K): T[K] | undefined;
  /**
   * Sets a key to a value, which is kept as JSON: a Date comes back as text. `undefined` deletes the key.
   *
   * @throws TypeError when JSON cannot write the value, or the key begins with `~`; Error when the head has been sent.
   */
  set<K extends keyof T & string>(key: K, value: T[K] | undefined): void;
  /** @returns whether there was one. @throws Error when the head has been sent. */
  delete(key: keyof T & string): boolean;
  has(key: keyof T & string): boolean;
  entries(): IterableIterator<[key: keyof T & string, value: unknown]>;
  /** Deletes everything, also messages. A session without content ends. @throws Error when the head has been sent. */
  clear(): void;
  /** The messages of this name, the oldest first, which are then forgotten. */
  flash(name: string): string[];
  /** Keeps a message for the request that asks for it next. @throws Error when the head has been sent. */
  flash(name: string, message: string): void;
  /**
   * Gives the session another id, and keeps what is in it. Do so when a user logs in, so that nobody knows the id from
   * before. It is done with the response: where the application fails, the old id stays good.
   *
   * @throws Error when the head has been sent.
   */
  renew(): Promise<void>;
  /**
   * Ends the session at once, for all requests that are under way, too. What is set after that is in a new session.
   *
   * @throws HTTPServiceUnavailable when the store does not do it in time; Error when the head has been sent.
   */
  destroy(): Promise<void>;
  /**
   * Saves now what would be saved with the head of the response.
   *
   * @throws HTTPServiceUnavailable when the store does not do it in time; Error when the head has been sent.
   */
  save(): Promise<void>;
}

/** What a middleware for sessions puts into the environ. */
export interface SessionSource {
  /** The {@link Session}, which is loaded when it is first asked for. What is in it only the application knows. */
  open(): Promise<unknown>;
  /** The secret of the session by which forms show that they are this site's; `undefined` where it has none. */
  formSecret(): Promise<string | undefined>;
  /** The same, which is made where there is none. */
  makeFormSecret(): Promise<string>;
}

declare module '../../wsgi/contract.ts' {
  interface Environ {
    'wheatpaste.session'?: SessionSource;
  }
}

/**
 * The session of a request, inside of `session` or `cookieSession`. It is loaded when it is first asked for; a request that
 * brought none has a new one, which costs nothing until something is set.
 *
 * @throws TypeError, by its promise, when neither middleware is outside; HTTPServiceUnavailable when the store does not
 * answer in time.
 *
 * @example
 * ```ts
 * const counting = wsgify(async (request) => {
 *   const visitor = await sessionOf<{ visits: number }>(request);
 *   visitor.set('visits', (visitor.get('visits') ?? 0) + 1);
 *   return `visit ${visitor.get('visits')}`;
 * });
 * const app = session({ store: memoryStore() })(counting);
 * const [cookie = ''] = (await Request.blank('/').send(app)).headers.getSetCookie();
 * await (await Request.blank('/', { headers: { Cookie: cookie.split(';')[0] ?? '' } }).send(app)).text(); // 'visit 2'
 * ```
 */
export async function sessionOf<T extends object = Record<string, unknown>>(
  request: HasEnviron,
): Promise<Session<T>> {
  return (await sourceOf(request).open()) as Session<T>;
}

/** What a middleware for sessions has put into the environ of a request. @throws TypeError when there is none. */
export function sourceOf({ environ }: HasEnviron): SessionSource {
  const source = environ['wheatpaste.session'];
  if (source) return source;
  throw new TypeError('there is no session: put session or cookieSession around the application');
}
