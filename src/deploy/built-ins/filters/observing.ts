/**
 * The built-in middleware that observes applications, by name.
 *
 * @module
 */
import type { AccessLogOptions, LogStream } from '../../../middleware/observe/access-log.ts';
import type { ProfileOptions } from '../../../middleware/observe/profile.ts';
import type { RequestIdOptions } from '../../../middleware/observe/request-id.ts';
import type { TransactionOptions } from '../../../middleware/observe/transaction.ts';
import type { LintOptions } from '../../../testing/lint/lint.ts';
import { filter, type NamedBuiltIns } from '../built-in.ts';
import { needed } from '../options.ts';
import { boolean, callable, exported, oneOf, text } from '../readers.ts';

export const OBSERVING = {
  'access-log': filter(
    {
      format: text,
      write: exported<LogStream>('write'),
      skip: callable<NonNullable<AccessLogOptions['skip']>>(),
      time: oneOf('end', 'start'),
      utc: boolean,
      query: boolean,
    },
    async (options) => (await import('../../../middleware/observe/access-log.ts')).accessLog(options),
  ),
  /** The requests in progress are listed at `path`. */
  'in-flight': filter({ path: needed(text) }, async ({ path }) => {
    const { inFlight } = await import('../../../middleware/observe/in-flight.ts');
    const { urlMap } = await import('../../../apps/url-map.ts');
    const running = inFlight();
    return (app) => urlMap({ '/': running(app), [path]: running });
  }),
  lint: filter(
    { http: boolean, onWarning: callable<NonNullable<LintOptions['onWarning']>>() },
    async (options) => {
      const { lint } = await import('../../../testing/lint/lint.ts');
      return (app) => lint(app, options);
    },
  ),
  profile: filter(
    {
      when: needed(callable<ProfileOptions['when']>()),
      write: needed(callable<ProfileOptions['write']>()),
    },
    async (options) => (await import('../../../middleware/observe/profile.ts')).profile(options),
  ),
  'request-context': filter({}, async () =>
    (await import('../../../middleware/observe/request-context.ts')).requestContext(),
  ),
  'request-id': filter(
    {
      header: text,
      accept: callable<NonNullable<RequestIdOptions['accept']>>(),
      generate: callable<NonNullable<RequestIdOptions['generate']>>(),
      trace: boolean,
    },
    async (options) => (await import('../../../middleware/observe/request-id.ts')).requestId(options),
  ),
  'server-timing': filter({}, async () =>
    (await import('../../../middleware/observe/server-timing.ts')).serverTiming(),
  ),
  transaction: filter(
    {
      begin: needed(callable<TransactionOptions<unknown>['begin']>()),
      commit: needed(callable<TransactionOptions<unknown>['commit']>()),
      rollback: needed(callable<TransactionOptions<unknown>['rollback']>()),
      isFailure: callable<NonNullable<TransactionOptions<unknown>['isFailure']>>(),
      commitAt: oneOf('head', 'end'),
    },
    async (options) => (await import('../../../middleware/observe/transaction.ts')).transaction(options),
  ),
} satisfies NamedBuiltIns;
