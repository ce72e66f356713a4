/**
 * The cookies that a response sets.
 *
 * @module
 */
import { type CookieOptions, serializeDeletion, serializeSetCookie } from './cookies/set-cookie.ts';
import { copyOf, isSameName } from './headers/header-list.ts';
import { ResponseHead } from './response-head.ts';
import { type Application, type ToApplication, toApplication } from './wsgi.ts';

/** A {@link ResponseHead} that gives and takes cookies. */
export abstract class ResponseCookies extends ResponseHead {
  /**
   * Gives the client a cookie.
   *
   * @throws TypeError as {@link serializeSetCookie} does.
   */
  setCookie(name: string, value: string, options?: CookieOptions): void {
    this.headerList.push(['Set-Cookie', serializeSetCookie(name, value, options)]);
  }

  /** Makes the client drop a cookie that was set with this path and domain. */
  deleteCookie(name: string, options?: CookieOptions): void {
    this.headerList.push(['Set-Cookie', serializeDeletion(name, options)]);
  }

  /** Takes back what this response sets or deletes under the name. */
  unsetCookie(name: string): void {
    this.headerList = this.headerList.filter(
      (field) => !isSameName(field[0], 'Set-Cookie') || !field[1].startsWith(`${name}=`),
    );
  }

  /** Adds this response's cookies to another response, or to all that an application answers. */
  mergeCookies<R extends ResponseHead>(response: R): R;
  mergeCookies(app: Application | ToApplication): Application;
  mergeCookies(other: ResponseHead | Application | ToApplication): ResponseHead | Application {
    const cookies = this.headerList.filter((field) => isSameName(field[0], 'Set-Cookie'));
    if (other instanceof ResponseHead) {
      other.headerList.push(...copyOf(cookies));
      return other;
    }
    const app = toApplication(other);
    return (environ, startResponse) =>
      app(environ, (status, headers, excInfo) =>
        startResponse(status, [...headers, ...copyOf(cookies)], excInfo),
      );
  }
}
