import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as entry from '../../src/middleware.ts';
import { MIDDLEWARE } from '../support/stacks/middleware.ts';

const page = readFileSync('docs/middleware.md', 'utf8');
/** The names in the table of the order, outermost first. */
const ordered = [...page.matchAll(/^\| (`[^|]*)\|/gm)].flatMap(([, cell = '']) =>
  [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
);
/**
 * Exports of the entry that are not middleware: classes, readers, parts, and applications built from
 * applications.
 */
const OTHERS = [
  'cascade',
  'contextValue',
  'csrfToken',
  'currentRequest',
  'digestHash',
  'include',
  'makeTicket',
  'parseMapKey',
  'parseTicket',
  'pipeline',
  'urlMap',
];
const PART = /^[A-Z]|(?:Of|Store|Counter|Nonces)$/;

describe('the table of the order of middleware', () => {
  it('names every middleware once', () => {
    const factories = Object.keys(entry).filter((name) => !PART.test(name) && !OTHERS.includes(name));
    expect([...ordered].sort()).toEqual(factories.sort());
  });

  it('matches the order of the example below it', () => {
    const [, stack = ''] = /pipeline\(\n {2}site,\n([\s\S]*?)\n\);/.exec(page) ?? [];
    const used = [...stack.matchAll(/^ {2}(\w+)\(/gm)].map(([, name = '']) => name);
    expect(used.length).toBeGreaterThan(10);
    expect(used).toEqual(ordered.filter((name) => used.includes(name)));
  });

  it('contains only middleware that the composition tests cover', () => {
    const stacked = new Set([...Object.keys(MIDDLEWARE), 'multiAuth']);
    expect(ordered.filter((name) => !stacked.has(name))).toEqual([]);
  });
});
