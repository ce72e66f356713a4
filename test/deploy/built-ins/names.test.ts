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

/** What these entries export that a section of a configuration cannot be. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  middleware: [
    // A pipeline is a section.
    'pipeline',
    // What applications and other functions call.
    ...['contextValue', 'csrfToken', 'currentRequest', 'digestHash', 'include', 'makeTicket', 'parseMapKey'],
    ...['parseTicket', 'BadTicket', 'ForwardRequest'],
  ],
  // A program of its own answers one request with runCGI.
  cgi: ['environFromCGI', 'runCGI'],
  client: [],
  files: [],
  node: ['environFromNode', 'toNodeHandler'],
  testing: Object.keys(testing).filter((name) => name !== 'lint' && name !== 'debugApp'),
};

/** What reads what middleware found, and what options of others name as exports of a module. */
const PARTS = /^[a-z]\w*(?:Of|Counter|Nonces|Store)$/;

/** `CGIApp` as `cgi-app`. */
function kebab(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase();
}

/** `createSendRequest` makes what `sendRequest` is. */
const exported = Object.entries({ middleware, cgi, client, files, node, testing }).flatMap(([entry, names]) =>
  Object.keys(names)
    .filter((name) => !OTHERS[entry]?.includes(name) && !PARTS.test(name) && name !== 'createSendRequest')
    .map((name) => [kebab(name)] as const),
);

describe('the names after wheatpaste:', () => {
  it.each(exported)('%s', (name) => {
    expect(Object.keys(OURS)).toContain(name);
  });

  it('are no others', () => {
    expect(Object.keys(OURS).sort()).toEqual(exported.flat().sort());
  });

  it.each([
    [
      'wheatpaste:acces-log',
      'no-export',
      'unknown name: wheatpaste:acces-log; did you mean wheatpaste:access-log?',
    ],
    ['wheatpaste:toString', 'no-export', 'unknown name: wheatpaste:toString'],
    ['egg:Paste#pony', 'no-export', 'of Paste there are urlmap, cascade, static'],
    ['egg:Paste', 'no-export', 'egg:Paste is not known: of Paste there are'],
    ['egg:harbour', 'no-package', 'harbour is a package of Python: write npm:package#export'],
  ])('%s is an error', (text, kind, message) => {
    const reference = parseReference(text, undefined, {});
    if (reference.scheme === 'config') throw new Error(text);
    expect(() => builtInOf(reference, {})).toThrow(expect.objectContaining({ kind }));
    expect(() => builtInOf(reference, {})).toThrow(message);
  });
});
