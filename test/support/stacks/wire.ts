import type { Wire } from '../../../src/gateways/wire.ts';
import type { HeaderList } from '../../../src/wsgi/contract.ts';

/** The time at which the client of a request disconnects. */
export type Leaving = 'at once' | 'after the head' | 'after a chunk' | 'never';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A client with a given reading speed, which may disconnect. */
export class StackWire implements Wire {
  readonly #leaving: Leaving;
  readonly #isSlow: boolean;
  readonly #watchers: (() => void)[] = [];
  readonly chunks: Buffer[] = [];
  code: number | undefined;
  fields: HeaderList = [];
  isGone = false;
  /** Whether the server has cut the response off. */
  isCut = false;
  ends = 0;

  constructor(leaving: Leaving, isSlow: boolean) {
    this.#leaving = leaving;
    this.#isSlow = isSlow;
    if (leaving === 'at once') setImmediate(() => this.leave());
  }

  head(code: number, _reason: string, fields: HeaderList): void {
    this.code = code;
    this.fields = fields;
    if (this.#leaving === 'after the head') queueMicrotask(() => this.leave());
  }

  flush(): void {}

  write(chunk: Uint8Array): void | Promise<void> {
    this.chunks.push(Buffer.from(chunk));
    if (this.#leaving === 'after a chunk') setImmediate(() => this.leave());
    if (this.#isSlow) return turn();
  }

  end(last: Uint8Array | string = ''): void {
    this.chunks.push(Buffer.from(last));
    this.ends++;
  }

  cut(): void {
    this.isCut = true;
    this.isGone = true;
  }

  watch(gone: () => void): void {
    if (this.isGone) gone();
    else this.#watchers.push(gone);
  }

  leave(): void {
    if (this.ends > 0 || this.isGone) return;
    this.isGone = true;
    for (const gone of this.#watchers.splice(0)) gone();
  }

  get body(): Buffer {
    return Buffer.concat(this.chunks);
  }

  field(name: string): string | undefined {
    return this.fields.find(([key]) => key.toLowerCase() === name)?.[1];
  }
}
