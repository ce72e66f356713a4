import { createHash } from 'node:crypto';

const NODE_NAMES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-256': 'sha256',
  'SHA-512-256': 'sha512-256',
};

/** The data that a client knows. */
export interface DigestClient {
  readonly user: string;
  readonly password: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly method?: string;
  readonly algorithm?: string;
  readonly qop?: string;
  readonly nc?: string;
  readonly cnonce?: string;
  readonly body?: string;
}

/** The response of RFC 7616, section 3.4.1, computed only with node's hashes. */
export function clientResponse(client: DigestClient): string {
  const {
    user,
    password,
    realm,
    nonce,
    uri,
    method = 'GET',
    algorithm = 'MD5',
    qop,
    nc,
    cnonce,
    body = '',
  } = client;
  const hash = (...parts: (string | undefined)[]) =>
    createHash(NODE_NAMES[algorithm.replace('-sess', '')] ?? algorithm)
      .update(parts.join(':'))
      .digest('hex');
  const base = hash(user, realm, password);
  const ha1 = algorithm.endsWith('-sess') ? hash(base, nonce, cnonce) : base;
  const ha2 = qop === 'auth-int' ? hash(method, uri, hash(body)) : hash(method, uri);
  return qop ? hash(ha1, nonce, nc, cnonce, qop, ha2) : hash(ha1, nonce, ha2);
}

/** The parameters of a challenge or of credentials. */
export function parametersOf(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = '', quoted, token = ''] of text.matchAll(
    /([\w*]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]*))/g,
  )) {
    found[name] ??= quoted === undefined ? token : quoted.replace(/\\(.)/g, '$1');
  }
  return found;
}

/** A valid `Authorization`, unless some of its parts are replaced. */
export function digestHeader(
  client: DigestClient,
  others: Readonly<Record<string, string | undefined>> = {},
): string {
  const known = { algorithm: 'MD5', qop: 'auth', nc: '00000001', cnonce: '0a4f113b', ...client };
  const { user: username, realm, nonce, uri, algorithm, qop, nc, cnonce } = known;
  const response = clientResponse(known);
  const all: Record<string, string | undefined> = {
    username,
    realm,
    nonce,
    uri,
    algorithm,
    qop,
    nc,
    cnonce,
    response,
    ...others,
  };
  const text = Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) =>
      /^(?:nc|qop|algorithm|userhash|username\*)$/.test(name) ? `${name}=${value}` : `${name}="${value}"`,
    )
    .join(', ');
  return Buffer.from(`Digest ${text}`, 'utf8').toString('latin1');
}
