import { describe, expect, it } from 'vitest';
import { RULES } from '../../../src/testing/lint/rules.ts';
import {
  NEGOTIATION,
  type VaryAnswer,
  type VaryProbes,
  varyFindings,
} from '../../../src/testing/lint/vary.ts';
import type { HeaderList } from '../../../src/wsgi/contract.ts';

type Fields = Readonly<Record<string, string | undefined>>;

/** The application's response, in short. */
interface Short {
  readonly status?: number;
  readonly headers?: HeaderList;
  readonly text?: string;
}

async function messagesOf(app: (fields: Fields) => Short, probes?: VaryProbes): Promise<string[]> {
  const ask = async (fields: Fields): Promise<VaryAnswer> => {
    const { status = 200, headers = [], text = '' } = app(fields);
    return { status, headers, bytes: Buffer.from(text) };
  };
  return (await varyFindings(ask, probes)).map(({ message }) => message);
}

const VARY = (field: string): HeaderList[number] => ['Vary', field];
const FOUND = (text: string) => `http-vary-missing: ${text} (${RULES['http-vary-missing'].spec})`;

describe('varyFindings', () => {
  it('finds nothing if the response is always the same', async () => {
    expect(await messagesOf(() => ({ text: 'hi' }))).toEqual([]);
  });

  it.each([
    [
      'Accept',
      ({ Accept }: Fields): Short =>
        Accept === 'application/json'
          ? { headers: [['Content-Type', 'application/json']], text: '{}' }
          : { text: 'hi' },
      'asked without Accept and with Accept: application/json, the answers differ in content and content-type, but asked without Accept, Vary lacks Accept',
    ],
    [
      'Accept-Encoding',
      ({ 'Accept-Encoding': coding }: Fields): Short =>
        coding === 'br' ? { headers: [['Content-Encoding', 'br']] } : {},
      'asked with Accept-Encoding: identity and with Accept-Encoding: br, the answers differ in content-encoding, but asked with Accept-Encoding: identity, Vary lacks Accept-Encoding',
    ],
    [
      'Accept-Language',
      ({ 'Accept-Language': language }: Fields): Short => ({
        text: language === 'de' ? 'Guten Tag' : 'Hello',
      }),
      'asked without Accept-Language and with Accept-Language: de, the answers differ in content, but asked without Accept-Language, Vary lacks Accept-Language',
    ],
    [
      'Origin',
      ({ Origin }: Fields): Short =>
        Origin === undefined ? {} : { headers: [['Access-Control-Allow-Origin', Origin]] },
      'asked without Origin and with Origin: https://one.example, the answers differ in access-control-allow-origin, but asked without Origin, Vary lacks Origin',
    ],
  ])('reports a response that depends on %s, which Vary does not name', async (field, app, text) => {
    expect(await messagesOf(app)).toEqual([FOUND(text)]);
    const named = (fields: Fields) => {
      const answer = app(fields);
      return { ...answer, headers: [...(answer.headers ?? []), VARY(field)] };
    };
    expect(await messagesOf(named)).toEqual([]);
    const any = (fields: Fields) => ({
      ...app(fields),
      headers: [...(app(fields).headers ?? []), VARY('*')],
    });
    expect(await messagesOf(any)).toEqual([]);
  });

  it('reports a Vary that only one of the two responses has', async () => {
    const app = ({ Origin }: Fields): Short =>
      Origin === undefined
        ? { headers: [VARY('Origin')] }
        : { headers: [['Access-Control-Allow-Origin', Origin]] };
    expect(await messagesOf(app)).toEqual([
      FOUND(
        'asked without Origin and with Origin: https://one.example, the answers differ in access-control-allow-origin, but asked with Origin: https://one.example, Vary lacks Origin',
      ),
    ]);
  });

  it('reports a response with another status', async () => {
    const app = ({ Accept }: Fields): Short => ({ status: Accept === 'image/webp' ? 406 : 200 });
    expect(await messagesOf(app)).toEqual([
      expect.stringContaining('with Accept: image/webp, the answers differ in status'),
    ]);
  });

  it('ignores values that always differ', async () => {
    let count = 0;
    const app = (): Short => {
      count += 1;
      return { text: String(count), headers: [['X-Count', String(count)]] };
    };
    expect(await messagesOf(app)).toEqual([]);
  });

  it.each<[why: string, status: number, control: string | undefined, found: number]>([
    ['may be stored by its status', 200, undefined, 1],
    ['may be stored for a time', 403, 'max-age=60', 1],
    ['may be stored by shared caches for a time', 403, 's-maxage=60', 1],
    ['may be stored by any cache', 403, 'public', 1],
    ['is private in one of its fields', 200, 'private="X-User"', 1],
    ['must not be stored', 200, 'no-store', 0],
    ['is private', 200, 'private, max-age=60', 0],
    ['has a status that is never stored', 403, undefined, 0],
  ])('requires Vary for a response that %s: %i %s', async (_, status, control, found) => {
    const headers: HeaderList = control === undefined ? [] : [['Cache-Control', control]];
    const app = ({ Cookie = '' }: Fields): Short => ({ status, headers, text: Cookie });
    expect(await messagesOf(app, { Cookie: [undefined, 'user=ada'] })).toHaveLength(found);
  });

  it('requires Vary for a response that expires', async () => {
    const headers: HeaderList = [['Expires', 'Sun, 06 Nov 1994 08:49:37 GMT']];
    const app = ({ Cookie = '' }: Fields): Short => ({ status: 403, headers, text: Cookie });
    expect(await messagesOf(app, { Cookie: [undefined, 'user=ada'] })).toHaveLength(1);
  });

  it('varies one field at a time, and repeats the first value after each other one', async () => {
    const asked: string[] = [];
    const app = (fields: Fields): Short => {
      asked.push(
        Object.entries(fields)
          .map(([name, value]) => `${name}=${value}`)
          .join(),
      );
      return {};
    };
    await messagesOf(app, { Accept: [undefined, 'a/b', 'c/d'], Cookie: ['x'] });
    expect(asked).toEqual([
      'Accept=undefined',
      'Accept=a/b',
      'Accept=undefined',
      'Accept=c/d',
      'Accept=undefined',
      'Cookie=x',
    ]);
  });

  it('varies the fields of content negotiation and of CORS by default', () => {
    expect(Object.keys(NEGOTIATION)).toEqual(['Accept', 'Accept-Encoding', 'Accept-Language', 'Origin']);
  });
});
