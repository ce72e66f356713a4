/**
 * The built-in middleware for sessions and logins, by name.
 *
 * @module
 */
import type { FormAuthOptions } from '../../../middleware/access/auth/form-auth.ts';
import type { SessionOptions } from '../../../middleware/sessions/session.ts';
import type { SessionStore } from '../../../middleware/sessions/session-store.ts';
import { asBoolean, asInteger } from '../../converters.ts';
import { DeployError } from '../../deploy-error.ts';
import { filter, type NamedBuiltIns } from '../built-in.ts';
import { group, groupOr, needed, type Read } from '../options.ts';
import { callable, either, exported, file, integer, lines, text, words } from '../readers.ts';
import { COOKIE } from './cookie.ts';

/** `memory`, or a store exported by a module. */
const store: Read<SessionStore> = async (value, here) => {
  if (value !== 'memory') return exported<SessionStore>('get', 'set', 'touch', 'delete')(value, here);
  return (await import('../../../middleware/sessions/memory-store.ts')).memoryStore();
};

const yes: Read<true> = (value) => {
  if (asBoolean(value)) return true;
  throw new DeployError('bad-value', `${JSON.stringify(value)} is not true or sign`);
};
const booleanOrInteger: Read<boolean | number> = (value) =>
  /^\d+$/.test(value) ? asInteger(value) : asBoolean(value);

const cookie = group({
  name: text,
  ...COOKIE,
});
const LIFE = {
  cookie,
  maxAge: integer,
  absolute: integer,
  touchEvery: integer,
};

export const SESSIONS = {
  'cookie-session': filter(
    { ...LIFE, secret: needed(lines), encrypt: either('sign', yes), maxBytes: integer },
    async (options) =>
      (await import('../../../middleware/sessions/cookie-session.ts')).cookieSession(options),
  ),
  'form-auth': filter(
    {
      verify: needed(callable<FormAuthOptions['verify']>()),
      page: callable<NonNullable<FormAuthOptions['page']>>(),
      fields: group({ user: text, password: text }),
      session: text,
    },
    async (options) => (await import('../../../middleware/access/auth/form-auth.ts')).formAuth(options),
  ),
  'remember-user': filter(
    { secret: needed(lines), keys: words, maxAge: integer, renew: booleanOrInteger, cookie },
    async (options) =>
      (await import('../../../middleware/access/auth/remember-user.ts')).rememberUser(options),
  ),
  session: filter(
    {
      ...LIFE,
      /** `store.folder` keeps sessions in files. */
      store: groupOr({ folder: needed(file) }, store),
      timeout: integer,
      secret: lines,
      genId: callable<NonNullable<SessionOptions['genId']>>(),
    },
    async ({ store, ...options }) => {
      const { session } = await import('../../../middleware/sessions/session.ts');
      if (store === undefined) throw new DeployError('bad-value', 'it is missing', { option: 'store' });
      if (!('folder' in store)) return session({ ...options, store });
      const { fileStore } = await import('../../../middleware/sessions/file-store.ts');
      return session({ ...options, store: fileStore(store.folder) });
    },
  ),
} satisfies NamedBuiltIns;
