/**
 * What it takes to start a program, and how large it is.
 *
 * @module
 */
import { execFileSync } from 'node:child_process';
import { isOurs, type Standing, type Survey, standing } from '../harness.ts';
import type { Table } from '../table.ts';

/** Programs by the name of what they import. */
type Programs = Readonly<Record<string, string>>;

const CORES: Programs = {
  wheatpaste: "import 'wheatpaste'",
  hono: "import 'hono'",
  h3: "import 'h3'",
  koa: "import 'koa'",
  express: "import 'express'",
  fastify: "import 'fastify'",
};
const SERVERS: Programs = {
  wheatpaste: "import 'wheatpaste'; import 'wheatpaste/node'",
  hono: "import 'hono'; import '@hono/node-server'",
  h3: "import 'h3/node'",
  koa: "import 'koa'; import 'node:http'",
  express: "import 'express'; import 'node:http'",
  fastify: "import 'fastify'; import 'node:http'",
};
const BUNDLES: Programs = {
  wheatpaste: "export { Request, Response, wsgify } from 'wheatpaste'",
  hono: "export { Hono } from 'hono'",
  h3: "export { H3 } from 'h3'",
  koa: "export { default } from 'koa'",
  express: "export { default } from 'express'",
  fastify: "export { default } from 'fastify'",
};

const EMPTY = 'nothing';
const ROUNDS = { quick: 9, thorough: 31 } as const;
/** Tells how much CPU time the process has taken when it ends, in microseconds. */
const TELL = `;process.once('exit', () => {
  const { user, system } = process.cpuUsage();
  process.stdout.write(String(user + system));
})`;

export const workload: Survey = {
  about: `Each program runs in a fresh process, and they take turns. The CPU time is that of the whole process, minus the median of one that
imports nothing. Sizes are those of the code loaded at the start, including dependencies but not node's modules, minified by rolldown:
in kB, and in kB zipped.`,
  why: "An entry and its shared code are a few files; node's modules, the parser of multipart forms and the CommonJS packages are loaded on first use.",
  tables: async (isQuick) => {
    const rounds = isQuick ? ROUNDS.quick : ROUNDS.thorough;
    return [
      startTable('importing the core', CORES, rounds),
      startTable('importing the core and a server', SERVERS, rounds),
      sizeTable(BUNDLES),
    ];
  },
};

function startTable(title: string, programs: Programs, rounds: number): Table {
  const entries = Object.entries({ [EMPTY]: '', ...programs });
  const times = new Map(entries.map(([name]) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, program] of entries) times.get(name)?.push(cpuTime(program));
  }
  const [empty, ...standings] = entries.map(([name]) => standing(name, times.get(name) ?? []));
  const added = standings
    .map((one) => ({ ...one, median: one.median - (empty?.median ?? 0) }))
    .sort((a, b) => a.median - b.median);
  const fastest = added.find(({ contestant }) => !isOurs(contestant));
  return {
    title: `${title}: ms of CPU time over ${milliseconds(empty?.median ?? 0)} ms`,
    headings: ['contestant', 'ms', '±', 'to fastest peer'],
    rows: added.map(({ contestant, median, spread }: Standing) => [
      contestant,
      milliseconds(median),
      milliseconds(spread),
      (median / (fastest?.median ?? Number.NaN)).toFixed(2),
    ]),
  };
}

function cpuTime(program: string): number {
  const args = ['--input-type=module', '--eval', program + TELL];
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

function sizeTable(programs: Programs): Table {
  const args = ['scripts/bundled-size.mjs', ...Object.values(programs)];
  const sizes: { minified: number; zipped: number }[] = JSON.parse(
    execFileSync(process.execPath, args, { encoding: 'utf8' }),
  );
  const rows = Object.keys(programs).map((name, index) => ({ name, ...sizes[index] }));
  return {
    title: 'size of what is loaded',
    headings: ['contestant', 'kB', 'zipped'],
    rows: rows
      .sort((a, b) => (a.zipped ?? 0) - (b.zipped ?? 0))
      .map(({ name, minified = 0, zipped = 0 }) => [name, kilobytes(minified), kilobytes(zipped)]),
  };
}

function milliseconds(microseconds: number): string {
  return (microseconds / 1000).toFixed(1);
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
