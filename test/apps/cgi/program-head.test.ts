import { describe, expect, it } from 'vitest';
import { ProgramFault } from '../../../src/apps/cgi/program-fault.ts';
import { readHead, refuseUnended } from '../../../src/apps/cgi/program-head.ts';
import { cpuTime } from '../../support/cpu-time.ts';

function ruleOf(read: () => unknown): string {
  try {
    return `read: ${JSON.stringify(read())}`;
  } catch (error) {
    return error instanceof ProgramFault ? error.rule : String(error);
  }
}

const TEXT = 'Content-Type: text/plain';

describe('readHead', () => {
  it('returns status, fields and length', () => {
    const lines = [TEXT, 'Status: 404 Nobody Home', 'Content-Length: 5', 'Set-Cookie: a', 'Set-Cookie: b'];
    expect(readHead(lines, false)).toEqual({
      status: '404 Nobody Home',
      code: 404,
      fields: [
        ['Content-Type', 'text/plain'],
        ['Content-Length', '5'],
        ['Set-Cookie', 'a'],
        ['Set-Cookie', 'b'],
      ],
      length: 5,
      localPath: undefined,
    });
  });

  it.each([
    [[TEXT], '200 OK'],
    [['Location: http://h/'], '302 Found'],
    [['Status: 404'], '404 Not Found'],
    [['Status: 404   Two'], '404 Two'],
    [['Status: 299'], '299 '],
    [['Status: 599 \xc9'], '599 \xc9'],
    [['Location: http://h/', 'Status: 201'], '201 Created'],
  ])('reads %j as status %j', (lines, status) => {
    expect(readHead(lines, false).status).toBe(status);
  });

  it.each([
    'Status: 199',
    'Status: 100 Continue',
    'Status: 600',
    'Status: 20',
    'Status: OK',
    'Status:',
    'Status: 200OK',
  ])('refuses %j', (line) => {
    expect(ruleOf(() => readHead([line], false))).toBe('bad-status');
  });

  it.each([
    ['a line without a colon', ['no colon']],
    ['an empty name', [': v']],
    ['a name with a space', ['X : v']],
    ['a name that is not a token', ['X\xe9: v']],
    ['a folded first line', [' X: v']],
    ['a CR in a value', ['X: a\rb']],
    ['a NUL in a value', ['X: a\0b']],
    ['a control character in a folded value', ['X: a', ' \x07']],
  ])('refuses %s', (_, lines) => {
    expect(ruleOf(() => readHead([TEXT, ...lines].slice(_.includes('first') ? 1 : 0), false))).toBe(
      'bad-field',
    );
  });

  it('joins folded lines with one space', () => {
    const lines = [TEXT, 'X: one  ', ' \t two', ' ', '\tthree', 'Y:', ' four'];
    expect(readHead(lines, false).fields.slice(1)).toEqual([
      ['X', 'one two three'],
      ['Y', 'four'],
    ]);
  });

  it('takes linear time for folded lines', async () => {
    const lines = [TEXT, ...Array.from({ length: 200_000 }, () => ' a')];
    const time = await cpuTime(() =>
      expect(readHead(lines, false).fields[0]?.[1]).toHaveLength('text/plain'.length + 400_000),
    );
    expect(time).toBeLessThan(4000);
  });

  it('requires a CGI field', () => {
    expect(ruleOf(() => readHead(['X: v'], false))).toBe('no-fields');
    expect(ruleOf(() => readHead([], false))).toBe('no-fields');
  });

  it.each(['Content-Type', 'Location', 'Status'])('refuses a second %s', (name) => {
    const line = `${name}: 200`;
    expect(ruleOf(() => readHead([line, line.toLowerCase()], false))).toBe('repeated-field');
  });

  it('refuses an empty Location', () => {
    expect(ruleOf(() => readHead(['Location:'], false))).toBe('bad-location');
  });

  it.each(['x', '-1', '', '0x1', '1.0', '99999999999999999999'])(
    'refuses the Content-Length %j',
    (length) => {
      expect(ruleOf(() => readHead([TEXT, `Content-Length: ${length}`], false))).toBe('bad-content-length');
    },
  );

  it('passes a list of equal lengths on as a single one (RFC 9110, 8.6)', () => {
    const { fields, length } = readHead(['content-length: 5, 5', TEXT, 'Content-Length: 5'], false);
    expect(length).toBe(5);
    expect(fields).toEqual([
      ['content-length', '5'],
      ['Content-Type', 'text/plain'],
    ]);
  });

  it('merges several equal Content-Length fields', () => {
    const head = readHead([TEXT, 'Content-Length: 5', 'content-length: 5'], false);
    expect(head).toMatchObject({
      length: 5,
      fields: [
        ['Content-Type', 'text/plain'],
        ['Content-Length', '5'],
      ],
    });
  });

  it('drops connection fields and fields for the server', () => {
    const lines = [
      TEXT,
      'Connection: close, X-Mine',
      'X-Mine: 1',
      'Transfer-Encoding: chunked',
      'X-CGI-Note: 1',
    ];
    expect(readHead(lines, false).fields).toEqual([['Content-Type', 'text/plain']]);
  });

  it.each([
    [['Location: /a?b'], '/a?b'],
    [['Location: /a', 'X-CGI-Note: 1'], '/a'],
    [['Location: /a', 'Set-Cookie: a=1'], undefined],
    [['Location: /a', 'Status: 302 Found'], undefined],
    [['Location: /a#b'], undefined],
    [['Location: //h/a'], undefined],
    [['Location: a'], undefined],
    [['Location: http://h/a'], undefined],
  ])('reads %j as a local redirect to %j', (lines, localPath) => {
    expect(readHead(lines, false).localPath).toBe(localPath);
  });
});

describe('readHead of a whole HTTP message', () => {
  it('requires a status line, and no CGI field', () => {
    expect(readHead(['HTTP/1.0 404 Nobody', 'X: v'], true)).toMatchObject({
      status: '404 Nobody',
      fields: [['X', 'v']],
      localPath: undefined,
    });
    expect(readHead(['HTTP/1.1 204'], true).status).toBe('204 No Content');
  });

  it.each([
    ['no status line', [TEXT], 'bad-status'],
    ['nothing', [], 'bad-status'],
    ['an interim status', ['HTTP/1.1 100 Continue'], 'bad-status'],
    ['a malformed field', ['HTTP/1.1 200 OK', 'x'], 'bad-field'],
    ['a transfer coding', ['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'], 'bad-field'],
  ])('refuses %s', (_, lines, rule) => {
    expect(ruleOf(() => readHead(lines, true))).toBe(rule);
  });
});

describe('refuseUnended', () => {
  it('reports the first malformed line, or otherwise the missing end', () => {
    expect(ruleOf(() => refuseUnended([TEXT, 'x'], false, 'it ended'))).toBe('bad-field');
    expect(ruleOf(() => refuseUnended(['HTTP/1.1 200 OK', TEXT], true, 'it ended'))).toBe('no-header-end');
    const refuse = () => refuseUnended([TEXT], false, 'it ended');
    expect(refuse).toThrow('it ended before an empty line ended the head');
  });
});
