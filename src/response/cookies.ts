/**
 * The cookies that a response sets, as fields of its list.
 *
 * @module
 */
import { copyOf, isSameName } from '../headers/lists/header-list.ts';
import type { Application, HeaderList } from '../wsgi/contract.ts';
import type { FieldList, ReadonlyField } from './field-list.ts';

const SET_COOKIE = 'Set-Cookie';

/** The fields that set or delete a cookie. */
export function cookieFields({ fields }: FieldList): HeaderList {
  return copyOf(fields.filter(isSetCookie));
}

/** Adds a cookie. */
export function addCookie(fields: FieldList, cookie: string): void {
  fields.add(SET_COOKIE, cookie);
}

/** Drops the fields that set or delete the cookie of a name. */
export function dropCookie(fields: FieldList, name: string): void {
  fields.filter((field) => !(isSetCookie(field) && field[1].startsWith(`${name}=`)));
}

/** An application that adds these cookies to its responses. */
export function withCookies(app: Application, cookies: HeaderList): Application {
  return (environ, startResponse) =>
    app(environ, (status, headers, excInfo) =>
      startResponse(status, [...headers, ...copyOf(cookies)], excInfo),
    );
}

function isSetCookie(field: ReadonlyField): boolean {
  return isSameName(field[0], SET_COOKIE);
}
