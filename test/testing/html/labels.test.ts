import { describe, expect, it } from 'vitest';
import { Labels } from '../../../src/testing/html/labels.ts';
import { attribute, loadPageParser } from '../../../src/testing/html/page.ts';

const parse = await loadPageParser();

/** The labels of the element with the attribute `x`. */
function labelsOf(html: string): string[] {
  const page = parse(html);
  const element = page.elements.find((candidate) => attribute(candidate, 'x') !== undefined);
  return element ? new Labels(page).of(element) : [];
}

describe('the labels of a field', () => {
  it.each([
    ['<label>A <input x></label>', ['A']],
    ['<label for="i">A</label><input x id="i">', ['A']],
    ['<input x id="i"><label for="i">A</label><label for="i"> B\n b</label>', ['A', 'B b']],
    ['<label for="i">A</label><input id="i"><input x id="i">', []],
    ['<label for="none">A <input x></label>', []],
    ['<label for="p">A</label><p x id="p"></p>', []],
    ['<label>A <input><input x></label>', []],
    ['<label>A <input type="hidden"><input x></label>', ['A']],
    ['<label>A</label><input x>', []],
    ['<label>A <label>B <input x></label></label>', ['A B', 'B']],
    ['<label> <input x></label>', []],
    ['<input x aria-label=" A\n a ">', ['A a']],
    ['<input x aria-labelledby="b none a"><p id="a">A</p><p id="b">B</p>', ['B A']],
    ['<label>A <input x aria-label="C" aria-labelledby="b"></label><p id="b">B</p>', ['A', 'B', 'C']],
    ['<label>Size <select x><option>small</select></label>', ['Size']],
  ])('in %s are %o', (html, labels) => {
    expect(labelsOf(html)).toEqual(labels);
  });
});
