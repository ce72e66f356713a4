/**
 * What the command needs of its process, and what its command line says.
 *
 * @module
 */
import type { ChildProcess } from 'node:child_process';

/** Where text goes; `isTTY` where it is a terminal. */
interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

/** What the command needs of its process. */
export interface CommandHost {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Ends a server when it fires: what runs comes to its end. */
  readonly signal: AbortSignal;
  /** Runs the command once more in another process, for `--reload`. */
  fork(args: readonly string[]): ChildProcess;
  /** Tells the process that forked this one, where one did, what it serves. */
  report(served: Served): void;
}

/** What a server serves, for `--reload`. */
export interface Served {
  /** The port that it listens at, where it took a free one. */
  readonly freePort?: number | undefined;
  /** The configuration files that were read. */
  readonly files: readonly string[];
}

/** What the command line says. */
export interface CommandLine {
  readonly target: string;
  readonly globalConf: Readonly<Record<string, string>>;
  readonly port: number | undefined;
  readonly hostname: string | undefined;
  readonly appName: string | undefined;
  readonly serverName: string | undefined;
}

/** A command line that is not understood. */
export class UsageError extends Error {}

/** Waits until a signal fires. */
export function fired(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
