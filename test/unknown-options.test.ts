import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createSendRequest, ProxyApp } from '../src/client.ts';
import { CookieProfile, SignedCookieProfile } from '../src/cookies.ts';
import {
  Accept,
  AcceptLanguage,
  currentAge,
  EntityTag,
  EntityTagMatcher,
  freshnessLifetime,
  isFresh,
} from '../src/headers.ts';
import { etagFor, Request, Response, wsgify } from '../src/index.ts';
import { environFromLambda } from '../src/lambda.ts';
import { makeTicket, ticketAuth, ticketOf } from '../src/middleware.ts';
import { environFromNode, serve, toNodeHandler } from '../src/node.ts';
import { DirectoryApp, FileApp } from '../src/static.ts';
import { TestApp } from '../src/testing.ts';

const misspelt = { misspelt: true } as object;

describe('an option that does not exist is a TypeError that names it', () => {
  const request = Request.blank('/');
  const app = new Response('Hello');
  const secret = 'x'.repeat(32);
  const stored = { status: 200, headers: new Headers() };

  it.each<[name: string, call: () => unknown]>([
    ['createSendRequest', () => createSendRequest(misspelt)],
    ['new ProxyApp', () => new ProxyApp('http://localhost', misspelt)],
    ['serve', () => serve(app, misspelt)],
    ['toNodeHandler', () => toNodeHandler(app, misspelt)],
    ['wsgify', () => wsgify(() => '', misspelt as never)],
    ['request.preconditions', () => request.preconditions({}, misspelt as never)],
    ['the representation of request.preconditions', () => request.preconditions(misspelt)],
    ['request.relativeUrl', () => request.relativeUrl('x', misspelt)],
    ['request.withoutConditionalHeaders', () => request.withoutConditionalHeaders(misspelt)],
    ['request.with', () => request.with(misspelt)],
    ['request.bytes', () => request.bytes(misspelt)],
    ['Request.fromFetch', () => Request.fromFetch(new globalThis.Request('http://localhost/'), misspelt)],
    ['environFromNode', () => environFromNode({} as IncomingMessage, misspelt)],
    ['environFromLambda', () => environFromLambda({ httpMethod: 'GET', path: '/' }, undefined, misspelt)],
    ['new Response', () => new Response('', misspelt)],
    ['Response.events', () => Response.events([], misspelt)],
    ['response.setCookie', () => new Response().setCookie('a', 'b', misspelt)],
    ['response.deleteCookie', () => new Response().deleteCookie('a', misspelt)],
    ['response.cacheExpires', () => new Response().cacheExpires(1, misspelt)],
    ['response.encodeContent', () => new Response('a').encodeContent('gzip', misspelt)],
    ['response.encodeContent of an empty body', () => new Response().encodeContent('gzip', misspelt)],
    ["response.encodeContent('identity')", () => new Response('a').encodeContent('identity', misspelt)],
    ['response.decodeContent', () => new Response('a').decodeContent(misspelt)],
    ['new FileApp', () => new FileApp('package.json', misspelt)],
    ['new DirectoryApp', () => new DirectoryApp('docs', misspelt)],
    ['new CookieProfile', () => new CookieProfile('a', misspelt)],
    ['new SignedCookieProfile', () => new SignedCookieProfile('secret', 'salt', 'a', misspelt)],
    ['makeTicket', () => makeTicket({ user: 'ada', ...misspelt }, { secret })],
    [
      'tickets.issue',
      () => {
        const app = wsgify((given) => {
          ticketOf(given).issue('ada', misspelt);
          return '';
        });
        return request.send(ticketAuth({ secret })(app));
      },
    ],
    ['testResponse.followAll', async () => (await new TestApp(app).get('/')).followAll(misspelt)],
    ['new EntityTag', () => new EntityTag('a', misspelt)],
    ['EntityTag.from', () => EntityTag.from({ value: 'a', ...misspelt })],
    ['tag.matches', () => new EntityTag('a').matches('a', misspelt as never)],
    ['matcher.matches', () => new EntityTagMatcher('*').matches('a', misspelt as never)],
    ['accept.best', () => Accept.parse(undefined).best(['text/html'], misspelt)],
    ['acceptLanguage.best', () => AcceptLanguage.parse(undefined).best(['de'], misspelt)],
    ['acceptLanguage.filter', () => AcceptLanguage.parse(undefined).filter(['de'], misspelt)],
    ['acceptLanguage.lookup', () => AcceptLanguage.parse(undefined).lookup(['de'], misspelt)],
    ['currentAge', () => currentAge(stored, { responseTime: new Date(0), ...misspelt })],
    ['etagFor', () => etagFor('a', misspelt)],
    ['freshnessLifetime', () => freshnessLifetime(stored, { responseTime: new Date(0) }, misspelt)],
    ['isFresh', () => isFresh(stored, { responseTime: new Date(0) }, new Date(0), misspelt)],
  ])('%s', async (_name, call) => {
    await expect(async () => call()).rejects.toThrow(/misspelt/);
    await expect(async () => call()).rejects.toThrow(TypeError);
  });
});
