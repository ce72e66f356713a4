/**
 * The session of a request, as the application sees it.
 *
 * @module
 */
import type { HasEnviron } from '../notes.ts';

/** Data about a client that is kept between requests. Get it with {@link sessionOf}. */
export interface Session<T extends object = Record<string, unknown>> {
  /**
   * The secret name of the session in the client's cookie. For a session that is not saved yet, it is the future
   * one.
   */
  readonly id: string;
  /** Whether nothing of it has been saved yet. */
  readonly isNew: boolean;
  readonly createdAt: Date;
  /** The value of a key. Changes inside an object or an array are also saved. */
  get<K extends keyof T & string>(key: K): T[K] | undefined;
  /**
   * Sets a key to a value, which is stored as JSON, so a Date comes back as text. `undefined` deletes the key.
   *
   * @throws TypeError when JSON cannot write the value, or the key begins with `~`; Error when the head has been sent.
   */
  set<K extends keyof T & string>(key: K, value: T[K] | undefined): void;
  /** Deletes a key. @returns whether it existed. @throws Error when the head has been sent. */
  delete(key: keyof T & string): boolean;
  has(key: keyof T & string): boolean;
  entries(): IterableIterator<[key: keyof T & string, value: unknown]>;
  /**
   * Deletes everything, including messages. A session without content ends. @throws Error when the head has been
   * sent.
   */
  clear(): void;
  /** The messages of this name, the oldest first, which are then removed. */
  flash(name: string): string[];
  /** Keeps a message for the next request that asks for it. @throws Error when the head has been sent. */
  flash(name: string, message: string): void;
  /**
   * Gives the session another id, and keeps its contents. Do so when a user logs in, so that an id known from
   * before is useless. It takes effect with the response: if the application fails, the old id stays valid.
   *
   * @throws Error when the head has been sent.
   */
  renew(): Promise<void>;
  /**
   * Ends the session immediately, also for concurrent requests. Values set after that are in a new session.
   *
   * @throws HTTPServiceUnavailable when the store does not respond in time; Error when the head has been sent.
   */
  destroy(): Promise<void>;
  /**
   * Saves immediately what would otherwise be saved with the head of the response.
   *
   * @throws HTTPServiceUnavailable when the store does not respond in time; Error when the head has been sent.
   */
  save(): Promise<void>;
}

/** What a session middleware puts into the environ. */
export interface SessionSource {
  /**
   * The {@link Session}, which is loaded when it is first used. Only the application knows the type of its
   * contents.
   */
  open(): Promise<unknown>;
  /** The session's secret for form tokens; `undefined` if it has none. */
  formSecret(): Promise<string | undefined>;
  /** The session's secret for form tokens, which is made if there is none. */
  makeFormSecret(): Promise<string>;
}

/**
 * The session of a request, inside `session` or `cookieSession`. It is loaded when it is first used; a request
 * without one gets a new session, which costs nothing until something is set.
 *
 * @throws TypeError, through its promise, when neither middleware is outside; HTTPServiceUnavailable when the store
 * does not respond in time.
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

/** The source that a session middleware has put into the environ of a request. @throws TypeError when there is none. */
export function sourceOf({ environ }: HasEnviron): SessionSource {
  const source = environ['wheatpaste.session'] as SessionSource | undefined;
  if (source) return source;
  throw new TypeError('there is no session: put session or cookieSession around the application');
}
