/**
 * Exchanges whose body is read without delay.
 *
 * @module
 */
import type { Environ } from './contract.ts';
import { LazyExchange } from './exchange.ts';

/**
 * The exchange of a gateway that reads the application's body to its end as fast as the client takes it. Others wait
 * until somebody wants the body, who may never come.
 */
export class PromptExchange extends LazyExchange {}

/** Whether the gateway of a request reads the body without delay. */
export function isReadPromptly({ 'wheatpaste.exchange': exchange }: Environ): boolean {
  return exchange instanceof PromptExchange;
}
