/**
 * The built-in middleware that authenticates users, by name.
 *
 * @module
 */
import type { BasicAuthOptions } from '../../../middleware/access/auth/basic-auth.ts';
import type { BearerAuthOptions } from '../../../middleware/access/auth/bearer-auth.ts';
import type { DigestAuthOptions } from '../../../middleware/access/auth/digest-auth.ts';
import type { DigestAlgorithm } from '../../../middleware/access/auth/digest-hash.ts';
import type { Grant } from '../../../middleware/access/auth/grant-ip.ts';
import type { MultiAuthOptions } from '../../../middleware/access/auth/multi-auth.ts';
import type { NonceStore } from '../../../middleware/access/auth/nonces.ts';
import type { Middleware } from '../../../wsgi/contract.ts';
import { asList } from '../../converters.ts';
import { filter, type NamedBuiltIns } from '../built-in.ts';
import { group, needed, type Read } from '../options.ts';
import { boolean, callable, exported, integer, lines, oneOf, someOf, text, words } from '../readers.ts';
import { COOKIE } from './cookie.ts';

/** `USER`, `USER:ROLES` or `-:ROLES`; `__remove__` means nobody. Roles are separated by commas or white space. */
const grant: Read<Grant> = (value) => {
  const [user = '', roles = ''] = value.split(':', 2).map((part) => part.trim());
  const list = asList(roles.replaceAll(',', ' ')).filter((role) => role !== '-');
  if (user === '__remove__') return { user: null, roles: list };
  return user === '' || user === '-' ? { roles: list } : { user, roles: list };
};

export const AUTHENTICATION = {
  'basic-auth': filter(
    { realm: needed(text), verify: needed(callable<BasicAuthOptions['verify']>()), optional: boolean },
    async (options) => (await import('../../../middleware/access/auth/basic-auth.ts')).basicAuth(options),
  ),
  'bearer-auth': filter(
    { verify: needed(callable<BearerAuthOptions['verify']>()), realm: text, optional: boolean },
    async (options) => (await import('../../../middleware/access/auth/bearer-auth.ts')).bearerAuth(options),
  ),
  'digest-auth': filter(
    {
      realm: needed(text),
      secret: needed(lines),
      ha1: needed(callable<DigestAuthOptions['ha1']>()),
      algorithms: (value) => asList(value) as DigestAlgorithm[],
      qop: someOf('auth', 'auth-int'),
      userhash: boolean,
      nonceLifetime: integer,
      store: exported<NonceStore>('use'),
    },
    async (options) => (await import('../../../middleware/access/auth/digest-auth.ts')).digestAuth(options),
  ),
  'grant-ip': filter(
    { clobberUser: boolean },
    async ({ clobberUser, ...grants }) => {
      const { grantIp } = await import('../../../middleware/access/auth/grant-ip.ts');
      return grantIp(grants, clobberUser === undefined ? {} : { clobberUser });
    },
    grant,
  ),
  'multi-auth': filter(
    {
      methods: group({}, callable<Middleware>()),
      choose: needed(callable<MultiAuthOptions['choose']>()),
      default: needed(text),
    },
    async ({ methods = {}, ...options }) => {
      const { multiAuth } = await import('../../../middleware/access/auth/multi-auth.ts');
      return multiAuth<string>({ methods, ...options });
    },
  ),
  'require-user': filter({ roles: words, status: integer }, async (options) =>
    (await import('../../../middleware/access/auth/require-user.ts')).requireUser(options),
  ),
  'ticket-auth': filter(
    {
      secret: needed(lines),
      digest: oneOf('sha512', 'sha256', 'md5'),
      userIdEncoding: oneOf('raw', 'percent'),
      base64: boolean,
      cookieName: text,
      includeIp: boolean,
      expiresAfter: integer,
      reissueAfter: integer,
      maxAge: integer,
      logoutPath: text,
      cookie: group({
        ...COOKIE,
      }),
    },
    async (options) => (await import('../../../middleware/access/auth/ticket-auth.ts')).ticketAuth(options),
  ),
} satisfies NamedBuiltIns;
