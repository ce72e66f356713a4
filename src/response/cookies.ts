/**
 * The cookies that a response sets.
 *
 * @module
 */
import { type CookieOptions, serializeDeletion, serializeSetCookie } from '../cookies/set-cookie.ts';
import { isSameName } from '../headers/lists/header-list.ts';
import type { Application, ToApplication } from '../wsgi/contract.ts';
import { toApplication } from '../wsgi/to-application.ts';
import { ResponseHead } from './head.ts';

/** A {@link ResponseHead} that gives and takes cookies. */
export abstract class ResponseCookies extends ResponseHead {
  /**
   * Gives the client a cookie.
   *
   * @throws TypeError as {@link serializeSetCookie} does.
   */
  setCookie(name: string, value: string, options?: CookieOptions): void {
    this.addField('Set-Cookie', serializeSetCookie(name, value, options));
  }

  /** Makes the client drop a cookie that was set with this path and domain. */
  deleteCookie(name: string, options?: CookieOptions): void {
    this.addField('Set-Cookie', serializeDeletion(name, options));
  }

  /** Takes back what this response sets or deletes under the name. */
  unsetCookie(name: string): void {
    this.keepFields((field) => !isSetCookie(field) || !field[1].startsWith(`${name}=`));
  }

  /** Adds this response's cookies to another response, or to all that an application answers. */
  mergeCookies<R extends ResponseCookies>(response: R): R;
  mergeCookies(app: Application | ToApplication): Application;
  mergeCookies(other: ResponseCookies | Application | ToApplication): ResponseCookies | Application {
    const cookies = this.fields.filter(isSetCookie);
    if (other instanceof ResponseCookies) {
      for (const [name, value] of cookies) other.headers.append(name, value);
      return other;
    }
    const app = toApplication(other);
    return (environ, startResponse) =>
      app(environ, (status, headers, excInfo) =>
        startResponse(
          status,
          [...headers, ...cookies.map(([name, value]): [string, string] => [name, value])],
          excInfo,
        ),
      );
  }
}

function isSetCookie(field: readonly [name: string, value: string]): boolean {
  return isSameName(field[0], 'Set-Cookie');
}
