import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as entry from '../../src/middleware.ts';
import { MIDDLEWARE } from '../support/stacks/middleware.ts';

const page = readFileSync('docs/middleware.md', 'utf8');
/** The names in the table of the order, the outermost first. */
const ordered = [...page.matchAll(/^\| (`[^|]*)\|/gm)].flatMap(([, cell = '']) =>
  [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
);
/** What the entry gives besides middleware: classes, readers, parts, and applications made of applications. */
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

  it('is the order of the example below it', () => {
    const [, stack = ''] = /pipeline\(\n {2}site,\n([\s\S]*?)\n\);/.exec(page) ?? [];
    const used = [...stack.matchAll(/^ {2}(\w+)\(/gm)].map(([, name = '']) => name);
    expect(used.length).toBeGreaterThan(10);
    expect(used).toEqual(ordered.filter((name) => used.includes(name)));
  });

  it('has each of them among the stacks that are composed in any order', () => {
    const stacked = new Set([...Object.keys(MIDDLEWARE), 'multiAuth']);
    expect(ordered.filter((name) => !stacked.has(name))).toEqual([]);
  });
});
