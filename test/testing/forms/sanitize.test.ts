import { describe, expect, it } from 'vitest';
import { isAcceptable, sanitize } from '../../../src/testing/forms/sanitize.ts';
import type { Element } from '../../../src/testing/html/page.ts';
import { openForm } from '../../support/test-pages.ts';

async function input(attributes = ''): Promise<Element> {
  const [field] = (await openForm(`<input ${attributes}>`)).fields;
  if (!field) throw new Error('there is no input');
  return field.element;
}

describe('the value of an input (HTML, 4.10.5.1)', () => {
  it.each([
    ['text', ' a\r\nb ', ' ab '],
    ['hidden', ' a\nb ', ' a\nb '],
    ['url', ' http://x/ \n', 'http://x/'],
    ['email', ' a@b ', 'a@b'],
    ['number', '-1.5e3', '-1.5e3'],
    ['number', '.5', '.5'],
    ['number', '1.', ''],
    ['number', '+1', ''],
    ['number', '1e999', ''],
    ['date', '2024-02-29', '2024-02-29'],
    ['date', '2023-02-29', ''],
    ['date', '2100-02-29', ''],
    ['date', '0000-01-01', ''],
    ['date', '275761-12-31', '275761-12-31'],
    ['date', '2024-00-01', ''],
    ['date', '2024-13-01', ''],
    ['date', '2024-01-00', ''],
    ['date', '24-01-01', ''],
    ['month', '2024-12', '2024-12'],
    ['month', '2024-13', ''],
    ['week', '2020-W53', '2020-W53'],
    ['week', '2026-W53', '2026-W53'],
    ['week', '2024-W53', ''],
    ['week', '2025-W53', ''],
    ['week', '2024-W00', ''],
    ['week', '0000-W01', ''],
    ['week', '2024', ''],
    ['time', '23:59:59.999', '23:59:59.999'],
    ['time', '24:00', ''],
    ['datetime-local', '2024-01-01 08:05:00', '2024-01-01T08:05'],
    ['datetime-local', '2024-01-01T08:05', '2024-01-01T08:05'],
    ['datetime-local', '2024-01-01T08:05:30.120', '2024-01-01T08:05:30.12'],
    ['datetime-local', '2024-01-01T08:05:00.500', '2024-01-01T08:05:00.5'],
    ['datetime-local', '2024-01-01T08:05:30', '2024-01-01T08:05:30'],
    ['datetime-local', '2024-01-01', ''],
    ['datetime-local', '2024-01-01T25:00', ''],
    ['color', '#FF8800', '#ff8800'],
    ['color', ' #f80 ', '#ff8800'],
    ['color', '#f80a', '#ff8800'],
    ['color', '#ff880012', '#ff8800'],
    ['color', '#ff880', '#000000'],
    ['color', 'x', '#000000'],
  ])('of type %s is for %o %o', async (type, value, expected) => {
    expect(sanitize(type, value, await input())).toBe(expected);
  });

  it('with several addresses has no white space around them', async () => {
    expect(sanitize('email', ' a@b , c@d ', await input('multiple'))).toBe('a@b,c@d');
  });

  it.each([
    ['', '', '50'],
    ['', '200', '100'],
    ['', '-1', '0'],
    ['', '70.4', '70'],
    ['', '70.5', '71'],
    ['step="any"', '70.5', '70.5'],
    ['step="0.1" max="33.3"', 'x', '16.7'],
    ['step="0"', '1.4', '1'],
    ['min="10" max="0"', '5', '10'],
    ['min="1" max="10" step="4"', '10', '9'],
    ['min="0.5" max="0.7" value="0"', '0.6', '0.5'],
    ['min="1" max="2" step="4"', '2', '1'],
    ['max="2.5" value="1.2"', '0', '0.2'],
    ['max="-1" value="0.5" step="10"', '0', '0'],
    ['max="1" value="3" step="10"', '1', '1'],
    ['max="5" value="0.6"', '0', '0.6'],
    ['max="0.5" value="0.6"', '0', '0'],
    ['max="0.4" value="0.6"', '0.4', '0.4'],
    ['max="2.6"', '9', '2'],
  ])('of a range with %s is for %o %o', async (attributes, value, expected) => {
    expect(sanitize('range', value, await input(attributes))).toBe(expected);
  });

  it.each([
    ['date', '', true],
    ['date', 'x', false],
    ['email', '  ', true],
    ['range', '1', true],
    ['range', '', false],
    ['color', '#fff', true],
    ['color', '', false],
    ['text', '\n', true],
  ])('of type %s can be %o: %s', async (type, value, expected) => {
    expect(isAcceptable(type, value, await input())).toBe(expected);
  });
});
