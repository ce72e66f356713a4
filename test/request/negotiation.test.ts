import { describe, expect, it } from 'vitest';
import { Accept } from '../../src/headers/accept.ts';
import { Request } from '../../src/request/request.ts';

describe('the negotiating headers of a request', () => {
  const OFFERS = ['text/html', 'application/json'];

  it('N20: treat an empty Accept as a missing one', () => {
    for (const request of [Request.blank('/'), Request.blank('/', { accept: '' })]) {
      expect(request.accept.acceptable(OFFERS)).toEqual(OFFERS.map((offer) => [offer, 1]));
      expect(request.accept.isPresent).toBe(false);
    }
  });

  it('N20: accept nothing if the value is an empty list, as in WebOb', () => {
    expect(Accept.parse('').acceptable(OFFERS)).toEqual([]);
  });

  it('N20: treat an empty Accept-Encoding as identity only, and a missing one as any coding', () => {
    expect(
      Request.blank('/', { acceptEncoding: '' }).acceptEncoding.acceptable(['gzip', 'identity']),
    ).toEqual([['identity', 1]]);
    expect(Request.blank('/').acceptEncoding.best(['gzip', 'identity'])).toBe('gzip');
  });
});
