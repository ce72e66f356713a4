/**
 * Middleware that keeps sessions, by its names.
 *
 * @module
 */
import type { SessionOptions } from '../../../middleware/sessions/session.ts';
import type { SessionStore } from '../../../middleware/sessions/session-store.ts';
import { filter, type NamedBuiltIns } from '../built-in.ts';
import { group, needed, type Read } from '../options.ts';
import { boolean, callable, either, exported, integer, lines, text, word } from '../readers.ts';

/** `memory`, or a store that a module exports. */
const store: Read<SessionStore> = async (value, here) => {
  if (value !== 'memory') return exported<SessionStore>('get', 'set', 'touch', 'delete')(value, here);
  return (await import('../../../middleware/sessions/memory-store.ts')).memoryStore();
};

const LIFE = {
  cookie: group({
    name: text,
    domain: text,
    path: text,
    httpOnly: boolean,
    sameSite: word<'lax' | 'strict' | 'none'>(),
    partitioned: boolean,
    secure: either('auto', boolean),
  }),
  maxAge: integer,
  absolute: integer,
  touchEvery: integer,
};

export const SESSIONS = {
  session: filter(
    {
      ...LIFE,
      store: needed(store),
      timeout: integer,
      secret: lines,
      genId: callable<NonNullable<SessionOptions['genId']>>(),
    },
    async (options) => (await import('../../../middleware/sessions/session.ts')).session(options),
  ),
} satisfies NamedBuiltIns;
