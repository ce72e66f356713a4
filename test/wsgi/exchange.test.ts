import { describe, expect, it } from 'vitest';
import { Request } from '../../src/request/request.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import { exchangeOf, isGone, LazyExchange, signalOf, whenGone } from '../../src/wsgi/exchange.ts';

/** An exchange whose client can disconnect. */
function watched() {
  const watchers: (() => void)[] = [];
  const exchange = new LazyExchange({ watch: (gone) => void watchers.push(gone) });
  const leave = () => {
    for (const gone of watchers) gone();
  };
  return { exchange, watchers, leave, environ: { ...blankEnviron(), 'wheatpaste.exchange': exchange } };
}

describe('exchangeOf', () => {
  it('creates a missing exchange, which all later copies share', () => {
    const environ = blankEnviron();
    const exchange = exchangeOf(environ);
    expect(exchangeOf(environ)).toBe(exchange);
    exchangeOf({ ...environ }).notes.user = 'ada';
    expect(exchange.notes).toEqual({ user: 'ada' });
    expect(exchange.signal.aborted).toBe(false);
  });

  it("returns the gateway's exchange, a plain property", () => {
    const { environ, exchange } = watched();
    expect(exchangeOf({ ...environ })).toBe(exchange);
    expect(Object.getOwnPropertyDescriptor(environ, 'wheatpaste.exchange')).toHaveProperty('value', exchange);
  });
});

describe('the signal of an exchange', () => {
  it('is created on first use, and follows the client from then on', () => {
    const { exchange, watchers, leave } = watched();
    expect(watchers).toHaveLength(0);
    const { signal } = exchange;
    expect(exchange.signal).toBe(signal);
    expect(watchers).toHaveLength(1);
    leave();
    expect(signal.aborted).toBe(true);
  });
});

describe('signalOf', () => {
  it('returns the signal of the exchange', () => {
    const { environ, exchange } = watched();
    expect(signalOf(environ)).toBe(exchange.signal);
    expect(new Request({ ...environ }).signal).toBe(exchange.signal);
  });

  it('prefers the signal that a middleware has set in its copy', () => {
    const { environ, exchange } = watched();
    const { signal } = new AbortController();
    expect(signalOf({ ...environ, 'wheatpaste.signal': signal })).toBe(signal);
    expect(new Request(environ).with({ signal }).signal).toBe(signal);
    expect(new Request(environ).with({ signal }).with({ signal: undefined }).signal).toBe(exchange.signal);
  });

  it('returns a signal that never fires, and writes nothing, without an exchange', () => {
    const environ = Object.freeze(blankEnviron());
    expect(signalOf(environ)).toBe(signalOf(environ));
    expect(signalOf(environ).aborted).toBe(false);
    expect(signalOf(blankEnviron())).not.toBe(signalOf(environ));
  });
});

describe('isGone', () => {
  it('is true after a listener was called', () => {
    const { environ, leave } = watched();
    whenGone(environ, () => {});
    expect(isGone(environ)).toBe(false);
    leave();
    expect(isGone({ ...environ })).toBe(true);
  });

  it('prefers the signal that a middleware has set', () => {
    const { environ } = watched();
    expect(isGone({ ...environ, 'wheatpaste.signal': AbortSignal.abort() })).toBe(true);
    expect(
      isGone({ ...blankEnviron(), 'wheatpaste.exchange': { signal: AbortSignal.abort(), notes: {} } }),
    ).toBe(true);
    expect(isGone(blankEnviron())).toBe(false);
  });
});

describe('whenGone', () => {
  it('calls every listener when the client disconnects, without creating a signal', () => {
    const { environ, watchers, leave } = watched();
    const calls: number[] = [];
    whenGone(environ, () => calls.push(1));
    whenGone({ ...environ }, () => calls.push(2));
    expect(watchers).toHaveLength(1);
    leave();
    leave();
    expect(calls).toEqual([1, 2]);
  });

  it('calls immediately if the client has disconnected', () => {
    const { environ, leave } = watched();
    const calls: number[] = [];
    whenGone(environ, () => calls.push(1));
    leave();
    whenGone(environ, () => calls.push(2));
    expect(calls).toEqual([1, 2]);
    expect(signalOf(environ).aborted).toBe(true);
  });

  it('listens to the signal that a middleware has set', () => {
    const controller = new AbortController();
    const calls: number[] = [];
    const environ = { ...watched().environ, 'wheatpaste.signal': controller.signal };
    whenGone(environ, () => calls.push(1));
    controller.abort();
    whenGone(environ, () => calls.push(2));
    expect(calls).toEqual([1, 2]);
  });

  it('listens to the signal of a foreign exchange, and to nothing without an exchange', () => {
    const controller = new AbortController();
    const calls: number[] = [];
    const exchange = { signal: controller.signal, notes: {} };
    whenGone({ ...blankEnviron(), 'wheatpaste.exchange': exchange }, () => calls.push(1));
    whenGone(blankEnviron(), () => calls.push(2));
    controller.abort();
    expect(calls).toEqual([1]);
  });
});
