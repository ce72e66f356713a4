import { afterAll, describe, expect, it } from 'vitest';
import { processVariables } from '../../../src/gateways/cgi/process-variables.ts';
import { makeTree } from '../../support/tree.ts';

const tree = makeTree({ environ: Buffer.from('A=\xff\0PATH_INFO=/\xe9=\0B=b\0', 'latin1') });
afterAll(() => tree[Symbol.dispose]());

describe('processVariables', () => {
  it('returns native strings', () => {
    const variables = processVariables({ PATH_INFO: '/é', B: 'b', C: undefined }, tree.at('nothing'));
    expect({ ...variables }).toEqual({ PATH_INFO: '/\xc3\xa9', B: 'b' });
  });

  it("restores bytes that node's text has lost, if the system still provides them", () => {
    const text = { A: '\ufffd', B: 'changed', PATH_INFO: '/\ufffd=' };
    const variables = processVariables(text, tree.at('environ'));
    expect({ ...variables }).toEqual({ A: '\xff', B: 'changed', PATH_INFO: '/\xe9=' });
  });

  it.each([
    ['/s', '/s/%E9?q', '/\xe9'],
    ['/s', '/rewritten', '/\xef\xbf\xbd'],
    [undefined, '/%E9', '/\xe9'],
  ])('otherwise derives the path below %j from the target %j', (SCRIPT_NAME, REQUEST_URI, path) => {
    const text = { SCRIPT_NAME, REQUEST_URI, PATH_INFO: '/\ufffd' };
    expect(processVariables(text, tree.at('nothing')).PATH_INFO).toBe(path);
  });

  it('otherwise leaves other variables unchanged', () => {
    expect({ ...processVariables({ A: '\ufffd' }, tree.at('nothing')) }).toEqual({ A: '\xef\xbf\xbd' });
  });

  it('defaults to this process', () => {
    expect(processVariables().PATH).toBe(process.env.PATH);
  });
});
