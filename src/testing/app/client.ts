/**
 * The ways to ask an application.
 *
 * @module
 */
import type { FormValue } from '../../body/forms/multipart-encode.ts';
import type { MultiDictInit } from '../../collections/multi-dict.ts';
import type { Request, RequestInit } from '../../request/request.ts';
import type { Environ } from '../../wsgi/contract.ts';
import { type CallSite, callSite } from '../call-site.ts';
import type { TestCookies } from '../cookies/test-cookies.ts';
import type { FilePath } from '../forms/files.ts';
import type { ExpectedStatus } from '../response/status.ts';

/** What a request is made with: what `Request.blank` takes, and what a test expects of the answer. */
export interface TestRequestInit extends Omit<RequestInit, 'query' | 'form'> {
  /** Names and values that go after the query of the URL. */
  query?: MultiDictInit<string>;
  /** Fields and files; a file may be given as `{ path }`. */
  form?: MultiDictInit<FormValue | FilePath>;
  /** The statuses to take. Defaults to 200 to 399. */
  status?: ExpectedStatus;
  /** Takes every status that is not named otherwise, and what is written to `wsgi.errors`. */
  expectErrors?: boolean;
  /** Sends `X-Requested-With: XMLHttpRequest`. */
  xhr?: boolean;
}

/** A {@link TestRequestInit} of a method that is known. */
export type MethodInit = Omit<TestRequestInit, 'method'>;

/** A {@link MethodInit} of a request whose body is JSON. */
export type JsonInit = Omit<MethodInit, 'body' | 'text' | 'json' | 'form'>;

/** Credentials to send with each request. */
export type TestAuthorization =
  | { readonly basic: readonly [user: string, password: string] }
  | { readonly bearer: string };

/** Something that can be asked as an application is. */
export abstract class TestClient<Answer> {
  /** The cookies that are kept from one request to the next. */
  abstract readonly cookies: TestCookies;

  /** Keys of the environ of each request, to read and to change. */
  abstract readonly environ: Partial<Environ>;

  /** Credentials that each request has that brings none. */
  abstract authorization: TestAuthorization | undefined;

  /** Asks for the caller at this place. */
  abstract ask(site: CallSite, url: string | URL | Request, init: TestRequestInit): Promise<Answer>;

  /**
   * Asks with any method, or with a whole request.
   *
   * @throws AppError when the status is not one to take, or something was written to `wsgi.errors`; TypeError when an option is
   * unknown or malformed; and what the application throws itself.
   */
  request(url: string | URL | Request, init: TestRequestInit = {}): Promise<Answer> {
    return this.ask(callSite(this.request), url, init);
  }

  /** @throws as {@link request} does. */
  get(url: string | URL, init: MethodInit = {}): Promise<Answer> {
    return this.#askWith(this.get, 'GET', url, init);
  }

  /** @throws as {@link request} does. */
  head(url: string | URL, init: MethodInit = {}): Promise<Answer> {
    return this.#askWith(this.head, 'HEAD', url, init);
  }

  /** @throws as {@link request} does. */
  options(url: string | URL, init: MethodInit = {}): Promise<Answer> {
    return this.#askWith(this.options, 'OPTIONS', url, init);
  }

  /** @throws as {@link request} does. */
  delete(url: string | URL, init: MethodInit = {}): Promise<Answer> {
    return this.#askWith(this.delete, 'DELETE', url, init);
  }

  /** @throws as {@link request} does. */
  post(url: string | URL, init: MethodInit = {}): Promise<Answer> {
    return this.#askWith(this.post, 'POST', url, init);
  }

  /** @throws as {@link request} does. */
  put(url: string | URL, init: MethodInit = {}): Promise<Answer> {
    return this.#askWith(this.put, 'PUT', url, init);
  }

  /** @throws as {@link request} does. */
  patch(url: string | URL, init: MethodInit = {}): Promise<Answer> {
    return this.#askWith(this.patch, 'PATCH', url, init);
  }

  /** @throws as {@link request} does. */
  postJson(url: string | URL, json: unknown, init: JsonInit = {}): Promise<Answer> {
    return this.#askWith(this.postJson, 'POST', url, { ...init, json });
  }

  /** @throws as {@link request} does. */
  putJson(url: string | URL, json: unknown, init: JsonInit = {}): Promise<Answer> {
    return this.#askWith(this.putJson, 'PUT', url, { ...init, json });
  }

  /** @throws as {@link request} does. */
  patchJson(url: string | URL, json: unknown, init: JsonInit = {}): Promise<Answer> {
    return this.#askWith(this.patchJson, 'PATCH', url, { ...init, json });
  }

  /** @throws as {@link request} does. */
  deleteJson(url: string | URL, json: unknown, init: JsonInit = {}): Promise<Answer> {
    return this.#askWith(this.deleteJson, 'DELETE', url, { ...init, json });
  }

  async #askWith(
    called: (...args: never[]) => unknown,
    method: string,
    url: string | URL,
    init: MethodInit,
  ): Promise<Answer> {
    const site = callSite(called);
    if ('method' in init)
      throw new TypeError(`the method is ${method}: request() takes another as an option`);
    return await this.ask(site, url, { ...init, method });
  }
}
