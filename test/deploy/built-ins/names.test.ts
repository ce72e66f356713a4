import { describe, expect, it } from 'vitest';
import * as cgi from '../../../src/cgi.ts';
import * as client from '../../../src/client.ts';
import { OURS } from '../../../src/deploy/built-ins/ours.ts';
import { builtInOf } from '../../../src/deploy/built-ins/table.ts';
import { parseReference } from '../../../src/deploy/reference.ts';
import * as middleware from '../../../src/middleware.ts';
import * as node from '../../../src/node.ts';
import * as files from '../../../src/static.ts';
import * as testing from '../../../src/testing.ts';

/** Exports of these entries that a section of a configuration cannot use. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  middleware: [
    // A pipeline is a section.
    'pipeline',
    // Functions for applications and other functions.
    ...['contextValue', 'csrfToken', 'currentRequest', 'digestHash', 'include', 'makeTicket', 'parseMapKey'],
    ...['parseTicket', 'BadTicket', 'ForwardRequest'],
  ],
  // runCGI answers one request in a separate program.
  cgi: ['environFromCGI', 'runCGI'],
  client: [],
  files: [],
  node: ['environFromNode', 'toNodeHandler'],
  testing: Object.keys(testing).filter((name) => name !== 'lint' && name !== 'debugApp'),
};

/** Readers of middleware's results, and exports that other options name. */
const PARTS = /^[a-z]\w*(?:Of|Counter|Nonces|Store)$/;

/** `CGIApp` as `cgi-app`. */
function kebab(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase();
}

/** `createSendRequest` creates applications like `sendRequest`. */
const exported = Object.entries({ middleware, cgi, client, files, node, testing }).flatMap(([entry, names]) =>
  Object.keys(names)
    .filter((name) => !OTHERS[entry]?.includes(name) && !PARTS.test(name) && name !== 'createSendRequest')
    .map((name) => [kebab(name)] as const),
);

describe('the names that begin with wheatpaste:', () => {
  it.each(exported)('%s', (name) => {
    expect(Object.keys(OURS)).toContain(name);
  });

  it('include no others', () => {
    expect(Object.keys(OURS).sort()).toEqual(exported.flat().sort());
  });

  it.each([
    [
      'wheatpaste:acces-log',
      'no-export',
      'unknown name: wheatpaste:acces-log; did you mean wheatpaste:access-log?',
    ],
    ['wheatpaste:toString', 'no-export', 'unknown name: wheatpaste:toString'],
    ['egg:Paste#pony', 'no-export', 'Paste has urlmap, cascade, static'],
    ['egg:Paste', 'no-export', 'egg:Paste is not known; Paste has'],
    ['egg:harbour', 'no-package', 'harbour is a package of Python: write npm:package#export'],
  ])('%s is an error', (text, kind, message) => {
    const reference = parseReference(text, undefined, {});
    if (reference.scheme === 'config') throw new Error(text);
    expect(() => builtInOf(reference, {})).toThrow(expect.objectContaining({ kind }));
    expect(() => builtInOf(reference, {})).toThrow(message);
  });
});
