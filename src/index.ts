/**
 * WebOb for TypeScript: `wheatpaste`.
 *
 * @module wheatpaste
 */
export type { SeekableBody } from './body/capabilities.ts';
export { type ContentCoding, ContentDecodingError, type DecodingProblem } from './body/coding-names.ts';
export type { BodyInit } from './body/content.ts';
export { type EtagOptions, etagFor } from './body/etag.ts';
export type { Form } from './body/forms/known-form.ts';
export type { FileEntry, FormValue } from './body/forms/multipart-encode.ts';
export { Part } from './body/forms/part.ts';
export type { PartHead } from './body/forms/part-head.ts';
export { Upload } from './body/forms/upload.ts';
export type { BodyLimits } from './body/limits.ts';
export { MultiDict, type MultiDictInit, ReadonlyMultiDict } from './collections/multi-dict.ts';
export type { CurrentRepresentation, PreconditionOutcome } from './conditional/preconditions.ts';
export * from './exceptions/client-errors.ts';
export { escapeHtml } from './exceptions/escape-html.ts';
export type {
  DemandingArgs,
  HTTPExceptionArgs,
  HTTPExceptionInit,
  StatusOptions,
} from './exceptions/exception-init.ts';
export { HTTPError, HTTPException } from './exceptions/http-exception.ts';
export { isHTTPError } from './exceptions/is-http-error.ts';
export * from './exceptions/redirection.ts';
export * from './exceptions/server-errors.ts';
export { type HTTPExceptionClass, httpException, statusMap } from './exceptions/status-map.ts';
export * from './exceptions/success.ts';
export {
  type ConfiguredMiddleware,
  type Handler,
  type HandlerResult,
  type MiddlewareHandler,
  type WsgifyApplication,
  type WsgifyOptions,
  wsgify,
} from './handlers/wsgify.ts';
export type { EnvironHeaders } from './headers/lists/environ-headers.ts';
export type { ResponseHeaders } from './headers/lists/response-headers.ts';
export type { FormInit, RequestChanges } from './request/changes.ts';
export { type ConditionalHeaders, type PoppedPath, Request, type RequestInit } from './request/request.ts';
export type { DecodeOptions, EncodeOptions } from './response/coding.ts';
export type { HeadersInit, ResponseInit } from './response/init.ts';
export { Response } from './response/response.ts';
export type { CallResult } from './wsgi/call-application.ts';
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
} from './wsgi/contract.ts';
export {
  BadRequestError,
  BodyLimitError,
  DisconnectionError,
  RequestError,
  UnsupportedCharsetError,
  UnsupportedCodingError,
} from './wsgi/request-errors.ts';
