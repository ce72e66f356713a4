/**
 * Tools for building middleware, frameworks and gateways: `wheatpaste/wsgi`.
 *
 * @module wheatpaste/wsgi
 */
export { closeBody, readAll } from './wsgi/app-iter.ts';
export { blankEnviron } from './wsgi/blank-environ.ts';
export { type CallResult, callApplication } from './wsgi/call-application.ts';
export type * from './wsgi/contract.ts';
export { environKey } from './wsgi/environ-key.ts';
export { exchangeOf, signalOf } from './wsgi/exchange.ts';
export { disposeBody } from './wsgi/input-owner.ts';
export { nativeFromText, textFromNative } from './wsgi/native-string.ts';
export { parseStatus, reasonOf, type Status } from './wsgi/status.ts';
export { type Tap, type TappedHead, tap } from './wsgi/tap.ts';
export { toApplication } from './wsgi/to-application.ts';
export type { Variables } from './wsgi/variables.ts';
