import { describe, expect, it } from 'vitest';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import { exchangeOf, LazyExchange } from '../../src/wsgi/exchange.ts';
import { isReadPromptly, PromptExchange } from '../../src/wsgi/prompt-exchange.ts';

describe('isReadPromptly', () => {
  it('is true under a gateway that reads the body without delay', () => {
    const environ = { ...blankEnviron(), 'wheatpaste.exchange': new PromptExchange() };
    expect(isReadPromptly({ ...environ })).toBe(true);
  });

  it('is false under another gateway, and without one', () => {
    const noted = blankEnviron();
    exchangeOf(noted).notes.user = 'ada';
    expect(isReadPromptly(noted)).toBe(false);
    expect(isReadPromptly(blankEnviron())).toBe(false);
    expect(isReadPromptly({ ...blankEnviron(), 'wheatpaste.exchange': new LazyExchange() })).toBe(false);
  });
});
