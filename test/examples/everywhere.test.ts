import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { application } from '../../examples/everywhere/application.ts';
import { differences, type Host } from '../../examples/everywhere/runner.ts';
import { table } from '../../examples/everywhere/table.ts';
import { lint } from '../../src/testing/lint/lint.ts';
import { needProgram } from '../support/programs.ts';

const RUNNERS = new URL('../../examples/everywhere/runners/', import.meta.url);
/** Hosts that scripts/check-runtimes.mjs tests. */
const RUNTIMES = ['bun', 'deno', 'workerd'];
const files = readdirSync(RUNNERS).sort();
const modules = await Promise.all(
  files.map((file): Promise<{ hosts: Record<string, Host> }> => import(new URL(file, RUNNERS).pathname)),
);
const hosts = modules.flatMap((module) => Object.entries(module.hosts));

describe('the application in examples/everywhere', () => {
  it.for(hosts)('answers as its table says under %s', async ([name, { run, needs = [] }], context) => {
    for (const program of needs) needProgram(context, program);
    await using running = await run(lint(application));
    const found: string[] = [];
    for (const row of table) {
      const lines = (await differences(name, row, running.ask)) ?? [];
      found.push(...lines.map((line) => `${row.name}: ${line}`));
    }
    expect(found).toEqual([]);
  });

  it('lists only existing hosts', () => {
    const names = new Set([...hosts.map(([name]) => name), ...RUNTIMES]);
    const named = table.flatMap(({ differs = {} }) => Object.keys(differs));
    expect(named.filter((name) => !names.has(name))).toEqual([]);
  });
});
