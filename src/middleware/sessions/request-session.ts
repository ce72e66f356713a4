/**
 * The session during a request, loaded when it is first used, and saved before the head goes out.
 *
 * @module
 */

import { getField } from '../../headers/lists/header-list.ts';
import type { Application, Environ, HeaderList } from '../../wsgi/contract.ts';
import { report } from '../../wsgi/report.ts';
import { type TappedHead, tap } from '../../wsgi/tap.ts';
import { withKey } from '../../wsgi/with-key.ts';
import { type AppMiddleware, middleware } from '../app-middleware.ts';
import { rescuing } from '../errors/rescuing.ts';
import { addVary } from '../vary.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { SessionData } from './session-data.ts';
import type { Session, SessionSource } from './session-of.ts';
import { SessionUnavailable } from './session-unavailable.ts';
import { OWN } from './session-value.ts';

const FORM_SECRET = `${OWN}form`;
const SECRET_BYTES = 32;

/** The change of the client's cookie: a value that is valid for some seconds, or none. */
export type CookieChange = { readonly value: string; readonly maxAge: number } | 'none';

/** Keeps sessions from one request to the next. */
export interface SessionKeeper {
  /** A new session. */
  make(): SessionData;
  /** The session that a cookie refers to; `undefined` if there is none. */
  load(cookie: string): Promise<SessionData | undefined>;
  /** Saves changes. Returns the new cookie if that changes. */
  save(data: SessionData): Promise<CookieChange | undefined>;
  /** Ends the session. */
  end(data: SessionData): Promise<void>;
}

/** The middleware for sessions, whichever way they are kept. */
export function keeping(keeper: SessionKeeper, cookie: SessionCookie): AppMiddleware {
  const answering = (app: Application) =>
    rescuing(app, {
      answerFor: (error) => (error instanceof SessionUnavailable ? error.toApp() : undefined),
    });
  return middleware((app) => (environ, startResponse) => {
    const source = new Source(keeper, cookie, environ);
    const observed = tap(app, () => ({ head: (status, headers) => source.leave(status, headers) }));
    return answering(observed)(withKey(environ, 'wheatpaste.session', source), startResponse);
  });
}

/** Loads the session, once. */
class Source implements SessionSource {
  readonly #keeper: SessionKeeper;
  readonly #cookie: SessionCookie;
  readonly #environ: Environ;
  #opening: Promise<RequestSession> | undefined;

  constructor(keeper: SessionKeeper, cookie: SessionCookie, environ: Environ) {
    this.#keeper = keeper;
    this.#cookie = cookie;
    this.#environ = environ;
  }

  open(): Promise<RequestSession> {
    this.#opening ??= this.#load();
    return this.#opening;
  }

  async formSecret(): Promise<string | undefined> {
    return (await this.open()).formSecret;
  }

  async makeFormSecret(): Promise<string> {
    return (await this.open()).makeFormSecret();
  }

  /** Saves, and returns the head with the session's fields. Returns nothing if the session was not used. */
  leave(status: string, headers: HeaderList): Promise<TappedHead> | undefined {
    return this.#opening && this.#leave(this.#opening, status, headers);
  }

  async #leave(opening: Promise<RequestSession>, status: string, headers: HeaderList): Promise<TappedHead> {
    const session = await opening.catch(() => undefined);
    const change = await session?.leave();
    const fields: HeaderList = [...headers];
    addVary(fields, 'Cookie');
    if (getField(fields, 'Cache-Control') === undefined) fields.push(['Cache-Control', 'private']);
    const setCookie = this.#setCookie(change);
    if (setCookie !== undefined) fields.push(['Set-Cookie', setCookie]);
    return { status, headers: fields };
  }

  async #load(): Promise<RequestSession> {
    const data = await reported(this.#environ, this.#find());
    return new RequestSession(data ?? this.#keeper.make(), this.#keeper, this.#environ);
  }

  async #find(): Promise<SessionData | undefined> {
    for (const value of this.#cookie.read(this.#environ)) {
      const data = await this.#keeper.load(value);
      if (data) return data;
    }
    return undefined;
  }

  #setCookie(change: CookieChange | undefined): string | undefined {
    if (change === undefined) return undefined;
    if (change !== 'none') return this.#cookie.set(this.#environ, change.value, change.maxAge);
    return this.#cookie.read(this.#environ).length > 0 ? this.#cookie.drop(this.#environ) : undefined;
  }
}

class RequestSession implements Session {
  readonly #keeper: SessionKeeper;
  readonly #environ: Environ;
  #data: SessionData;
  /** The last pending operation on the store. */
  #work: Promise<void> = Promise.resolve();
  #change: CookieChange | undefined;
  #hasLeft = false;

  constructor(data: SessionData, keeper: SessionKeeper, environ: Environ) {
    this.#data = data;
    this.#keeper = keeper;
    this.#environ = environ;
  }

  get id(): string {
    return this.#data.id;
  }

  get isNew(): boolean {
    return this.#data.saved === undefined;
  }

  get createdAt(): Date {
    return new Date(this.#data.createdAt);
  }

  get(key: string): unknown {
    return isOwn(key) ? undefined : this.#data.get(key);
  }

  set(key: string, value: unknown): void {
    if (isOwn(key)) throw new TypeError(`a key of a session must not begin with ${OWN}: ${key}`);
    const data = this.#changing();
    if (value === undefined) data.delete(key);
    else data.set(key, value);
  }

  delete(key: string): boolean {
    return !isOwn(key) && this.#changing().delete(key);
  }

  has(key: string): boolean {
    return !isOwn(key) && this.#data.has(key);
  }

  entries(): Generator<[string, unknown]> {
    return this.#data.entries();
  }

  clear(): void {
    const data = this.#changing();
    for (const key of data.keys()) data.delete(key);
  }

  flash(name: string): string[];
  flash(name: string, message: string): undefined;
  flash(name: string, message?: string): string[] | undefined {
    const data = this.#changing();
    if (message === undefined) return data.takeMessages(name);
    data.addMessage(name, message);
    return undefined;
  }

  async renew(): Promise<void> {
    const data = this.#changing();
    data.renew();
    if (data.has(FORM_SECRET)) data.delete(FORM_SECRET);
  }

  get formSecret(): string | undefined {
    const secret = this.#data.get(FORM_SECRET);
    return typeof secret === 'string' ? secret : undefined;
  }

  makeFormSecret(): string {
    const secret = this.formSecret;
    if (secret !== undefined) return secret;
    const made = process.getBuiltinModule('node:crypto').randomBytes(SECRET_BYTES).toString('base64url');
    this.#changing().set(FORM_SECRET, made);
    return made;
  }

  destroy(): Promise<void> {
    const data = this.#changing();
    this.#data = this.#keeper.make();
    return this.#next(async () => {
      await this.#keeper.end(data);
      this.#change = 'none';
    });
  }

  save(): Promise<void> {
    this.#changing();
    return this.#save();
  }

  /** Saves for the last time. Returns the new cookie if that changes. */
  async leave(): Promise<CookieChange | undefined> {
    this.#hasLeft = true;
    await this.#save();
    return this.#change;
  }

  #save(): Promise<void> {
    return this.#next(async () => {
      if (!this.#data.hasEnded) this.#change = (await this.#keeper.save(this.#data)) ?? this.#change;
    });
  }

  /** Runs work after all pending operations. */
  #next(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(() => reported(this.#environ, work()));
    this.#work = done.catch(() => {});
    return done;
  }

  /** The data, in order to change them. */
  #changing(): SessionData {
    if (!this.#hasLeft) return this.#data;
    throw new Error('the head of the response has been sent: change the session before that');
  }
}

/** The result of an operation on the store, with failures reported. */
async function reported<R>({ 'wsgi.errors': errors }: Environ, work: Promise<R>): Promise<R> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof SessionUnavailable) report(errors, error.cause);
    throw error;
  }
}

function isOwn(key: string): boolean {
  return key.startsWith(OWN);
}
