import { describe, expect, it } from 'vitest';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { nonceOf } from '../../../src/middleware/access/nonce.ts';
import {
  type SecurityHeadersOptions,
  securityHeaders,
} from '../../../src/middleware/access/security-headers.ts';
import { Request } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';

const CSP = 'content-security-policy';
const HELMETS_POLICY =
  "default-src 'self'; base-uri 'self'; font-src 'self' https: data:; form-action 'self'; frame-ancestors 'self'; " +
  "img-src 'self' data:; object-src 'none'; script-src 'self'; script-src-attr 'none'; " +
  "style-src 'self' https: 'unsafe-inline'; upgrade-insecure-requests";

const HELMETS_FIELDS = {
  'content-security-policy': HELMETS_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};

async function fieldsOf(
  options: SecurityHeadersOptions = {},
  app = new Response(null),
  url = 'https://a.example/',
) {
  const { headers } = await Request.blank(url).send(securityHeaders(options)(app));
  const { 'content-length': _, 'content-type': __, ...fields } = Object.fromEntries(headers);
  return fields;
}

const policyOf = async (contentSecurityPolicy: SecurityHeadersOptions['contentSecurityPolicy']) =>
  (await fieldsOf({ contentSecurityPolicy: contentSecurityPolicy ?? {} }))[CSP];

describe('securityHeaders', () => {
  it("sends helmet 8.3's fields", async () => {
    expect(await fieldsOf()).toEqual(HELMETS_FIELDS);
  });

  it('RFC 6797, 7.2: sends no Strict-Transport-Security over http', async () => {
    const { 'strict-transport-security': _, ...rest } = HELMETS_FIELDS;
    expect(await fieldsOf({}, new Response(null), 'http://a.example/')).toEqual(rest);
  });

  it('omits disabled fields', async () => {
    expect(
      await fieldsOf({
        contentSecurityPolicy: false,
        crossOriginEmbedderPolicy: false,
        crossOriginOpenerPolicy: false,
        crossOriginResourcePolicy: false,
        originAgentCluster: false,
        permissionsPolicy: false,
        referrerPolicy: false,
        strictTransportSecurity: false,
        xContentTypeOptions: false,
        xDnsPrefetchControl: false,
        xDownloadOptions: false,
        xFrameOptions: false,
        xPermittedCrossDomainPolicies: false,
        xXssProtection: false,
      }),
    ).toEqual({});
  });

  it('sends the configured values', async () => {
    const fields = await fieldsOf({
      crossOriginEmbedderPolicy: 'require-corp',
      crossOriginOpenerPolicy: 'same-origin-allow-popups',
      crossOriginResourcePolicy: 'cross-origin',
      permissionsPolicy: { camera: [], geolocation: 'self' },
      referrerPolicy: 'strict-origin',
      strictTransportSecurity: { maxAge: 60 },
      xDnsPrefetchControl: 'on',
      xFrameOptions: 'DENY',
      xPermittedCrossDomainPolicies: 'all',
    });
    expect(fields).toMatchObject({
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-opener-policy': 'same-origin-allow-popups',
      'cross-origin-resource-policy': 'cross-origin',
      'permissions-policy': 'camera=(), geolocation=(self)',
      'referrer-policy': 'strict-origin',
      'strict-transport-security': 'max-age=60',
      'x-dns-prefetch-control': 'on',
      'x-frame-options': 'DENY',
      'x-permitted-cross-domain-policies': 'all',
    });
  });

  it('never changes fields that the application has set', async () => {
    const headers = { 'x-frame-options': 'DENY', 'Content-Security-Policy': "default-src 'none'" };
    expect(await fieldsOf({}, new Response(null, { headers }))).toEqual({
      ...HELMETS_FIELDS,
      'x-frame-options': 'DENY',
      [CSP]: "default-src 'none'",
    });
  });

  it.each([204, 304, 404, 500])('sends its fields with a %d', async (status) => {
    expect(await fieldsOf({}, new Response(null, { status }))).toEqual(HELMETS_FIELDS);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ xFrameOptions: 'ALLOW' }, 'X-Frame-Options must be one of SAMEORIGIN, DENY, or false: ALLOW'],
    [
      { xDownloadOptions: 'noopen' },
      'X-Download-Options is sent or left out: give true or false, not noopen',
    ],
    [{ referrerPolicy: 'never' }, 'Referrer-Policy'],
    [{ strictTransportSecurity: { maxAge: -1 } }, 'maxAge of Strict-Transport-Security'],
    [{ contentSecurityPolicy: { 'img-src': 'a b' } }, 'invalid directive img-src'],
    [{ contentSecurityPolicy: "default-src 'self'" }, 'contentSecurityPolicy takes directives by name'],
    [
      { frameOptions: 'DENY' },
      'unknown option of securityHeaders: frameOptions; did you mean xFrameOptions?',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => securityHeaders(options)).toThrow(message);
  });
});

describe('securityHeaders: the policy', () => {
  it("is helmet's, with the given directives", async () => {
    const policy = await policyOf({
      'script-src': ["'self'", 'https://cdn.example'],
      imgSrc: '*',
      'font-src': undefined,
      'upgrade-insecure-requests': false,
      'block-all-mixed-content': true,
    });
    expect(policy).toBe(
      HELMETS_POLICY.replace("script-src 'self'", "script-src 'self' https://cdn.example")
        .replace("img-src 'self' data:", 'img-src *')
        .replace('upgrade-insecure-requests', 'block-all-mixed-content'),
    );
  });

  it('can be report-only', async () => {
    const fields = await fieldsOf({ contentSecurityPolicy: { reportOnly: true } });
    expect([fields[CSP], fields[`${CSP}-report-only`]]).toEqual([undefined, HELMETS_POLICY]);
  });
});

describe('securityHeaders: the nonce', () => {
  const page = wsgify((request) => nonceOf(request));
  const withNonce = (directives = {}) =>
    securityHeaders({ contentSecurityPolicy: { nonce: true, ...directives } });
  const scripts = (policy: string | null) => /script-src ([^;]*)/.exec(policy ?? '')?.[1];
  const styles = (policy: string | null) => /style-src ([^;]*)/.exec(policy ?? '')?.[1];

  it('is unique to each response, 128 bits long, and the same in the policy and in the page', async () => {
    const answer = async () => {
      const response = await Request.blank('/').send(withNonce()(page));
      const nonce = await response.text();
      expect(scripts(response.headers.get(CSP))).toBe(`'self' 'nonce-${nonce}'`);
      expect(Buffer.from(nonce, 'base64')).toHaveLength(16);
      return nonce;
    };
    expect(await answer()).not.toBe(await answer());
  });

  it('is shared if the middleware is nested', async () => {
    const response = await Request.blank('/').send(withNonce()(withNonce()(page)));
    expect(scripts(response.headers.get(CSP))).toBe(`'self' 'nonce-${await response.text()}'`);
  });

  it.each<[Record<string, unknown>, RegExp]>([
    [{ 'style-src': "'self'" }, /^'self' 'nonce-.*'$/],
    [{ 'style-src': "'none'" }, /^'nonce-.*'$/],
    [{}, /^'self' https: 'unsafe-inline'$/],
  ])('%j: applies to styles unless all styles are allowed', async (directives, expected) => {
    const { headers } = await Request.blank('/').send(withNonce(directives)(page));
    expect(styles(headers.get(CSP))).toMatch(expected);
  });

  it.each<[Record<string, unknown>, RegExp]>([
    [{ 'script-src': false }, /^'self' 'nonce-.*'$/],
    [{ 'script-src': false, 'default-src': "'none'" }, /^'nonce-.*'$/],
    [{ 'script-src': false, 'default-src': false }, /^'self' 'nonce-.*'$/],
  ])('%j: requires a directive for scripts', async (directives, expected) => {
    const { headers } = await Request.blank('/').send(withNonce(directives)(page));
    expect(scripts(headers.get(CSP))).toMatch(expected);
  });

  it('is omitted from a 304, whose page contains the earlier nonce', async () => {
    const app = withNonce()(new Response(null, { status: 304 }));
    const { headers } = await Request.blank('/').send(app);
    expect([headers.has(CSP), headers.has('X-Frame-Options')]).toEqual([false, true]);
  });

  it('is disabled by default', () => {
    expect(() => nonceOf(Request.blank('/'))).toThrow('this response has no nonce: put securityHeaders(');
  });
});
