/**
 * The server variables that a URL's host implies.
 *
 * @module
 */
import type { Host } from './host.ts';
import { defaultPort } from './target.ts';

/** The variables that scheme and host determine. */
export interface ServerVariables {
  readonly 'wsgi.url_scheme': string;
  /** Omits the port that the scheme implies. */
  readonly HTTP_HOST: string;
  readonly SERVER_NAME: string;
  readonly SERVER_PORT: string;
}

/**
 * The variables of a server that is reached under this host.
 *
 * @example
 * ```ts
 * const { HTTP_HOST, SERVER_PORT } = serverVariables('https', Host.from('example.com:443'));
 * HTTP_HOST; // 'example.com'
 * SERVER_PORT; // '443'
 * ```
 */
export function serverVariables(scheme: string, { domain, port }: Host): ServerVariables {
  const usual = defaultPort(scheme);
  return {
    'wsgi.url_scheme': scheme,
    HTTP_HOST: port === undefined || port === usual ? domain : `${domain}:${port}`,
    SERVER_NAME: domain,
    SERVER_PORT: String(port ?? usual),
  };
}
