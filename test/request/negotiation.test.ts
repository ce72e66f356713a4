import { describe, expect, it } from 'vitest';
import { Accept } from '../../src/headers/accept.ts';
import { Request } from '../../src/request/request.ts';

describe('the negotiating headers of a request', () => {
  const OFFERS = ['text/html', 'application/json'];

  it('N20: an empty Accept is as a missing one', () => {
    for (const request of [Request.blank('/'), Request.blank('/', { accept: '' })]) {
      expect(request.accept.acceptable(OFFERS)).toEqual(OFFERS.map((offer) => [offer, 1]));
      expect(request.accept.isPresent).toBe(false);
    }
  });

  it('N20: a value that is an empty list accepts nothing by itself, as WebOb has it', () => {
    expect(Accept.parse('').acceptable(OFFERS)).toEqual([]);
  });

  it('N20: an empty Accept-Encoding means identity only, a missing one any coding', () => {
    expect(
      Request.blank('/', { acceptEncoding: '' }).acceptEncoding.acceptable(['gzip', 'identity']),
    ).toEqual([['identity', 1]]);
    expect(Request.blank('/').acceptEncoding.best(['gzip', 'identity'])).toBe('gzip');
  });
});
