import { utimesSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { FileApp } from '../../../src/apps/files/file-app.ts';
import { type Answer, ask, makeTree } from '../../support/tree.ts';
import { vectors } from '../../support/vectors.ts';

interface Case {
  readonly id: string;
  readonly name: string;
  readonly input: {
    readonly file: {
      readonly name: string;
      readonly body: string | null;
      readonly lastModified?: string | null;
      readonly etag?: string | null;
      readonly contentType?: string | null;
    };
    readonly method: string | string[];
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly expected: {
    readonly status: number;
    readonly ranges?: number[][];
    readonly contentRange?: string;
    readonly contentType?: string;
    readonly contentTypePrefix?: string;
    readonly lastModified?: string;
  };
}

/** Go answers HEAD with 206 and 416; RFC 9110, section 14.2, defines ranges only for GET (R8). */
const RANGES_OF_HEAD = ['0024', '0026', '0033', '0034', '0042'].map((id) => `static-conditional-${id}`);

const cases = vectors<Case>('standard/static-conditional').flatMap((given) =>
  [given.input.method].flat().map((method) => ({ ...given, method })),
);
const trees = new Map<string, ReturnType<typeof makeTree>>();

describe('FileApp answers as Go and nginx do', () => {
  afterAll(() => {
    for (const tree of trees.values()) tree[Symbol.dispose]();
  });

  it.each(cases)('$id: $method, $name', async ({ id, method, input, expected }) => {
    const app = fileOf(id, input.file);
    const known = await ask(app, '/');
    const headers = Object.fromEntries(
      Object.entries(input.headers).map(([name, value]) => [name, filled(value, known)]),
    );
    const answer = await ask(app, '/', { method, headers });
    if (method === 'HEAD' && RANGES_OF_HEAD.includes(id)) {
      expect(answer.status).toBe(200);
      expect(answer.headers['content-range']).toBeUndefined();
      return;
    }
    expect(answer.status).toBe(expected.status);
    const { contentType, contentRange, lastModified, ranges } = expected;
    if (contentType !== undefined) expect(answer.headers['content-type'] ?? '').toBe(contentType);
    if (contentRange !== undefined) expect(answer.headers['content-range']).toBe(contentRange);
    if (lastModified !== undefined) expect(answer.headers['last-modified']).toBe(lastModified);
    if (ranges !== undefined) expect(rangesOf(answer)).toEqual(ranges);
    expect(answer.headers['content-type'] ?? '').toContain(expected.contentTypePrefix ?? '');
    if (expected.status === 200 && method === 'GET') expect(answer.body).toBe(input.file.body);
  });
});

function fileOf(id: string, { name, body, etag, lastModified, contentType }: Case['input']['file']): FileApp {
  const tree = trees.get(id) ?? makeTree({ [name]: body ?? '' });
  trees.set(id, tree);
  if (lastModified) utimesSync(tree.at(name), new Date(lastModified), new Date(lastModified));
  return new FileApp(tree.at(name), { etag: etag ?? undefined, contentType: contentType ?? undefined });
}

function filled(value: string, known: Answer): string {
  return value
    .replaceAll('{{etag}}', known.headers.etag ?? '')
    .replaceAll('{{lastModified}}', known.headers['last-modified'] ?? '');
}

function rangesOf({ headers, body }: Answer): number[][] {
  const single = headers['content-range'];
  const fields = single === undefined ? body.match(/(?<=^Content-Range: ).*/gm) : [single];
  return (fields ?? []).map((field) => (/(\d+)-(\d+)\//.exec(field)?.slice(1) ?? []).map(Number));
}
