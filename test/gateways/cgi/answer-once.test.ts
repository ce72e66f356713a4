import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { answerOnce } from '../../../src/gateways/cgi/answer-once.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { Response } from '../../../src/response/response.ts';
import { lint } from '../../../src/testing.ts';
import type { Application, Input } from '../../../src/wsgi/contract.ts';
import type { Variables } from '../../../src/wsgi/variables.ts';
import { bytes, collect } from '../../support/bytes.ts';
import { answering } from '../../support/linted.ts';
import { textIn } from '../../support/text-in.ts';

const GET = { REQUEST_METHOD: 'GET', SERVER_NAME: 'h', SERVER_PORT: '80', SERVER_PROTOCOL: 'HTTP/1.1' };

/** Runs an application once: its exit status, and its output. */
async function answered(app: Application, variables: Variables = {}, input: Input = []) {
  const output = new PassThrough();
  const errors: string[] = [];
  const status = await answerOnce(lint(app), {
    variables: { ...GET, ...variables },
    input,
    output,
    errors: { write: (message) => errors.push(message) },
    scriptName: undefined,
  });
  return { status, text: textIn(output, 'latin1'), errors: errors.join('') };
}

/** An input that yields these bytes, and never ends. */
async function* unending(text: string): AsyncGenerator<Uint8Array, void> {
  yield bytes(text);
  await new Promise(() => {});
}

const echo = wsgify((request) => new Response(request.body, { contentType: 'text/plain' }));

describe('answerOnce', () => {
  it.each([
    ['a complete body', '200 OK', ['hi'], {}, 'Content-Length: 2\r\n\r\nhi'],
    ['an empty body', '200 OK', [], {}, 'Content-Length: 0\r\n\r\n'],
    ['a body for HEAD', '200 OK', ['hi'], { REQUEST_METHOD: 'HEAD' }, '\r\n'],
    ['a body of several parts', '404 Nobody', ['h', 'i'], {}, '\r\nhi'],
  ])('writes Status, fields and the known length of %s', async (_, line, chunks, variables, rest) => {
    const app = answering(line, [['Content-Type', 'text/plain']], chunks);
    const { status, text, errors } = await answered(app, variables);
    expect({ status, text, errors }).toEqual({
      status: 0,
      text: `Status: ${line}\r\nContent-Type: text/plain\r\n${rest}`,
      errors: '',
    });
  });

  it('writes Status beside a Location, which would mean something else by itself', async () => {
    const { text } = await answered(answering('302 Found', [['Location', '/a']]));
    expect(text).toBe('Status: 302 Found\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n');
  });

  it('sends the body up to a failure, although the input continues', async () => {
    const body = { REQUEST_METHOD: 'POST', CONTENT_LENGTH: '5' };
    expect((await answered(echo, body, unending('hello, and more'))).text).toMatch(/\r\n\r\nhello$/);
    const raw: Application = async (environ, startResponse) => {
      const read = await collect(environ['wsgi.input']);
      startResponse('200 OK', [['Content-Type', 'text/plain']]);
      return [bytes(read)];
    };
    expect((await answered(raw, body, unending('hello, and more'))).text).toMatch(/\r\n\r\nhello$/);
    expect((await answered(raw, {}, unending('more'))).text).toMatch(/\r\n\r\n$/);
  });

  it('reads an input to its end if the web server has decoded it', async () => {
    const chunked = { REQUEST_METHOD: 'POST', HTTP_TRANSFER_ENCODING: 'chunked' };
    expect((await answered(echo, chunked, [bytes('hello')])).text).toMatch(/\r\n\r\nhello$/);
  });

  it('treats a body that fails midway as every gateway does', async () => {
    const read = wsgify(async (request) => new Response(await request.text()));
    const { text } = await answered(read, { REQUEST_METHOD: 'POST', CONTENT_LENGTH: '9' }, [bytes('hello')]);
    expect(text).toMatch(/^Status: 400 /);
  });

  it('answers a failure before the head with a 500, and logs it', async () => {
    const { status, text, errors } = await answered(() => {
      throw new Error('meant');
    });
    expect(status).toBe(0);
    expect(text).toMatch(/^Status: 500 Internal Server Error\r\n/);
    expect(text).not.toContain('meant');
    expect(errors).toContain('Error: meant');
  });

  it('returns an exit status that marks the response as incomplete', async () => {
    const app: Application = async (_, startResponse) => {
      startResponse('200 OK', [['Content-Type', 'text/plain']]);
      return (async function* () {
        yield bytes('some');
        throw new Error('meant');
      })();
    };
    const { status, text, errors } = await answered(app);
    expect({ status, text }).toEqual({
      status: 1,
      text: 'Status: 200 OK\r\nContent-Type: text/plain\r\n\r\nsome',
    });
    expect(errors).toContain('Error: meant');
  });

  it('explains that no web server runs it', async () => {
    const { status, text, errors } = await answered(echo, { REQUEST_METHOD: undefined });
    expect({ status, text }).toEqual({ status: 2, text: '' });
    expect(errors).toMatch(/^not run as CGI: .*\n$/);
  });
});
