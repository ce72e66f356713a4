import type { Environ, Input } from '../../src/wsgi/contract.ts';
import { bytes } from './bytes.ts';

/** A POST with the given body and its length, unless `changes` replace them. */
export function post(body: string | Uint8Array | Input, changes: Partial<Environ> = {}): Environ {
  const whole = typeof body === 'string' ? bytes(body) : body;
  const isWhole = whole instanceof Uint8Array;
  return {
    REQUEST_METHOD: 'POST',
    SERVER_NAME: 'localhost',
    SERVER_PORT: '80',
    SERVER_PROTOCOL: 'HTTP/1.1',
    ...(isWhole ? { CONTENT_LENGTH: String(whole.length) } : { 'wsgi.input_terminated': true }),
    'wsgi.version': [1, 0],
    'wsgi.url_scheme': 'http',
    'wsgi.input': isWhole ? [whole] : whole,
    'wsgi.errors': process.stderr,
    'wsgi.multithread': false,
    'wsgi.multiprocess': false,
    'wsgi.run_once': false,
    ...changes,
  };
}
