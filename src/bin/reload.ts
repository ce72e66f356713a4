/**
 * `wheatpaste serve --reload`: a serving process that is restarted when a file changes.
 *
 * @module
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type CommandHost, type CommandLine, fired, type Served, UsageError } from './host.ts';
import { targetOf } from './target.ts';

/** Milliseconds between two looks at the files. */
const INTERVAL = 300;
/** Milliseconds that a process may take to end before it is killed. */
const GRACE = 3_000;
const WATCHED = /\.(?:[cm]?[jt]sx?|json|ini|html)$/;

/** The times of files, by path. */
type Snapshot = ReadonlyMap<string, number>;

/**
 * Serves in another process, and restarts it when a source or configuration file below the target's folder changes,
 * or a configuration file that was read. A port that the system chose is kept. A process that fails is restarted
 * after the next change.
 */
export async function runReloading(
  args: readonly string[],
  { target }: CommandLine,
  host: CommandHost,
): Promise<number> {
  const { type, path: file } = await targetOf(target, host.cwd);
  if (type === 'directory') {
    throw new UsageError(
      '--reload is of no use for a directory: its files are read whenever they are requested',
    );
  }
  const rest = args.filter((arg) => arg !== '--reload');
  const folder = path.dirname(file);
  const others = new Set([file]);
  let port: string[] = [];
  const begin = () =>
    new Child(host, [...rest, ...port], ({ freePort, files }) => {
      if (freePort !== undefined) port = ['--port', String(freePort)];
      for (const read of files) others.add(read);
    });

  let before = await look(folder, others);
  let child = begin();
  const stopped = fired(host.signal);
  for (;;) {
    await Promise.race([delay(INTERVAL), stopped, child.ended]);
    if (host.signal.aborted || child.isOver) break;
    const now = await look(folder, others);
    const changed = changeBetween(
      before,
      now,
      (file, time) => time > child.begun || file.startsWith(folder + path.sep),
    );
    before = now;
    if (changed === undefined) continue;
    host.stderr.write(`${path.relative(host.cwd, changed)} has changed: starting again\n`);
    await child.stop(GRACE);
    child = begin();
  }
  await child.stop();
  return 0;
}

/** A serving process. */
class Child {
  readonly #process: ChildProcess;
  /** Resolves when the process ends, unless it failed: then it waits for a change. */
  readonly ended: Promise<void>;
  /** When it began, in milliseconds: files that it reads and that are newer have changed since. */
  readonly begun = Date.now();
  /** Whether the process ended without failing. */
  isOver = false;

  constructor(host: CommandHost, args: readonly string[], onServed: (served: Served) => void) {
    this.#process = host.fork(args);
    this.#process.on('message', (message) => {
      if (isServed(message)) onServed(message);
    });
    this.ended = new Promise((resolve) => {
      this.#process.once('exit', (code) => {
        this.isOver = code === 0;
        if (code === 0) resolve();
        else if (code !== null) host.stderr.write('Waiting for a change\n');
      });
    });
  }

  /** Waits until running requests have finished, for at most this many milliseconds if given. */
  async stop(grace?: number): Promise<void> {
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    const late = grace === undefined ? undefined : setTimeout(() => this.#process.kill('SIGKILL'), grace);
    await gone;
    clearTimeout(late);
  }
}

function isServed(message: unknown): message is Served {
  return typeof message === 'object' && message !== null && 'files' in message;
}

/** The times of the sources below a folder, and of other files; missing files are omitted. */
async function look(folder: string, others: Iterable<string>): Promise<Snapshot> {
  const files = [...(await sourcesBelow(folder)), ...others];
  const times = new Map<string, number>();
  for (const file of files) {
    const stats = await stat(file).catch(() => undefined);
    if (stats) times.set(file, stats.mtimeMs);
  }
  return times;
}

async function sourcesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files: string[] = [];
  for (const entry of entries) {
    const file = path.join(folder, entry.name);
    if (entry.isFile() && WATCHED.test(entry.name)) files.push(file);
    const isLeftOut = entry.name === 'node_modules' || entry.name.startsWith('.');
    if (entry.isDirectory() && !isLeftOut) files.push(...(await sourcesBelow(file)));
  }
  return files;
}

/** A file that was changed, removed, or newly created and relevant. */
function changeBetween(
  before: Snapshot,
  now: Snapshot,
  counts: (file: string, time: number) => boolean,
): string | undefined {
  const changed = [...before].find(([file, time]) => now.get(file) !== time);
  const come = [...now].find(([file, time]) => !before.has(file) && counts(file, time));
  return (changed ?? come)?.[0];
}
