/**
 * The exchange: one request with its response, shared by all copies of the environ.
 *
 * @module
 */
import type { Environ, Exchange, ExchangeNotes } from './contract.ts';

/** What a gateway makes an exchange from. */
interface Watched {
  /** Calls `gone` when the client goes away early, immediately if it already has. */
  watch(gone: () => void): void;
}

/** Signals for environs without an exchange: no gateway handles the request, so its signal never fires. */
const unshared = new WeakMap<Environ, AbortSignal>();

/**
 * An exchange that costs nothing until it is used: notes, AbortController and the watch on the client are made when
 * they are first asked for.
 */
export class LazyExchange implements Exchange {
  readonly #watched: Watched | undefined;
  #notes: ExchangeNotes | undefined;
  #controller: AbortController | undefined;
  #leaving: (() => void)[] | undefined;
  #isGone = false;

  constructor(watched?: Watched) {
    this.#watched = watched;
  }

  get notes(): ExchangeNotes {
    this.#notes ??= {};
    return this.#notes;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController();
      this.#controller = controller;
      this.whenGone(() => controller.abort());
    }
    return this.#controller.signal;
  }

  /** Whether the client has gone away early, as far as a listener or the signal was notified. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /**
   * Calls a listener when the client goes away early, immediately if it already has. Cheaper than making the
   * signal.
   */
  whenGone(listener: () => void): void {
    if (this.#isGone) {
      listener();
      return;
    }
    if (this.#leaving) {
      this.#leaving.push(listener);
      return;
    }
    const leaving = [listener];
    this.#leaving = leaving;
    this.#watched?.watch(() => {
      this.#isGone = true;
      for (const leave of leaving.splice(0)) leave();
    });
  }
}

/**
 * The exchange of a request. If no gateway made one, it makes one and puts it into this environ; copies made before
 * that do not share it.
 *
 * @example
 * ```ts
 * const environ = blankEnviron();
 * exchangeOf(environ).notes.user = 'ada';
 * exchangeOf({ ...environ }).notes.user; // 'ada'
 * ```
 */
export function exchangeOf(environ: Environ): Exchange {
  environ['wheatpaste.exchange'] ??= new LazyExchange();
  return environ['wheatpaste.exchange'];
}

/**
 * The signal of a request: `wheatpaste.signal`, which a middleware may have set in its copy of the environ, else
 * the exchange's signal. Without either, a signal that never fires.
 *
 * @example
 * ```ts
 * signalOf(blankEnviron()).aborted; // false
 * signalOf({ ...blankEnviron(), 'wheatpaste.signal': AbortSignal.abort() }).aborted; // true
 * ```
 */
export function signalOf(environ: Environ): AbortSignal {
  const signal = environ['wheatpaste.signal'] ?? environ['wheatpaste.exchange']?.signal;
  if (signal) return signal;
  const never = unshared.get(environ) ?? new AbortController().signal;
  unshared.set(environ, never);
  return never;
}

/** Calls a listener when the signal of a request fires, if possible without making one. */
export function whenGone(environ: Environ, listener: () => void): void {
  const { 'wheatpaste.signal': signal, 'wheatpaste.exchange': exchange } = environ;
  if (!signal && exchange instanceof LazyExchange) exchange.whenGone(listener);
  else if (signal?.aborted) listener();
  else (signal ?? exchange?.signal)?.addEventListener('abort', listener, { once: true });
}

/** Whether the client has gone, as far as a listener of {@link whenGone} was notified. */
export function isGone({ 'wheatpaste.signal': signal, 'wheatpaste.exchange': exchange }: Environ): boolean {
  if (!signal && exchange instanceof LazyExchange) return exchange.isGone;
  return (signal ?? exchange?.signal)?.aborted ?? false;
}
