/**
 * Sends a response to a request.
 *
 * @module
 */
import { isReading } from '../conditional/preconditions.ts';
import { closeBody } from '../wsgi/app-iter.ts';
import { capabilitiesOf, isInMemory, settledBody } from '../wsgi/capabilities.ts';
import type { AppIter, Environ, StartResponse } from '../wsgi/contract.ts';
import { LazyModule } from '../wsgi/lazy-module.ts';
import { assertStartResponse } from '../wsgi/start-response.ts';
import { isBodyless } from '../wsgi/status.ts';
import type { ResponseBody } from './body.ts';
import type { Answer } from './conditional.ts';
import type { FieldList } from './field-list.ts';

/** Replaces a conditional response if necessary. */
const conditional = new LazyModule(() => import('./conditional.ts'));

/**
 * Sends a response as an application does. HEAD and statuses without a body get no body (RFC 9110, section 6.4.1).
 *
 * @param fields the response's fields.
 * @param isConditional whether to evaluate the request's preconditions and ranges.
 */
export function respond(
  response: ResponseBody,
  fields: FieldList,
  isConditional: boolean,
  environ: Environ,
  startResponse: StartResponse,
): AppIter | Promise<AppIter> {
  assertStartResponse(startResponse);
  const { status, appIter: body } = response;
  const isHead = environ.REQUEST_METHOD === 'HEAD';
  const length = capabilitiesOf(body).byteLength;
  const headers = fields.toSend(status, isHead, length);
  const start = (answer?: Answer) => {
    startResponse(answer?.statusLine ?? response.statusLine, answer?.headers ?? headers);
    return answer?.body ?? bodyToSend(body, isHead || answer !== undefined || isBodyless(status));
  };
  if (!isConditional || !isReading(environ.REQUEST_METHOD)) return start();
  return conditional.use(({ conditionalAnswer }) => {
    const entity = { body, length: length ?? response.contentLength };
    return start(conditionalAnswer(environ, response, headers, entity));
  });
}

/** The body to send. A body that is left out is closed, and replaced by an empty one. */
function bodyToSend(body: AppIter, isLeftOut: boolean): AppIter | Promise<AppIter> {
  const capabilities = capabilitiesOf(body);
  if (!isLeftOut) return settledBody(body, capabilities);
  return isInMemory(capabilities) ? [] : closeBody(body).then(() => []);
}
