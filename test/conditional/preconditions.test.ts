import { describe, expect, expectTypeOf, it } from 'vitest';
import { type CurrentRepresentation, evaluatePreconditions } from '../../src/conditional/preconditions.ts';
import { EntityTag } from '../../src/headers/entity-tag.ts';
import { Request } from '../../src/request/request.ts';
import { type HeaderText, headerText } from '../support/header-text.ts';

const DATE = new Date('1994-11-06T08:49:37.500Z');
const EARLIER = 'Sun, 06 Nov 1994 08:49:36 GMT';
const SAME = 'Sun, 06 Nov 1994 08:49:37 GMT';
const LATER = 'Sun, 06 Nov 1994 08:49:38 GMT';

const CURRENT = {
  strong: { etag: 'x', lastModified: DATE },
  weak: { etag: new EntityTag('x', { weak: true }), lastModified: DATE },
  tagOnly: { etag: 'x' },
  dateOnly: { lastModified: DATE },
  neither: {},
  absent: { etag: 'x', lastModified: DATE, exists: false },
} satisfies Record<string, CurrentRepresentation>;

type Kind = keyof typeof CURRENT;
const EVERY = Object.keys(CURRENT) as Kind[];
const EXISTING = EVERY.filter((kind) => kind !== 'absent');
const DATED: Kind[] = ['strong', 'weak', 'dateOnly'];
const TAGGED: Kind[] = ['strong', 'weak', 'tagOnly'];
const except = (...kinds: Kind[]) => EVERY.filter((kind) => !kinds.includes(kind));

const outcome = (method: string, headers: HeaderText, current: CurrentRepresentation) =>
  evaluatePreconditions(Request.blank('/', { headers: headerText(headers), method }).environ, current);

/** The result of a failed precondition: 304 or 412 for methods that read, 412 for methods that write. */
interface Rule {
  readonly id: string;
  readonly headers: HeaderText;
  /**
   * The kinds of representation for which a reading method stops, and those for which a writing method
   * stops.
   */
  readonly reading: readonly Kind[];
  readonly changing: readonly Kind[];
  readonly status: 304 | 412;
}

const ifMatch = (header: string, stopped: readonly Kind[], id: string): Rule => ({
  id,
  headers: { ifMatch: header },
  reading: stopped,
  changing: stopped,
  status: 412,
});
const ifUnmodifiedSince = (header: string, stopped: readonly Kind[], id: string): Rule => ({
  ...ifMatch('', stopped, id),
  headers: { ifUnmodifiedSince: header },
});
const ifNoneMatch = (header: string, stopped: readonly Kind[], id: string): Rule => ({
  id,
  headers: { ifNoneMatch: header },
  reading: stopped,
  changing: stopped,
  status: 304,
});
const ifModifiedSince = (header: string, stopped: readonly Kind[], id: string): Rule => ({
  id,
  headers: { ifModifiedSince: header },
  reading: stopped,
  changing: [],
  status: 304,
});

const RULES: Rule[] = [
  { id: 'no precondition', headers: {}, reading: [], changing: [], status: 304 },

  ifMatch('"x"', except('strong', 'tagOnly'), 'step 1, C8'),
  ifMatch('"y"', EVERY, 'step 1, C8'),
  ifMatch('"y", "x"', except('strong', 'tagOnly'), 'step 1'),
  ifMatch('W/"x"', EVERY, 'step 1, C11'),
  ifMatch('*', ['absent'], 'step 1, C9, C17'),
  ifMatch('x', EVERY, 'step 1, malformed'),
  ifMatch('', EVERY, 'step 1, malformed'),

  ifUnmodifiedSince(EARLIER, DATED, 'step 2, C10'),
  ifUnmodifiedSince(SAME, [], 'step 2'),
  ifUnmodifiedSince(LATER, [], 'step 2'),
  ifUnmodifiedSince('1994', [], 'step 2, malformed'),

  ifNoneMatch('"x"', TAGGED, 'step 3'),
  ifNoneMatch('W/"x"', TAGGED, 'step 3'),
  ifNoneMatch('"y"', [], 'step 3'),
  ifNoneMatch('"y","x"', TAGGED, 'step 3, C3'),
  ifNoneMatch('*', EXISTING, 'step 3, C1, C14, C17'),
  ifNoneMatch('x', [], 'step 3, C6'),

  ifModifiedSince(EARLIER, [], 'step 4'),
  ifModifiedSince(SAME, DATED, 'step 4'),
  ifModifiedSince(LATER, DATED, 'step 4'),
  ifModifiedSince('2099', [], 'step 4, C12'),

  {
    ...ifMatch('"x"', except('strong', 'tagOnly'), 'If-Match makes If-Unmodified-Since void'),
    headers: { ifMatch: '"x"', ifUnmodifiedSince: EARLIER },
  },
  {
    ...ifNoneMatch('"y"', [], 'C2: If-None-Match makes If-Modified-Since void'),
    headers: { ifNoneMatch: '"y"', ifModifiedSince: LATER },
  },
  {
    ...ifNoneMatch('"x"', TAGGED, 'C13: no-cache is for caches'),
    headers: { ifNoneMatch: '"x"', cacheControl: 'no-cache' },
  },
];

describe('evaluatePreconditions', () => {
  const cases = RULES.flatMap((rule) => EVERY.map((kind) => ({ ...rule, kind })));

  it.each(cases)('$id: GET and HEAD with $headers, representation $kind', (rule) => {
    const expected = rule.reading.includes(rule.kind) ? rule.status : 'proceed';
    for (const method of ['GET', 'HEAD']) {
      expect(outcome(method, rule.headers, CURRENT[rule.kind])).toBe(expected);
    }
  });

  it.each(cases)('$id: PUT, POST, PATCH, DELETE, MERGE with $headers, representation $kind', (rule) => {
    const expected = rule.changing.includes(rule.kind) ? 412 : 'proceed';
    for (const method of ['PUT', 'POST', 'PATCH', 'DELETE', 'MERGE']) {
      expect(outcome(method, rule.headers, CURRENT[rule.kind])).toBe(expected);
    }
  });

  it('FR6: treats QUERY like GET (RFC 10008)', () => {
    expect(outcome('QUERY', { ifNoneMatch: '"x"' }, CURRENT.strong)).toBe(304);
    expect(outcome('QUERY', { ifModifiedSince: SAME }, CURRENT.strong)).toBe(304);
  });

  it.each(['CONNECT', 'OPTIONS', 'TRACE'])('%s has no preconditions (13.2.1)', (method) => {
    for (const { headers } of RULES) {
      for (const kind of EVERY) expect(outcome(method, headers, CURRENT[kind])).toBe('proceed');
    }
  });

  it('evaluates If-Match and If-Unmodified-Since before If-None-Match and If-Modified-Since', () => {
    const both = { ifMatch: '"y"', ifNoneMatch: '"x"' };
    expect(outcome('GET', both, CURRENT.strong)).toBe(412);
    expect(outcome('GET', { ...both, ifMatch: '"x"' }, CURRENT.strong)).toBe(304);
    const dates = { ifUnmodifiedSince: EARLIER, ifModifiedSince: LATER };
    expect(outcome('GET', dates, CURRENT.strong)).toBe(412);
    expect(outcome('GET', { ...dates, ifUnmodifiedSince: SAME }, CURRENT.strong)).toBe(304);
  });

  it('accepts a tag as a value, in parts, or in its written form', () => {
    for (const etag of ['x', '"x"', { value: 'x' }, new EntityTag('x')]) {
      expect(outcome('PUT', { ifMatch: '"x"' }, { etag })).toBe('proceed');
    }
    for (const etag of ['W/"x"', { value: 'x', weak: true }]) {
      expect(outcome('PUT', { ifMatch: '"x"' }, { etag })).toBe(412);
    }
  });

  it('C4, C5: treats commas and backslashes as characters of a tag', () => {
    expect(outcome('GET', { ifNoneMatch: '"a,b"' }, { etag: 'a,b' })).toBe(304);
    expect(outcome('GET', { ifNoneMatch: '"a\\", "b"' }, { etag: 'b' })).toBe(304);
    expect(outcome('GET', { ifNoneMatch: '"a\\", "b"' }, { etag: 'a\\' })).toBe(304);
  });

  it("stops a write if the representation's date is unknown", () => {
    expect(outcome('PUT', { ifUnmodifiedSince: SAME }, { lastModified: new Date(Number.NaN) })).toBe(412);
    expect(outcome('GET', { ifModifiedSince: SAME }, { lastModified: new Date(Number.NaN) })).toBe('proceed');
  });
});

describe('Request.preconditions', () => {
  const put = (headers: HeaderText) => Request.blank('/', { headers: headerText(headers), method: 'PUT' });

  it('C8, C14, C17: is evaluated before the effect', () => {
    expect(put({ ifMatch: '"y"' }).preconditions({ etag: 'x' })).toBe(412);
    expect(put({ ifNoneMatch: '*' }).preconditions({ etag: 'x' })).toBe(412);
    expect(put({ ifNoneMatch: '*' }).preconditions({ exists: false })).toBe('proceed');
    expect(put({ ifMatch: '*' }).preconditions({ exists: false })).toBe(412);
  });

  it.each<[HeaderText, 'proceed' | 412 | 428]>([
    [{}, 428],
    [{ ifMatch: '"x"' }, 'proceed'],
    [{ ifMatch: 'malformed' }, 412],
    [{ ifUnmodifiedSince: SAME }, 'proceed'],
    [{ ifUnmodifiedSince: EARLIER }, 412],
    [{ ifUnmodifiedSince: 'malformed' }, 428],
    [{ ifNoneMatch: '*' }, 412],
    [{ ifNoneMatch: '"y"' }, 'proceed'],
    [{ ifNoneMatch: 'malformed' }, 428],
    [{ ifModifiedSince: SAME }, 428],
  ])('can require a precondition: %o', (headers, expected) => {
    expect(put(headers).preconditions(CURRENT.strong, { required: true })).toBe(expected);
  });

  it('does not count a date as a precondition if there is none to compare it with', () => {
    expect(put({ ifUnmodifiedSince: SAME }).preconditions({ etag: 'x' }, { required: true })).toBe(428);
  });

  it('FR6: requires nothing of a safe method such as QUERY (RFC 10008)', () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'QUERY', 'TRACE']) {
      expect(put({}).with({ method }).preconditions({ etag: 'x' }, { required: true })).toBe('proceed');
    }
  });

  it('requires nothing of CONNECT, which has no preconditions (13.2.1)', () => {
    expect(put({}).with({ method: 'CONNECT' }).preconditions({ etag: 'x' }, { required: true })).toBe(
      'proceed',
    );
  });

  it('returns 428 only if the option is set', () => {
    expectTypeOf(put({}).preconditions({})).toEqualTypeOf<'proceed' | 304 | 412>();
    expectTypeOf(put({}).preconditions({}, { required: true })).toEqualTypeOf<'proceed' | 304 | 412 | 428>();
    // @ts-expect-error
    const noTag = () => put({}).preconditions({ etag: 7 });
    expect(noTag).toBeTypeOf('function');
    expect(() => put({ ifMatch: '"x"' }).preconditions({ etag: 'a b' })).toThrow(TypeError);
  });
});
