/**
 * Servers in separate processes.
 *
 * @module
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { forkNode, pin, SERVER_CORE } from '../cores.ts';
import type { Kind, Question, Usage } from './server.ts';

/** A server in a process that stays on one core. */
export class ServerProcess implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly name: string;
  readonly origin: string;

  private constructor(process: ChildProcess, name: string, origin: string) {
    this.#process = process;
    this.name = name;
    this.origin = origin;
  }

  static async start(kind: Kind, name: string): Promise<ServerProcess> {
    const process = forkNode('./load/server.js', [kind, name], ['--expose-gc']);
    const [origin] = await once(process, 'message');
    return new ServerProcess(pin(process, SERVER_CORE), name, origin);
  }

  async usage(): Promise<Usage> {
    return (await this.#ask('usage')) as Usage;
  }

  /** The bytes that the process keeps after a garbage collection. */
  async kept(): Promise<number> {
    return (await this.#ask('kept')) as number;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#process, 'exit');
    this.#process.disconnect();
    await exited;
  }

  async #ask(question: Question): Promise<unknown> {
    const replied = once(this.#process, 'message');
    this.#process.send(question);
    return (await replied)[0];
  }
}
