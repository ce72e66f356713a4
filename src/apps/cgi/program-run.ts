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

/** What is run. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Whether it gets something to read. */
  readonly hasInput: boolean;
}

/** How long a program may keep one waiting, in milliseconds. */
export interface Patience {
  readonly timeout: number;
  readonly headTimeout: number;
}

type Child = ChildProcessByStdio<Writable | null, Readable, Readable> & { readonly pid: number };

/** How long a program has to end after SIGTERM, in milliseconds, before it is killed. */
const GRACE = 2000;
/** For how long standard error is read after the program's end, where its children hold that open, in milliseconds. */
const LAST_WORDS = 200;
/** The longest time that node's timers know: 24 days. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** Windows has no process groups. */
const HAS_GROUPS = process.platform !== 'win32';

/**
 * A program that runs, in its own process group. It has to be brought to an end: by {@link finish} when its answer
 * is over, by {@link stop} when nobody wants it any more.
 */
export class ProgramRun {
  readonly #child: Child;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #patience: Patience;
  readonly #log: ProgramLog;
  readonly #headTimer: NodeJS.Timeout | undefined;
  /** Runs while its next output is waited for. */
  #waitTimer: NodeJS.Timeout | undefined;
  /** Runs from the end of its answer to its exit. */
  #endTimer: NodeJS.Timeout | undefined;
  /** Why it was stopped. */
  #reason: unknown;
  #isOver = false;
  #isKilled = false;
  #hasExited = false;
  /** Whether processes that it has started run on after its exit. */
  #hasSurvivors = false;
  /** Whether it is the client that keeps one waiting. */
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
    // A program need not read what it is given, and may end while it is written.
    child.stdin?.on('error', ignore);
    child.stderr.on('error', ignore).on('data', (bytes: Buffer) => log.add(bytes));
    child.stderr.once('close', () => log.end());
    child.once('exit', (status, signal) => this.#exited(status, signal));
    this.#headTimer = this.#limited('headTimeout');
  }

  /** Gives it the body of the request, as fast as it takes that. One that is too short is the program's to judge. */
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

  /** What it writes next; `undefined` at the end. @throws the reason for which it was stopped. */
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

  /** The head of its answer has come, so that its limit does not count any more. */
  headArrived(): void {
    clearTimeout(this.#headTimer);
  }

  /** Calls a listener, of which there is one, when its answer is over or nobody wants it any more. */
  whenOver(listener: () => void): void {
    this.#whenOver = listener;
  }

  /** Its answer is over: it may come to an end by itself, and what it still writes is thrown away. */
  finish(): void {
    if (!this.#end()) return;
    this.#child.stdin?.end();
    this.#discard();
    if (this.#hasExited) this.#release();
    else if (this.#patience.timeout !== Infinity) {
      this.#endTimer = setTimeout(() => this.#kill(), Math.min(this.#patience.timeout, LONGEST_TIMER));
    }
  }

  /** Ends it where it is, and all processes that it has started: whoever waits for it gets the reason. */
  stop(reason: unknown): void {
    if (!this.#end()) return;
    this.#reason = reason;
    this.#kill();
  }

  /** Notes that it is over: false where it was before. */
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

  /** Signals its process group, and tells whether there is one. */
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
      // It was ended meanwhile.
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
        else this.stop(new ProgramFault('timeout', `nothing came for the ${limit} ms of ${name}`));
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
