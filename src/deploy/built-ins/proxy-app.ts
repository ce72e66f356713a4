/**
 * `wheatpaste:proxy-app`: requests passed on to another server.
 *
 * @module
 */
import { ProxyApp } from '../../apps/client/proxy-app.ts';
import type { AppFactory } from '../factories.ts';
import { oneOf, readOptions, required, text } from './options.ts';

/** The option `forwarded` of `ProxyApp`, and `target`, an http(s) URL. */
export const proxyApp: AppFactory = (globalConf, localConf) => {
  const { target, ...options } = readOptions(
    { target: text, forwarded: oneOf('X-Forwarded', 'Forwarded') },
    globalConf,
    localConf,
  );
  return new ProxyApp(required(target, 'target'), options);
};
