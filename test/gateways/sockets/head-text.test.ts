import { describe, expect, it } from 'vitest';
import { headText } from '../../../src/gateways/sockets/head-text.ts';

describe('the head of an answer to a web server', () => {
  it('says the status first, and always', () => {
    expect(headText(302, 'Found', [['Location', '/a']])).toBe('Status: 302 Found\r\nLocation: /a\r\n\r\n');
    expect(headText(299, '', [])).toBe('Status: 299 \r\n\r\n');
  });

  it('has no other Status, which would be taken for it', () => {
    expect(
      headText(200, 'OK', [
        ['status', '500'],
        ['Statut', 'x'],
      ]),
    ).toBe('Status: 200 OK\r\nStatut: x\r\n\r\n');
  });
});
