/**
 * The methods for sending requests to an application.
 *
 * @module
 */

import type { FormValue } from '../../body/forms/multipart-encode.ts';
import type { MultiDictInit } from '../../collections/multi-dict.ts';
import type { Request, RequestInit } from '../../request/request.ts';
import type { Environ } from '../../wsgi/contract.ts';
import { kindOf } from '../../wsgi/kind-of.ts';
import { type CallSite, callSite } from '../call-site.ts';
import type { TestCookies } from '../cookies/test-cookies.ts';
import type { FilePath } from '../forms/files.ts';
import type { ExpectedStatus } from '../response/status.ts';

/** Options of a request: those of `Request.blank`, and what a test expects of the response. */
export interface TestRequestInit extends Omit<RequestInit, 'query' | 'form'> {
  /** Names and values to append to the URL's query. */
  query?: MultiDictInit<string> | undefined;
  /** Fields and files; a file can be given as `{ path }`. */
  form?: MultiDictInit<FormValue | FilePath> | undefined;
  /** The statuses to accept. Defaults to 200 to 399. */
  status?: ExpectedStatus | undefined;
  /** Accepts every status, unless `status` is given, and output on `wsgi.errors`. */
  expectErrors?: boolean | undefined;
  /** Sends `X-Requested-With: XMLHttpRequest`. */
  xhr?: boolean | undefined;
}

/** A {@link TestRequestInit} for a fixed method. */
export type MethodInit = Omit<TestRequestInit, 'method'>;

/** A {@link MethodInit} for a request whose body is JSON. */
export type JsonInit = Omit<MethodInit, 'body' | 'text' | 'json' | 'form'>;

/** Credentials to send with each request. */
export type TestAuthorization =
  | { readonly basic: readonly [user: string, password: string]; readonly bearer?: undefined }
  | { readonly bearer: string; readonly basic?: undefined };

/** Something that requests can be sent to. */
export abstract class TestClient<Answer> {
  /** The cookies that are kept between requests. */
  abstract readonly cookies: TestCookies;

  /** Keys of the environ of each request, which can be read and changed. */
  abstract readonly environ: Partial<Environ>;

  /** The credentials of each request that has none. */
  abstract authorization: TestAuthorization | undefined;

  /** Sends a request on behalf of the caller at this place. */
  abstract ask(site: CallSite, url: string | URL | Request, init: TestRequestInit): Promise<Answer>;

  /**
   * Sends a request with any method, or an entire Request.
   *
   * @throws AppError when the status is not accepted, or something was written to `wsgi.errors`; TypeError when an
   * option is unknown or malformed; and whatever the application throws.
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
    if (typeof init !== 'object') {
      throw new TypeError(
        `a request takes an object of options, such as { form: { … } }, not ${kindOf(init)}`,
      );
    }
    if ('method' in init && init.method !== undefined)
      throw new TypeError(`the method is ${method}: request() takes another as an option`);
    return await this.ask(site, url, { ...init, method });
  }
}
