/**
 * Decides who may see what is meant only for the developer.
 *
 * @module
 */
import { hostOf } from '../url/environ-url.ts';
import type { Environ } from '../wsgi/contract.ts';

const LOOPBACK = /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/i;
const LOCAL_NAME = /^(?:.+\.)?localhost\.?$/i;

/**
 * Whether a request comes from this machine for a local host name: the peer is a loopback address, and the host is
 * a loopback address, `localhost` or below it. The name matters, because any web page can make the browser request
 * a loopback address under a name that points there (DNS rebinding).
 *
 * @example
 * ```ts
 * isLocal({ ...blankEnviron(), REMOTE_ADDR: '127.0.0.1', HTTP_HOST: 'localhost:8080' }); // true
 * isLocal({ ...blankEnviron(), REMOTE_ADDR: '127.0.0.1', HTTP_HOST: 'rebound.example' }); // false
 * isLocal({ ...blankEnviron(), REMOTE_ADDR: '192.0.2.7', HTTP_HOST: 'localhost' }); // false
 * ```
 */
export function isLocal(environ: Environ): boolean {
  const { REMOTE_ADDR: peer = '' } = environ;
  return isLoopback(peer) && isLocalName(domainOf(environ));
}

function isLoopback(address: string): boolean {
  return address === '::1' || LOOPBACK.test(address);
}

function isLocalName(domain: string): boolean {
  return LOCAL_NAME.test(domain) || isLoopback(domain.replace(/^\[(.*)\]$/, '$1'));
}

/** A malformed host is not local. */
function domainOf(environ: Environ): string {
  try {
    return hostOf(environ).domain;
  } catch {
    return '';
  }
}
