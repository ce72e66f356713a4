import { describe, expect, it } from 'vitest';
import { headText } from '../../../src/gateways/sockets/head-text.ts';

describe('the head of a response to a web server', () => {
  it('always begins with the status', () => {
    expect(headText(302, 'Found', [['Location', '/a']])).toBe('Status: 302 Found\r\nLocation: /a\r\n\r\n');
    expect(headText(299, '', [])).toBe('Status: 299 \r\n\r\n');
  });

  it('contains no other Status, which would be mistaken for it', () => {
    expect(
      headText(200, 'OK', [
        ['status', '500'],
        ['Statut', 'x'],
      ]),
    ).toBe('Status: 200 OK\r\nStatut: x\r\n\r\n');
  });
});
