import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { runCommand } from '../../src/bin/command.ts';
import type { CommandHost } from '../../src/bin/host.ts';

/** A run of the command in this process. */
export interface Run extends AsyncDisposable {
  /** Waits until the command has written text that matches, and returns the match. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  /** The text written to standard output, and to standard error. */
  readonly out: string;
  readonly err: string;
  /** Fires the signal that stops a server. */
  stop(): void;
  /** The exit code. */
  readonly code: Promise<number>;
}

/** Runs the command in this process. */
export function command(args: readonly string[], host: Partial<CommandHost> = {}): Run {
  const stopping = new AbortController();
  const texts = { out: '', err: '' };
  const waiting = new Set<() => void>();
  const output = (name: 'out' | 'err', isTTY = false) => ({
    isTTY,
    write(text: string) {
      texts[name] += text;
      for (const look of waiting) look();
    },
  });
  const code = runCommand(args, {
    stdout: output('out', host.stdout?.isTTY),
    stderr: output('err', host.stderr?.isTTY),
    env: host.env ?? {},
    cwd: host.cwd ?? process.cwd(),
    signal: stopping.signal,
    fork:
      host.fork ??
      (() => {
        throw new Error('this run does not fork');
      }),
    report: host.report ?? (() => {}),
  });
  const all = () => texts.out + texts.err;
  return {
    get out() {
      return texts.out;
    },
    get err() {
      return texts.err;
    },
    code,
    stop: () => stopping.abort(),
    said: (pattern) => saying(pattern, all, waiting, code),
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await code;
    },
  };
}

/** A run of the command in a separate process. */
export interface ProcessRun extends Run {
  readonly process: ChildProcess;
}

let script: Promise<string> | undefined;

/** Bundles the command once, and removes the bundle when this process exits. */
function bundled(): Promise<string> {
  script ??= bundle();
  return script;
}

async function bundle(): Promise<string> {
  mkdirSync('build', { recursive: true });
  const folder = mkdtempSync('build/command-');
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const build = await rolldown({ input: 'src/bin/wheatpaste.ts', platform: 'node', external: /^[^./]/ });
  await build.write({ dir: folder });
  await build.close();
  return `${folder}/wheatpaste.js`;
}

/** Forks the command as its program does, with the given standard streams. */
export async function forking(): Promise<{ fork: CommandHost['fork']; children: ChildProcess[] }> {
  const file = await bundled();
  const children: ChildProcess[] = [];
  const run = (args: readonly string[]) => {
    const child = fork(path.resolve(file), args, { stdio: 'ignore' });
    children.push(child);
    return child;
  };
  return { fork: run, children };
}

/** Runs the command in a separate process. */
export async function commandProcess(args: readonly string[]): Promise<ProcessRun> {
  const child = spawn(process.execPath, [await bundled(), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { out: '', err: '' };
  const waiting = new Set<() => void>();
  const take = (name: 'out' | 'err') => (bytes: Buffer) => {
    texts[name] += bytes.toString();
    for (const look of waiting) look();
  };
  child.stdout.on('data', take('out'));
  child.stderr.on('data', take('err'));
  const code = new Promise<number>((resolve) => child.once('close', (exit) => resolve(exit ?? -1)));
  return {
    process: child,
    get out() {
      return texts.out;
    },
    get err() {
      return texts.err;
    },
    code,
    stop: () => child.kill('SIGTERM'),
    said: (pattern) => saying(pattern, () => texts.out + texts.err, waiting, code),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await code;
    },
  };
}

function saying(
  pattern: RegExp,
  text: () => string,
  waiting: Set<() => void>,
  code: Promise<number>,
): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const match = pattern.exec(text());
      if (!match) return;
      waiting.delete(look);
      resolve(match);
    };
    waiting.add(look);
    look();
    code.then(() => reject(new Error(`it ended without saying ${pattern}: ${text()}`)));
  });
}
