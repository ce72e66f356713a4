/**
 * WebOb for TypeScript: `wheatpaste`.
 *
 * @module
 */
export { BadRequestError, BodyLimitError, DisconnectionError, UnsupportedCharsetError } from './errors.ts';
export { MultiDict, type MultiDictInit, ReadonlyMultiDict } from './multi-dict.ts';
export { Request, type RequestInit } from './request.ts';
export type { RequestChanges } from './request-changes.ts';
export { Response } from './response.ts';
export type { HeadersInit, ResponseInit } from './response-init.ts';
export type {
  AppIter,
  Application,
  Environ,
  ErrorStream,
  HeaderList,
  Input,
  Middleware,
  StartResponse,
  ToApplication,
  Write,
} from './wsgi.ts';
