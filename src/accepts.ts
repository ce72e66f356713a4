/**
 * Content negotiation in node's idiom: `wheatpaste/accepts`.
 *
 * @module wheatpaste/accepts
 */
export { type Accepts, accepts, type Choose } from './request/accepts.ts';
