import { type ExchangeOptions, runApplication } from '../../src/gateways/exchange.ts';
import type { Wire } from '../../src/gateways/wire.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import type { Application, Environ, HeaderList } from '../../src/wsgi/contract.ts';

/** A wire that records its calls, in one line each. */
export class PaperWire implements Wire {
  readonly calls: string[] = [];
  fields: HeaderList = [];
  isGone = false;
  /** Throws for the next heads, this many times. */
  refusals = 0;
  /** The promise that `write` returns. */
  full: Promise<void> | undefined;
  readonly #watchers: (() => void)[] = [];

  head(code: number, reason: string, fields: HeaderList): void {
    if (this.refusals-- > 0) throw new TypeError('refused head');
    this.fields = fields;
    this.calls.push(`head ${code} ${reason}`);
  }

  flush(): void {
    this.calls.push('flush');
  }

  write(chunk: Uint8Array, isLent: boolean): void | Promise<void> {
    this.calls.push(`${isLent ? 'lent' : 'write'} ${Buffer.from(chunk)}`);
    return isLent ? Promise.resolve() : this.full;
  }

  end(last?: Uint8Array | string): void {
    this.calls.push(last === undefined ? 'end' : `end ${Buffer.from(last)}`);
  }

  cut(): void {
    this.calls.push('cut');
    this.isGone = true;
  }

  watch(gone: () => void): void {
    this.#watchers.push(gone);
  }

  /** The client disconnects. */
  leave(): void {
    this.isGone = true;
    for (const gone of this.#watchers.splice(0)) gone();
  }

  field(name: string): string[] {
    return this.fields.filter((field) => field[0].toLowerCase() === name).map((field) => field[1]);
  }
}

/** Runs an application over such a wire, and records its reports. */
export function exchangeOver(app: Application, given: Partial<Environ> = {}, options: ExchangeOptions = {}) {
  const wire = new PaperWire();
  const reported: string[] = [];
  const errors = { write: (message: string) => reported.push(message.split('\n')[0] ?? '') };
  const environ: Environ = { ...blankEnviron(), 'wsgi.errors': errors, ...given };
  const run = () => runApplication(app, environ, wire, options);
  return { wire, reported, environ, run };
}
