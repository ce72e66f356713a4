/**
 * Limits the size of request bodies.
 *
 * @module
 */
import { BodyInput } from '../../body/input/input.ts';
import { HTTPRequestEntityTooLarge } from '../../exceptions/client-errors.ts';
import { isPromise } from '../../wsgi/app-iter.ts';
import { BodyLimitError } from '../../wsgi/body-errors.ts';
import type { Environ, Input } from '../../wsgi/contract.ts';
import { type AppMiddleware, middleware } from '../app-middleware.ts';

/**
 * Answers 413 to a request body above a number of bytes: immediately, if `Content-Length` is larger, else as soon
 * as more bytes have arrived. The received bytes are counted, whatever the header says.
 *
 * If an application reads the body while it sends its response, after the head, it fails with a BodyLimitError
 * (413), and the connection is cut.
 *
 * @throws RangeError when the limit is not a number of 0 or more.
 *
 * @example
 * ```ts
 * const app = bodyLimit(10)(wsgify(async (request) => `${(await request.bytes()).length} bytes`));
 * (await Request.blank('/', { method: 'POST', text: 'short' }).send(app)).status; // 200
 * (await Request.blank('/', { method: 'POST', text: 'not so short' }).send(app)).status; // 413
 * ```
 */
export function bodyLimit(bytes: number): AppMiddleware {
  if (!(typeof bytes === 'number' && bytes >= 0)) {
    throw new RangeError(`bodyLimit takes a number of bytes, 0 or more: ${String(bytes)}`);
  }
  const refusal = new HTTPRequestEntityTooLarge(`The request body has more than ${bytes} bytes.`).toApp();
  return middleware((app) => (environ, startResponse) => {
    if (Number(environ.CONTENT_LENGTH) > bytes) return refusal(environ, startResponse);
    const body = BodyInput.of(environ);
    if (!body.isReadable) return app(environ, startResponse);
    const error = new BodyLimitError('bodyLimit', bytes);
    const rescue = (thrown: unknown) => {
      if (thrown !== error) throw thrown;
      return refusal(environ, (status, headers) => startResponse(status, headers, error));
    };
    try {
      const answer = app(limited(environ, body, bytes, error), startResponse);
      return isPromise(answer) ? Promise.resolve(answer).catch(rescue) : answer;
    } catch (thrown) {
      return rescue(thrown);
    }
  });
}

function limited(environ: Environ, body: BodyInput, bytes: number, error: Error): Environ {
  const input: Input = {
    async *[Symbol.asyncIterator]() {
      let left = bytes;
      for await (const chunk of (await body.open()).take('bodyLimit')) {
        left -= chunk.byteLength;
        if (left < 0) throw error;
        yield chunk;
      }
    },
  };
  const changed = { ...environ, 'wsgi.input': input };
  body.own(BodyInput.of(changed));
  return changed;
}
