import { describe, expect, it } from 'vitest';
import { appConfig, loadApp, loadFilter, loadServer } from '../../src/deploy/load.ts';
import { makeToyTree, toyFile, toyReference } from '../support/toy-package.ts';
import { vectors } from '../support/vectors.ts';

interface Case {
  readonly id: string;
  readonly input: {
    readonly files: Readonly<Record<string, string>>;
    readonly call: 'loadApp' | 'loadFilter' | 'loadServer' | 'appConfig';
    readonly uri: string;
    readonly name?: string;
    readonly globalConf?: Readonly<Record<string, string>>;
    readonly relativeTo?: string | null;
  };
  readonly output: Answer;
  readonly want?: Answer;
  readonly alternatives?: { readonly ownOptionWins?: Answer };
  readonly tags?: readonly string[];
}

interface Answer {
  readonly error?: string;
}

const KINDS = { loadApp: 'app', appConfig: 'app', loadFilter: 'filter', loadServer: 'server' } as const;
const LOADERS = { loadApp, loadFilter, loadServer, appConfig };

/** Cases in which Python's result is not the right one, with the reason. */
const NOT_CARRIED_OVER: readonly [string, (one: Case, text: string) => boolean][] = [
  ['Python checks distributions', ({ tags = [] }) => tags.includes('require')],
  [
    'a factory checks its own options',
    ({ tags = [], output }) => tags.includes('signature') || output.error === 'signature',
  ],
  ['one name is not two things', ({ output }) => output.error === 'ambiguous-entry-point'],
  [
    'a reference without an export means default, then main',
    ({ output }) => output.error === 'bad-reference',
  ],
  ['dots walk', ({ output }, text) => output.error === 'no-export' && text.includes('Named.make')],
  ['file: names a module', (_, text) => /call: |"uri":"file:/.test(text)],
  [
    'two protocol keys are an error in filters, too',
    (_, text) => /paste.filter_factory.*paste.filter_app_factory/.test(text),
  ],
  ['a path may have a %', ({ input }) => input.uri.includes('%25')],
  [
    'a filtered application has the options of the section that it uses',
    ({ input }, text) => input.call === 'appConfig' && /main\]\\nuse = a\\nfilter-with/.test(text),
  ],
];

const cases = vectors<Case>('paste/deploy').filter(
  (one) => !NOT_CARRIED_OVER.some(([, isSo]) => isSo(one, JSON.stringify(one.input))),
);

describe('the application that Paste Deploy loads from a file', () => {
  it.each(cases)('$id', async ({ input, output, want, alternatives }) => {
    using tree = makeToyTree(
      Object.fromEntries(Object.entries(input.files).map(([name, text]) => [name, toyFile(text)])),
    );
    const withRoot = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll('<ROOT>', tree.root));
    const answer = withRoot(want ?? alternatives?.ownOptionWins ?? output);
    const { call, uri, name, globalConf, relativeTo = tree.root } = withRoot(input);
    const kind = KINDS[input.call];
    const loading = LOADERS[input.call](toyReference(uri, kind), {
      name,
      globalConf,
      relativeTo: relativeTo ?? undefined,
    });
    if (answer.error !== undefined) {
      await expect(loading).rejects.toMatchObject({ name: 'DeployError', kind: kindOf(answer.error, input) });
      return;
    }
    const expected = JSON.parse(
      JSON.stringify(answer)
        .replace(/"toy:(\w+)"/g, '"file:./toy.mjs#$1"')
        .replaceAll('egg:Toy#', 'npm:toy#'),
    );
    const loaded = await loading;
    if (call === 'appConfig') expect(plain(loaded)).toEqual(expected);
    else {
      const { treeOf, leaf, served, calls } = await tree.toy();
      const result =
        kind === 'app' || typeof loaded !== 'function'
          ? loaded
          : await Reflect.apply(loaded, undefined, [leaf]);
      expect({ tree: kind === 'server' ? plain(served.at(-1)) : await treeOf(result), calls }).toEqual(
        expected,
      );
    }
  });
});

/** Python reports an entry point of another protocol as missing. */
function kindOf(error: string, input: Case['input']): string {
  if (error !== 'no-entry-point') return error;
  const names = [...JSON.stringify(input).matchAll(/egg:Toy#(\w+)/gi)].map(([, name]) => name);
  const known =
    /^(app|other|main|both|failing|filter|wrap|filterapp|composite?|noglobals|stack|server|runner|named)$/;
  return names.every((name) => known.test(name ?? '')) ? 'unknown-protocol' : 'no-export';
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
