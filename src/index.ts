/**
 * WebOb for TypeScript: `wheatpaste`.
 *
 * @module wheatpaste
 */

export { type ContentCoding, ContentDecodingError, type DecodingProblem } from './body/coding-names.ts';
export type { BodyInit } from './body/content.ts';
export { type EtagOptions, etagFor } from './body/etag.ts';
export type { Form } from './body/forms/form-entries.ts';
export type { FileEntry, FormValue } from './body/forms/multipart-encode.ts';
export { Part } from './body/forms/part.ts';
export type { PartHead } from './body/forms/part-head.ts';
export { Upload } from './body/forms/upload.ts';
export { type BodyLimits, DEFAULT_BODY_LIMITS } from './body/limits.ts';
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
export type { Accept } from './headers/accept.ts';
export type { AcceptCharset } from './headers/accept-charset.ts';
export type { AcceptEncoding } from './headers/accept-encoding.ts';
export type { AcceptLanguage } from './headers/accept-language.ts';
export type { Authorization } from './headers/authorization.ts';
export type { ByteRanges } from './headers/byte-ranges.ts';
export type { CacheControl } from './headers/cache-control.ts';
export type { CacheDirectives, DirectiveArgument } from './headers/cache-directives.ts';
export type { Challenge, ChallengesInit } from './headers/challenge.ts';
export type { ContentDisposition } from './headers/content-disposition.ts';
export type { ContentRange } from './headers/content-range.ts';
export type { EntityTag, EntityTagInit } from './headers/entity-tag.ts';
export type { EntityTagMatcher } from './headers/entity-tag-matcher.ts';
export type { Forwarded } from './headers/forwarded.ts';
export type { Field, FieldValues } from './headers/grammar/field.ts';
export type { IfRange } from './headers/if-range.ts';
export type { EnvironHeaders } from './headers/lists/environ-headers.ts';
export type { HeadersIterator } from './headers/lists/headers-view.ts';
export type { ResponseHeaders } from './headers/lists/response-headers.ts';
export type { LiveCacheControl } from './headers/live-cache-control.ts';
export type { MediaType } from './headers/media-type.ts';
export type { Vary } from './headers/vary.ts';
export type { FormInit, RequestChanges } from './request/changes.ts';
export type { FromFetchOptions } from './request/from-fetch.ts';
export { type ConditionalHeaders, type PoppedPath, Request, type RequestInit } from './request/request.ts';
export type { DecodeOptions, EncodeOptions } from './response/coding.ts';
export type { EventSource, ServerSentEvent } from './response/event-stream.ts';
export type { EventsOptions } from './response/events.ts';
export type { HeadersInit, ResponseInit } from './response/init.ts';
export { Response } from './response/response.ts';
export {
  BodyLimitError,
  DisconnectionError,
  UnsupportedCodingError,
  UnsupportedTypeError,
} from './wsgi/body-errors.ts';
export type { CallResult } from './wsgi/call-application.ts';
export type { SeekableBody } from './wsgi/capabilities.ts';
export type {
  AppIter,
  Application,
  Environ,
  ErrorStream,
  Exchange,
  ExchangeNotes,
  HeaderList,
  Input,
  Middleware,
  StartResponse,
  ToApplication,
  Write,
} from './wsgi/contract.ts';
export { BadRequestError, RequestError, UnsupportedCharsetError } from './wsgi/request-errors.ts';
