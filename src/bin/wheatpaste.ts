#!/usr/bin/env node
/**
 * The program `wheatpaste`, which gives {@link runCommand} its process.
 *
 * @module
 */
import { fork } from 'node:child_process';
import { runCommand } from './command.ts';

const [, script = '', ...args] = process.argv;
const stopping = new AbortController();
const stop = () => stopping.abort();
// A second signal ends the process immediately.
for (const event of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(event, stop);

runCommand(args, {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: stopping.signal,
  fork: (again) => fork(script, again),
  report: (served) => process.send?.(served),
}).then((code) => process.stdout.write('', () => process.exit(code)));
