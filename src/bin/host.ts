/**
 * What the command needs from its process, and the parsed command line.
 *
 * @module
 */
import type { ChildProcess } from 'node:child_process';

/** Where text is written; `isTTY` if it is a terminal. */
interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

/** What the command needs from its process. */
export interface CommandHost {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Ends a server when it fires, after running requests have finished. */
  readonly signal: AbortSignal;
  /** Runs the command again in another process, for `--reload`. */
  fork(args: readonly string[]): ChildProcess;
  /** Reports to the process that forked this one, if any, what it serves. */
  report(served: Served): void;
}

/** What a server serves, for `--reload`. */
export interface Served {
  /** The port that it listens on, if the system chose it. */
  readonly freePort?: number | undefined;
  /** The configuration files that were read. */
  readonly files: readonly string[];
}

/** The parsed command line. */
export interface CommandLine {
  readonly target: string;
  readonly globalConf: Readonly<Record<string, string>>;
  readonly port: number | undefined;
  readonly hostname: string | undefined;
  readonly appName: string | undefined;
  readonly serverName: string | undefined;
}

/** The error for a malformed command line. */
export class UsageError extends Error {}

/** Waits until a signal fires. */
export function fired(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
