/**
 * One run of a CGI program.
 *
 * @module
 */
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { DisconnectionError } from '../../wsgi/body-errors.ts';
import { drained } from '../../wsgi/drained.ts';
import { ProgramFault } from './program-fault.ts';
import type { ProgramLog } from './program-log.ts';

/** What to run. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Whether it gets any input. */
  readonly hasInput: boolean;
}

/** How long a program may make no progress, in milliseconds. */
export interface Patience {
  readonly timeout: number;
  readonly headTimeout: number;
}

type Child = ChildProcessByStdio<Writable | null, Readable, Readable> & { readonly pid: number };

/** How long a program may take to end after SIGTERM before it is killed, in milliseconds. */
const GRACE = 2000;
/** How long standard error is read after the program's end, in case its children hold it open, in milliseconds. */
const LAST_WORDS = 200;
/** The longest time that node's timers support: 24 days. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** Windows has no process groups. */
const HAS_GROUPS = process.platform !== 'win32';

/**
 * A running program, in its own process group. It must be brought to an end: by {@link finish} when its response is
 * complete, by {@link stop} when the response is no longer wanted.
 */
export class ProgramRun {
  readonly #child: Child;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #patience: Patience;
  readonly #log: ProgramLog;
  readonly #headTimer: NodeJS.Timeout | undefined;
  /** Runs while the next output is awaited. */
  #waitTimer: NodeJS.Timeout | undefined;
  /** Runs from the end of the response to the program's exit. */
  #endTimer: NodeJS.Timeout | undefined;
  /** Why it was stopped. */
  #reason: unknown;
  #isOver = false;
  #isKilled = false;
  #hasExited = false;
  /** Whether processes that it started are still running after its exit. */
  #hasSurvivors = false;
  /** Whether it is the client that causes the delay. */
  #awaitsClient = false;
  #whenOver: (() => void) | undefined;

  /** @throws ProgramFault when the program cannot be run. */
  static async start(command: Command, patience: Patience, log: ProgramLog): Promise<ProgramRun> {
    return new ProgramRun(await spawned(command), patience, log);
  }

  private constructor(child: Child, patience: Patience, log: ProgramLog) {
    this.#child = child;
    this.#patience = patience;
    this.#log = log;
    this.#chunks = child.stdout[Symbol.asyncIterator]();
    // A program need not read its input, and may end while it is being written.
    child.stdin?.on('error', ignore);
    child.stderr.on('error', ignore).on('data', (bytes: Buffer) => log.add(bytes));
    child.stderr.once('close', () => log.end());
    child.once('exit', (status, signal) => this.#exited(status, signal));
    this.#headTimer = this.#limited('headTimeout');
  }

  /** Writes the request body, as fast as the program takes it. A body that is too short is for the program to judge. */
  async feed(body: AsyncIterable<Uint8Array>): Promise<void> {
    const { stdin } = this.#child;
    try {
      this.#awaitsClient = true;
      for await (const chunk of body) {
        this.#clientMoved();
        if (!stdin?.writable) return;
        if (!stdin.write(chunk)) await drained(stdin);
        this.#waitTimer?.refresh();
        this.#awaitsClient = true;
      }
    } catch (error) {
      if (!(error instanceof DisconnectionError)) this.stop(error);
    } finally {
      this.#clientMoved();
      stdin?.end();
    }
  }

  /** The next output; `undefined` at the end. @throws the reason for which it was stopped. */
  async next(): Promise<Uint8Array | undefined> {
    if (this.#isKilled) throw this.#reason;
    this.#waitTimer = this.#limited('timeout');
    try {
      const { done, value } = await this.#chunks.next();
      return done ? undefined : value;
    } catch (error) {
      this.stop(error);
      throw this.#reason;
    } finally {
      clearTimeout(this.#waitTimer);
    }
  }

  /** Call this when the head of the response has arrived, so that its limit no longer applies. */
  headArrived(): void {
    clearTimeout(this.#headTimer);
  }

  /** Calls the only listener when the response is complete or no longer wanted. */
  whenOver(listener: () => void): void {
    this.#whenOver = listener;
  }

  /** Call this when the response is complete: the program may end by itself, and further output is discarded. */
  finish(): void {
    if (!this.#end()) return;
    this.#child.stdin?.end();
    this.#discard();
    if (this.#hasExited) this.#release();
    else if (this.#patience.timeout !== Infinity) {
      this.#endTimer = setTimeout(() => this.#kill(), Math.min(this.#patience.timeout, LONGEST_TIMER));
    }
  }

  /** Terminates it immediately, with all processes that it has started. Pending calls are rejected with the reason. */
  stop(reason: unknown): void {
    if (!this.#end()) return;
    this.#reason = reason;
    this.#kill();
  }

  /** Marks it as over, and returns false if it already was. */
  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.headArrived();
    this.#whenOver?.();
    return true;
  }

  #kill(): void {
    this.#isKilled = true;
    this.#child.stdin?.destroy();
    this.#child.stdout.destroy();
    if (!this.#hasExited) {
      this.#signal('SIGTERM');
      this.#endTimer = setTimeout(() => this.#signal('SIGKILL'), GRACE);
      return;
    }
    if (this.#hasSurvivors) this.#signal('SIGKILL');
    this.#release();
  }

  #exited(status: number | null, signal: NodeJS.Signals | null): void {
    this.#hasExited = true;
    if (this.#isKilled) {
      this.#signal('SIGKILL');
    } else {
      this.#hasSurvivors = this.#signal(0);
      if (signal !== null) this.#log.note(`was ended by ${signal}`);
      else if (status !== 0) this.#log.note(`ended with exit status ${status}`);
    }
    if (this.#isOver) this.#release();
  }

  /** Signals its process group, and returns whether there is one. */
  #signal(signal: NodeJS.Signals | 0): boolean {
    const { pid } = this.#child;
    try {
      return process.kill(HAS_GROUPS ? -pid : /* v8 ignore next -- @preserve Windows */ pid, signal);
    } catch {
      return false;
    }
  }

  /** Releases what is open after its exit: processes that it has left behind may hold the other ends. */
  #release(): void {
    clearTimeout(this.#endTimer);
    const { stdin, stdout, stderr } = this.#child;
    stdin?.destroy();
    stdout.destroy();
    if (stderr.destroyed) return;
    const timer = setTimeout(() => stderr.destroy(), LAST_WORDS);
    stderr.once('close', () => clearTimeout(timer));
  }

  async #discard(): Promise<void> {
    try {
      while (!(await this.#chunks.next()).done);
    } catch {
      // It ended in the meantime.
    }
  }

  #clientMoved(): void {
    this.#awaitsClient = false;
    this.#headTimer?.refresh();
    this.#waitTimer?.refresh();
  }

  #limited(name: keyof Patience): NodeJS.Timeout | undefined {
    const limit = this.#patience[name];
    if (limit === Infinity) return undefined;
    const timer = setTimeout(
      () => {
        if (this.#awaitsClient) timer.refresh();
        else this.stop(new ProgramFault('timeout', `there was no output for the ${limit} ms of ${name}`));
      },
      Math.min(limit, LONGEST_TIMER),
    );
    return timer;
  }
}

function spawned({ program, args, cwd, variables, hasInput }: Command): Promise<Child> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(new ProgramFault('not-run', String(cause), { cause }));
    try {
      const { spawn } = process.getBuiltinModule('node:child_process');
      const child = spawn(program, args, {
        cwd,
        env: variables,
        detached: HAS_GROUPS,
        stdio: [hasInput ? 'pipe' : 'ignore', 'pipe', 'pipe'],
        windowsHide: true,
      }) as Child;
      child.once('error', fail).once('spawn', () => resolve(child));
    } catch (cause) {
      fail(cause);
    }
  });
}

function ignore(): void {}
