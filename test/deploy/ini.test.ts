import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigFile } from '../../src/deploy/config-file.ts';
import { DeployError } from '../../src/deploy/deploy-error.ts';
import { parseIni } from '../../src/deploy/ini.ts';
import { settingsOf } from '../../src/deploy/settings.ts';
import { vectors } from '../support/vectors.ts';

type Values = Readonly<Record<string, string>>;

interface Case {
  readonly id: string;
  readonly input: { readonly text: string; readonly defaults?: Values };
  readonly output: {
    readonly error?: string;
    readonly sections: Readonly<
      Record<string, Readonly<Record<string, string | { readonly error: string }>>>
    >;
    readonly defaults: Values | { readonly error: string };
  };
}

const FILE = '/srv/conf/config.ini';

/** Python refuses a byte order mark; here the file reader removes it. */
const cases = vectors<Case>('paste/ini').filter(({ input }) => !input.text.startsWith('\ufeff'));

describe('the dialect of .ini files', () => {
  it.each(cases)('$id', ({ input, output }) => {
    if (output.error !== undefined) {
      expect(kindOf(() => parseIni(input.text, FILE))).toBe(output.error);
      return;
    }
    const { here: _here, ...given } = input.defaults ?? {};
    const file = new ConfigFile(FILE, parseIni(input.text, FILE), settingsOf(given), () => undefined);
    expect(file.ini.sections.map(({ name }) => name)).toEqual(Object.keys(output.sections));
    for (const section of file.ini.sections) {
      const wanted = Object.values(output.sections[section.name] ?? {});
      const failing = wanted.find((value) => typeof value === 'object');
      if (failing !== undefined) expect(kindOf(() => file.valuesOf(section))).toBe(errorOf(failing));
      else
        expect([...file.valuesOf(section).values()].map(({ value }) => value).sort()).toEqual(wanted.sort());
    }
    const failing = errorOf(output.defaults);
    if (failing !== undefined) expect(kindOf(() => file.defaults)).toBe(failing);
    else {
      const wanted = Object.entries(output.defaults).filter(([name]) => name !== 'here');
      const values = Array.from(file.defaults, ([name, { value }]) => [name, value] as const);
      expect(values.filter(([name]) => !['here', '__file__'].includes(name)).sort()).toEqual(wanted.sort());
    }
  });

  it.each([
    ['a = 1', 'no-section-header', 1, undefined, undefined],
    ['[s]\n\n[s]\n', 'duplicate-section', 3, 's', undefined],
    ['[s]\na = 1\nb = 2\na = 3', 'duplicate-option', 4, 's', 'a'],
    ['[DEFAULT]\na = 1\n[DEFAULT]\na = 3', 'duplicate-option', 4, 'DEFAULT', 'a'],
    ['[s]\n# comment\nnonsense\nmore', 'parse', 3, 's', undefined],
    ['[s]\n= value', 'parse', 2, 's', undefined],
    ['[s]\nnonsense\na = 1\na = 2', 'duplicate-option', 4, 's', 'a'],
  ])('reports for %j that it is %s, with the line', (text, kind, line, section, option) => {
    expect(errorIn(() => parseIni(text, FILE))).toMatchObject({ kind, line, section, option, file: FILE });
  });

  it('records the lines of sections and options', () => {
    const { defaults, sections } = parseIni('[DEFAULT]\na = 1\n\n[s]\n; comment\nb =\n  2\n  3\nc: 4', FILE);
    expect(defaults.get('a')).toEqual({ value: '1', line: 2 });
    expect(sections[0]).toMatchObject({ name: 's', line: 4 });
    expect(sections[0]?.options.get('b')).toEqual({ value: '\n2\n3', line: 6 });
    expect(sections[0]?.options.get('c')).toEqual({ value: '4', line: 9 });
  });

  it('treats Unicode white space, and a byte order mark, as Python does', () => {
    const { sections } = parseIni('[s]\n\u00a0k\u2003=\u0085\u001cv\u3000\nl = \ufeffw', FILE);
    expect(sections[0]?.options.get('k')?.value).toBe('v');
    expect(sections[0]?.options.get('l')?.value).toBe('\ufeffw');
  });

  it('throws only DeployErrors, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const error = errorIn(() => readAll(text));
        expect(error === undefined || error instanceof DeployError).toBe(true);
      }),
    );
  });
});

const PIECES = [
  '[s]',
  '[DEFAULT]',
  '[t:u]',
  '\n',
  '\n',
  '\n  ',
  '\r\n',
  'a',
  'b',
  ' = ',
  ':',
  '%',
  '%(a)s',
  '%%',
  '%(env.X)s',
  '#',
  ';',
  ']',
  '\u2028',
  '\0',
  '\ufeff',
];

function readAll(text: string): void {
  const file = new ConfigFile(FILE, parseIni(text, FILE), new Map(), () => undefined);
  for (const section of file.ini.sections) file.valuesOf(section);
  expect(file.defaults).toBeInstanceOf(Map);
}

function errorIn(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
}

function kindOf(act: () => unknown): string | undefined {
  const error = errorIn(act);
  return error instanceof DeployError ? error.kind : undefined;
}

function errorOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'error' in value ? String(value.error) : undefined;
}
