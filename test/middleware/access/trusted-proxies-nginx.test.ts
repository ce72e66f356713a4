import { request as httpRequest } from 'node:http';
import { describe, expect, it, type TestContext } from 'vitest';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import {
  type TrustedProxiesOptions,
  trustedProxies,
} from '../../../src/middleware/access/trusted-proxies.ts';
import { serve } from '../../../src/node.ts';
import { nginx } from '../../support/nginx.ts';

const X_FORWARDED = `
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  proxy_set_header X-Forwarded-Proto https;
  proxy_set_header X-Forwarded-Host $http_host;
  proxy_set_header X-Forwarded-Port 443;
  proxy_set_header X-Forwarded-Prefix /app;`;
/** The configuration from nginx's own documentation, without its validation of received values. */
const FORWARDED =
  'proxy_set_header Forwarded "$http_forwarded, for=$remote_addr;host=a.example;proto=https";';

/** Sends a request through nginx, and returns what the application has seen. */
async function seen(
  context: TestContext,
  options: TrustedProxiesOptions,
  headers: string,
  sent: Record<string, string>,
) {
  const app = wsgify(({ remoteAddr, url, environ }) =>
    JSON.stringify({
      remoteAddr,
      url,
      chain: environ.HTTP_X_FORWARDED_FOR ?? environ.HTTP_FORWARDED,
    }),
  );
  await using upstream = await serve(trustedProxies(options)(app), { port: 0 });
  await using proxy = await nginx(context, { location: `${headers} proxy_pass ${upstream.url};` });
  return await new Promise((resolve, reject) => {
    const request = httpRequest(
      `${proxy.url}/a%2Fb?c`,
      { headers: { Host: 'a.example', ...sent } },
      (answer) => {
        let text = '';
        answer.on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () => resolve(JSON.parse(text)));
      },
    );
    request.on('error', reject);
    request.end();
  });
}

describe(`trustedProxies, with nginx in front`, () => {
  it('restores the request that the client sent', async (context) => {
    const sent = { 'X-Forwarded-For': '6.6.6.6', 'X-Forwarded-Proto': 'http' };
    // The client itself is on this machine: one hop identifies it by its position.
    expect(await seen(context, { hops: 1 }, X_FORWARDED, sent)).toEqual({
      remoteAddr: '127.0.0.1',
      url: 'https://a.example/app/a%2Fb?c',
      chain: '127.0.0.1',
    });
  });

  it('continues to the address that a trusted client sends, and no further', async (context) => {
    const sent = { 'X-Forwarded-For': '6.6.6.6, 203.0.113.7' };
    expect(await seen(context, { trust: ['loopback'] }, X_FORWARDED, sent)).toEqual({
      remoteAddr: '203.0.113.7',
      url: 'https://a.example/app/a%2Fb?c',
      chain: '203.0.113.7, 127.0.0.1',
    });
  });

  it('reads Forwarded, even if a client leaves a quote open in it', async (context) => {
    const options = { hops: 1, headers: 'forwarded' } as const;
    for (const Forwarded of ['for=6.6.6.6;proto=http', 'for="6.6.6.6', '"', ',,']) {
      expect(await seen(context, options, FORWARDED, { Forwarded })).toEqual({
        remoteAddr: '127.0.0.1',
        url: 'https://a.example/a%2Fb?c',
        chain: 'for=127.0.0.1;host=a.example;proto=https',
      });
    }
  });

  it('ignores all fields if nginx is not trusted', async (context) => {
    const options = { trust: ['192.0.2.1'] };
    expect(await seen(context, options, X_FORWARDED, {})).toMatchObject({
      remoteAddr: '127.0.0.1',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/a%2Fb\?c$/),
    });
  });
});
