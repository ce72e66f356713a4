import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import createError from 'http-errors';
import Koa from 'koa';
import { describe, expect, it } from 'vitest';
import {
  HTTPMethodNotAllowed,
  HTTPNotFound,
  HTTPTooManyRequests,
} from '../../../src/exceptions/client-errors.ts';
import { HTTPException } from '../../../src/exceptions/http-exception.ts';
import { HTTPFound } from '../../../src/exceptions/redirection.ts';
import { HTTPInternalServerError, HTTPServiceUnavailable } from '../../../src/exceptions/server-errors.ts';
import { serve } from '../../../src/gateways/node/server.ts';
import { wsgify } from '../../../src/handlers/wsgify.ts';

/** The response of a server: status, text and headers. */
async function ask(listener: RequestListener, init: RequestInit = {}) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual', ...init });
    return { status: response.status, text: await response.text(), headers: response.headers };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function expressApp(error: unknown): RequestListener {
  const app = express();
  app.set('env', 'test');
  app.get('/', () => {
    throw error;
  });
  return app;
}

function koaApp(error: unknown): RequestListener {
  const app = new Koa();
  app.silent = true;
  app.use(() => {
    throw error;
  });
  return app.callback();
}

describe.each([
  ['Express', expressApp],
  ['Koa', koaApp],
])('our exception in %s', (_, appThatThrows) => {
  it.each([
    [new HTTPNotFound('There is no article 7.'), 404],
    [new HTTPTooManyRequests({ retryAfter: 120 }), 429],
    [new HTTPServiceUnavailable(), 503],
  ])('becomes the response: %s', async (exception, status) => {
    expect((await ask(appThatThrows(exception))).status).toBe(status);
  });

  it('sends its headers', async () => {
    const init = {
      allow: ['PUT'],
      headers: [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
      ] as [string, string][],
    };
    const { status, headers } = await ask(appThatThrows(new HTTPMethodNotAllowed(init)));
    expect(status).toBe(405);
    expect(headers.get('Allow')).toBe('PUT');
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });
});

describe('Koa', () => {
  it('sends the detail of an exception only if it is exposed', async () => {
    expect((await ask(koaApp(new HTTPNotFound('No article 7.')))).text).toBe('No article 7.');
    expect((await ask(koaApp(new HTTPInternalServerError('hunter2')))).text).toBe('Internal Server Error');
  });

  it('redirects', async () => {
    const { status, headers } = await ask(koaApp(new HTTPFound({ location: '/login' })));
    expect([status, headers.get('Location')]).toEqual([302, '/login']);
  });
});

describe('Express', () => {
  it('passes all properties of the exception to a custom error handler', async () => {
    const app = express();
    app.get('/', () => {
      throw new HTTPFound({ location: '/login' });
    });
    const answering: express.ErrorRequestHandler = (error, _request, response, next) => {
      if (!(error instanceof HTTPException)) next(error);
      else response.status(error.status).set(error.headers).send(error.title);
    };
    app.use(answering);
    const { status, headers, text } = await ask(app);
    expect([status, headers.get('Location'), text]).toEqual([302, '/login', 'Found']);
  });
});

describe('our application', () => {
  const answerTo = async (error: unknown, accept = 'application/json') => {
    const reports: string[] = [];
    const errors = { write: (report: string) => reports.push(report) };
    const app = wsgify(() => {
      throw error;
    });
    await using server = await serve(app, { port: 0, errors });
    const response = await fetch(server.url, { headers: { Accept: accept } });
    return { response, text: await response.text(), reports };
  };

  it('answers errors of http-errors', async () => {
    const error = createError(409, 'Twice <b>.', { headers: { 'X-Trace': '7' } });
    const { response, text, reports } = await answerTo(error);
    expect(response.status).toBe(409);
    expect(response.headers.get('X-Trace')).toBe('7');
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(JSON.parse(text)).toMatchObject({ title: 'Conflict', detail: 'Twice <b>.' });
    expect(reports).toEqual([]);
    expect((await answerTo(error, 'text/html')).text).toContain('Twice &lt;b&gt;.');
  });

  it('answers server errors with their status, and reports them', async () => {
    const { response, text, reports } = await answerTo(createError(503, 'No database at 10.0.0.7.'));
    expect(response.status).toBe(503);
    expect(text).not.toContain('10.0.0.7');
    expect(reports.join()).toContain('No database at 10.0.0.7.');
  });
});
