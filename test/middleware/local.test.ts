import { describe, expect, it } from 'vitest';
import { isLocal } from '../../src/middleware/local.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';

describe('isLocal', () => {
  it.each([
    ['127.0.0.1', 'localhost'],
    ['127.8.9.10', 'LOCALHOST:8080'],
    ['::1', '[::1]:3000'],
    ['::ffff:127.0.0.1', 'app.localhost'],
    ['127.0.0.1', '127.0.0.1:80'],
    ['127.0.0.1', 'localhost.'],
  ])('is true for %s with the Host %s', (REMOTE_ADDR, HTTP_HOST) => {
    expect(isLocal({ ...blankEnviron(), REMOTE_ADDR, HTTP_HOST })).toBe(true);
  });

  it.each([
    ['192.0.2.7', 'localhost'],
    ['128.0.0.1', 'localhost'],
    ['127.0.0.1.evil', 'localhost'],
    ['::2', 'localhost'],
    ['', 'localhost'],
    ['127.0.0.1', 'example.com'],
    ['127.0.0.1', 'localhost.example'],
    ['127.0.0.1', 'notlocalhost'],
    ['127.0.0.1', '127.0.0.1.example'],
    ['127.0.0.1', 'a b'],
    ['127.0.0.1', ''],
  ])('is false for %s with the Host %s', (REMOTE_ADDR, HTTP_HOST) => {
    expect(isLocal({ ...blankEnviron(), REMOTE_ADDR, HTTP_HOST })).toBe(false);
  });

  it('is false if the peer is unknown', () => {
    expect(isLocal(blankEnviron())).toBe(false);
  });
});
