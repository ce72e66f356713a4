/**
 * WebOb for TypeScript: `wheatpaste`.
 *
 * @module wheatpaste
 */
export type { SeekableBody } from './body/byteranges.ts';
export type { BodyInit } from './body/content.ts';
export { type ContentCoding, ContentDecodingError, type DecodingProblem } from './body/content-coding.ts';
export { type EtagOptions, etagFor } from './body/etag.ts';
export type { Form } from './body/known-form.ts';
export type { BodyLimits } from './body/limits.ts';
export type { FileEntry, FormValue } from './body/multipart-encode.ts';
export { Part } from './body/part.ts';
export type { PartHead } from './body/part-head.ts';
export { Upload } from './body/upload.ts';
export type { CallResult } from './call-application.ts';
export type { CurrentRepresentation, PreconditionOutcome } from './conditional.ts';
export type { EnvironHeaders } from './environ-headers.ts';
export {
  BadRequestError,
  BodyLimitError,
  DisconnectionError,
  UnsupportedCharsetError,
  UnsupportedCodingError,
} from './errors.ts';
export { escapeHtml } from './escape-html.ts';
export type { ResponseHeaders } from './headers/response-headers.ts';
export * from './http-errors.ts';
export { HTTPException, type HTTPExceptionInit } from './http-exception.ts';
export * from './http-exceptions.ts';
export { HTTPMove, type HTTPMoveInit, HTTPRedirection } from './http-redirection.ts';
export { MultiDict, type MultiDictInit, ReadonlyMultiDict } from './multi-dict.ts';
export { type ConditionalHeaders, type PoppedPath, Request, type RequestInit } from './request.ts';
export type { FormInit, RequestChanges } from './request-changes.ts';
export { Response } from './response.ts';
export type { DecodeOptions, EncodeOptions } from './response-coding.ts';
export type { HeadersInit, ResponseInit } from './response-init.ts';
export { httpException, statusMap } from './status-map.ts';
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
export {
  type Handler,
  type HandlerResult,
  type MiddlewareHandler,
  type WsgifyApplication,
  type WsgifyOptions,
  wsgify,
} from './wsgify.ts';
