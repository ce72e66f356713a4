/**
 * W3C Trace Context: the trace that a request belongs to (Trace Context, section 3).
 *
 * @module
 */
import type { Environ } from '../../wsgi/contract.ts';

/** The position of this request in a trace. Identifiers are hexadecimal. */
export interface TraceContext {
  readonly traceId: string;
  /** The span of the caller. */
  readonly parentId: string;
  /** The span of this request. */
  readonly spanId: string;
  /** Whether the caller may have recorded it. */
  readonly sampled: boolean;
}

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/;
/** The length of a header with version `00`. */
const LENGTH = 55;

/**
 * Reads `traceparent` (section 3.2). `undefined` when it is absent or malformed, when an identifier is all zeros,
 * or when its version is `ff`; anything that a later version has after its flags is ignored.
 *
 * @param spanId the span of this request.
 *
 * @example
 * ```ts
 * const context = parseTraceparent('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', '00f067aa0ba902b7');
 * context?.traceId; // '0af7651916cd43dd8448eb211c80319c'
 * context?.sampled; // true
 * parseTraceparent('00-0-0-01', '00f067aa0ba902b7'); // undefined
 * ```
 */
export function parseTraceparent(value: string | undefined, spanId: string): TraceContext | undefined {
  if (value === undefined || !TRACEPARENT.test(value)) return undefined;
  const [version, traceId, parentId, flags] = [
    value.slice(0, 2),
    value.slice(3, 35),
    value.slice(36, 52),
    value.slice(53, 55),
  ];
  if (version === 'ff' || (version === '00' && value.length > LENGTH)) return undefined;
  if (/^0*$/.test(traceId) || /^0*$/.test(parentId)) return undefined;
  return { traceId, parentId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/**
 * Makes this request the parent of requests made on its behalf: `traceparent` names its span. A malformed context
 * is removed, together with `tracestate` (section 3.3).
 */
export function setTraceContext(environ: Environ, context: TraceContext | undefined): void {
  if (context === undefined) {
    delete environ.HTTP_TRACEPARENT;
    delete environ.HTTP_TRACESTATE;
  } else {
    const { traceId, spanId, sampled } = context;
    environ.HTTP_TRACEPARENT = `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
  }
}
