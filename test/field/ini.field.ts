import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigFile } from '../../src/deploy/config-file.ts';
import { DeployError } from '../../src/deploy/deploy-error.ts';
import { parseIni } from '../../src/deploy/ini.ts';
import { cpuTime } from '../support/cpu-time.ts';

const FILE = '/srv/config.ini';
const MEGABYTE = 2 ** 20;

/** Reads all values of a text, and returns its error. */
function readAll(text: string): unknown {
  try {
    const file = new ConfigFile(FILE, parseIni(text, FILE), new Map(), () => 'variable');
    file.defaults.get('here');
    for (const section of file.ini.sections) file.valuesOf(section);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The milliseconds of processor time that a text takes. */
async function timeOf(text: string): Promise<number> {
  let error: unknown;
  const time = await cpuTime(() => {
    error = readAll(text);
  });
  if (error !== undefined && !(error instanceof DeployError)) throw error;
  return time;
}

const pieces = fc.constantFrom(
  ...[
    '[s]',
    '[DEFAULT]',
    '[a:b]',
    '\n',
    '\n',
    '\n ',
    '\r',
    '\t',
    'k',
    'l',
    '=',
    ':',
    '%',
    '%(k)s',
    '%(l)s',
    '%%',
    '%(env.X)s',
  ],
  ...['#', ';', ']', '[', '(', ')', 's', '\u2028', '\u0085', '\0', '\ufeff', '\ud800', 'é'],
);

describe('the reader of configurations', () => {
  it('throws only DeployErrors', () => {
    const texts = fc.oneof(
      fc.array(pieces, { maxLength: 200 }).map((list) => list.join('')),
      fc.string({ unit: 'binary', maxLength: 500 }),
      fc.string({ unit: 'binary', maxLength: 200 }).map((text) => `[s]\n${text}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const error = readAll(text);
        expect(error === undefined || error instanceof DeployError).toBe(true);
      }),
      { numRuns: 50_000 },
    );
  }, 300_000);

  it('reads back the text that it is written as', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9._ -]{0,10}[a-z0-9]$/);
    const options = fc.uniqueArray(fc.tuple(word, word), { selector: ([name]) => name, maxLength: 8 });
    const file = fc.uniqueArray(fc.tuple(word, options), { selector: ([name]) => name, maxLength: 5 });
    fc.assert(
      fc.property(file, (sections) => {
        const text = sections.map(
          ([name, list]) => `[${name}]\n${list.map(([key, value]) => `${key} = ${value}\n`).join('')}`,
        );
        const read = parseIni(text.join('\n'), FILE).sections.map(({ name, options: found }) => [
          name,
          Array.from(found, ([key, { value }]) => [key, value]),
        ]);
        expect(read).toEqual(sections);
      }),
      { numRuns: 5_000 },
    );
  }, 300_000);

  it.each<[string, (size: number) => string]>([
    ['blanks in a value', (size) => `[s]\nk = a${' '.repeat(size)}b`],
    ['blanks before a value', (size) => `[s]\nk =${' '.repeat(size)}`],
    ['blank lines', (size) => `[s]\nk = a${'\n'.repeat(size)}`],
    ['lines that continue', (size) => `[s]\nk = a${'\n  b'.repeat(size / 4)}`],
    ['options', (size) => `[s]\n${Array.from({ length: size / 8 }, (_, i) => `k${i}=v\n`).join('')}`],
    ['sections', (size) => Array.from({ length: size / 8 }, (_, i) => `[a:${i}]\n`).join('')],
    [
      'sections with the same name',
      (size) => Array.from({ length: Math.sqrt(size) }, (_, i) => `[a:b${' '.repeat(i)}]\n`).join(''),
    ],
    ['lines without a section', (size) => 'k = v\n'.repeat(size / 6)],
    ['lines that are not options', (size) => `[s]\n${'nonsense\n'.repeat(size / 9)}`],
    ['brackets', (size) => `[s]\n${'['.repeat(size)}`],
    ['doubled percent signs', (size) => `[s]\nk = ${'%%'.repeat(size / 2)}`],
    ['open parentheses', (size) => `[s]\nk = ${'%('.repeat(size / 2)}`],
    ['references', (size) => `[s]\na = b\nk = ${'%(a)s'.repeat(size / 5)}`],
    [
      'values that repeat each other',
      (size) =>
        `[s]\na0 = x\n${Array.from({ length: 9 }, (_, i) => `a${i + 1} = ${`%(a${i})s`.repeat(size / 60)}\n`).join('')}`,
    ],
    [
      'values that refer to each other',
      (size) => `[s]\n${Array.from({ length: size / 16 }, (_, i) => `k${i}=%(k${i + 1})s\n`).join('')}`,
    ],
    [
      'defaults that every section names',
      (size) =>
        `[DEFAULT]\nd = ${'x'.repeat(size / 2)}\n${Array.from({ length: size / 32 }, (_, i) => `[a:${i}]\nk = %(d)s\n`).join('')}`,
    ],
  ])(
    'takes linear time for %s',
    async (_, textOf) => {
      readAll(textOf(MEGABYTE / 16));
      const quarter = Math.min(await timeOf(textOf(MEGABYTE / 4)), await timeOf(textOf(MEGABYTE / 4)));
      const whole = Math.min(await timeOf(textOf(MEGABYTE)), await timeOf(textOf(MEGABYTE)));
      // Four times the text may take at most ten times as long; very short times are not measured.
      expect(whole).toBeLessThan(Math.max(10 * quarter, 250));
      expect(whole).toBeLessThan(5_000);
    },
    60_000,
  );
});
