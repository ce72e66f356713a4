import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A process that runs a module of test/support, killed at the end of its scope. */
export function startModule(module: string, env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['test/support/run-module.mjs', `test/support/${module}`], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    /** Its next output; `undefined` at the end. */
    line: async (): Promise<string | undefined> => (await lines.next()).value,
    /** Kills it immediately, like a power failure. */
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async [Symbol.asyncDispose]() {
      await this.kill();
    },
  };
}

/** Two processes with a number of writers, each of which writes repeatedly to the session of a cookie. */
export function startWriters(path: string, cookie: string, writers: number, writes: number) {
  return ['a', 'b'].map((name) =>
    startModule('session-writers.ts', {
      ...{ REDIS_SOCKET: path, COOKIE: cookie, NAME: name },
      ...{ WRITERS: String(writers), WRITES: String(writes) },
    }),
  );
}

/** The content of the session afterwards. */
export function countsOf(writers: number, writes: number): Record<string, number> {
  const names = ['a', 'b'].flatMap((name) => Array.from({ length: writers }, (_, i) => `${name}${i}`));
  return Object.fromEntries(names.map((name) => [name, writes]));
}
