import * as mw from '../../../src/middleware.ts';
import { absentOf, type Row, row } from './row.ts';

/** A client of Redis that records what it is asked. */
function askedOf(use: (client: mw.RedisClient) => unknown): Promise<unknown[]> {
  const asked: unknown[] = [];
  const client = {
    eval: async (...given: unknown[]) => {
      asked.push(given);
      return [1, '1', '{}'];
    },
  };
  return Promise.resolve(use(client)).then(() => asked);
}

const REDIS = absentOf('prefix', 'timeout');

export const STORES: readonly Row[] = [
  row<mw.RedisStoreOptions>('redisStore', REDIS, (given) =>
    askedOf((client) => mw.redisStore(client, given).get('a')),
  ),
  row<mw.RedisCounterOptions>('redisCounter', REDIS, (given) =>
    askedOf((client) => mw.redisCounter(client, given).hit('a', 1000, 1)),
  ),
  row<mw.RedisNoncesOptions>('redisNonces', REDIS, (given) =>
    askedOf((client) => mw.redisNonces(client, given).use('a', 1, 60)),
  ),
  row<{ max?: number | undefined }>('memoryCounter', absentOf('max'), async (given) => {
    const { count } = await mw.memoryCounter(given).hit('a', 1000, 1);
    return count;
  }),
  row<mw.TicketInit>('makeTicket', absentOf('tokens', 'data', 'time'), (given) => {
    const made = mw.parseTicket(mw.makeTicket({ user: 'ada', ...given }, { secret: 'a' }), { secret: 'a' });
    return { ...made, time: made.time instanceof Date };
  }),
  row<mw.TicketOptions>(
    'the options of makeTicket',
    absentOf('ip', 'digest', 'userIdEncoding', 'base64'),
    (given) => mw.makeTicket({ user: 'ada', time: new Date(1e12) }, { secret: 'a', ...given }),
  ),
  row<mw.TicketOptions>('parseTicket', absentOf('ip', 'digest', 'userIdEncoding', 'base64'), (given) =>
    mw.parseTicket(mw.makeTicket({ user: 'ada', time: new Date(1e12) }, { secret: 'a' }), {
      secret: 'a',
      ...given,
    }),
  ),
];
