import { describe, expect, it } from 'vitest';
import { type SlashRule, trailingSlash } from '../../../src/middleware/access/trailing-slash.ts';
import { Request, type RequestInit } from '../../../src/request/request.ts';
import { Response } from '../../../src/response/response.ts';

const SITE = 'http://site.example';
const ask = (rule: SlashRule, path: string, init?: RequestInit) =>
  Request.blank(`${SITE}${path}`, init).send(trailingSlash(rule)(new Response('Hello')));

describe('trailingSlash', () => {
  it.each<[SlashRule, string, string]>([
    ['remove', '/a/', '/a'],
    ['remove', '/a//', '/a'],
    ['remove', '/a/b/?c=/d/', '/a/b?c=/d/'],
    ['remove', '/a%2Fb/', '/a%2Fb'],
    ['remove', '/a//b/', '/a//b'],
    ['remove', '/caf%C3%A9/', '/caf%C3%A9'],
    ['add', '/a', '/a/'],
    ['add', '/a%2F?c', '/a%2F/?c'],
    ['add', '/.well-known', '/.well-known/'],
  ])('%s: redirects %s to %s', async (rule, path, location) => {
    const response = await ask(rule, path);
    expect([response.status, response.location]).toEqual([301, location]);
    expect((await ask(rule, path, { method: 'HEAD' })).location).toBe(location);
  });

  it.each<[SlashRule, string]>([
    ['remove', '/'],
    ['remove', '//'],
    ['remove', '/a'],
    ['add', '/'],
    ['add', '/a/'],
    ['add', '/style.css'],
  ])('%s: answers %s', async (rule, path) => {
    expect((await ask(rule, path)).status).toBe(200);
  });

  it('passes other methods on', async () => {
    expect((await ask('remove', '/a/', { method: 'POST' })).status).toBe(200);
  });

  it('leaves the root of a mounted application, and keeps the mount point', async () => {
    expect((await ask('remove', '/', { scriptName: '/app' })).status).toBe(200);
    expect((await ask('add', '/', { scriptName: '/app', pathInfo: '' })).status).toBe(200);
    expect((await ask('remove', '/a/', { scriptName: '/app' })).location).toBe('/app/a');
  });

  /** Both the raw target, and the decoded path without REQUEST_URI. */
  const spellings: [id: string, path: string][] = [
    ['CVE-2026-44427', '//evil.example/'],
    ['CVE-2026-44427', '///evil.example'],
    ['GHSA-r773-pmw3-f4mr', '//evil.example/%2e%2e/'],
    ['GHSA-r773-pmw3-f4mr', '//evil.example'],
    ['echo#1771', '/%5Cevil.example/'],
    ['echo#1771', '/\\evil.example'],
    ['echo#1771', '/\\/evil.example/'],
    ['apostrophe#1956', '/%2f%2fevil.example%2f'],
    ['apostrophe#1956', '/%2f%2fevil.example/'],
    ['what browsers drop', '/%09/evil.example/'],
    ['what browsers drop', '/%0D%0A/evil.example'],
    ['the dot', '/.//evil.example/'],
    ['the dot', '/..//evil.example'],
    ['twice encoded', '/%252f%255cevil.example/'],
    ['credentials', '//site.example@evil.example/'],
  ];
  it.each(spellings)('%s: %s does not lead to another site', async (_, path) => {
    for (const rule of ['add', 'remove'] as const) {
      const sent = Request.blank(SITE, { environ: { REQUEST_URI: path, PATH_INFO: unescape(path) } });
      const { REQUEST_URI: __, ...rest } = sent.environ;
      const decoded = new Request(rest);
      const mounted = decoded.with({ scriptName: unescape(path), pathInfo: '/x/' });
      for (const request of [sent, decoded, mounted]) {
        const { location = '/' } = await request.send(trailingSlash(rule)(new Response('Hello')));
        expect(new URL(location, SITE).origin).toBe(SITE);
      }
    }
  });

  it('refuses unknown rules', () => {
    expect(() => trailingSlash('keep' as SlashRule)).toThrow("takes 'add' or 'remove', not \"keep\"");
  });
});
