/**
 * How an application runs under node.
 *
 * @module
 */
import { assertKnown } from '../../collections/unknown-name.ts';
import { assertMount } from '../../url/mount.ts';
import type { ErrorStream } from '../../wsgi/contract.ts';
import type { OnError } from '../report.ts';
import type { NodeRequest } from './request.ts';

/** Overrides for what is derived from the connection. */
export interface NodeEnvironOptions {
  /** `'http'` or `'https'`, where TLS ends before this server. Defaults to what the connection is. */
  scheme?: 'http' | 'https';
  /** Where errors are reported: `wsgi.errors`. Defaults to the process's standard error. */
  errors?: ErrorStream;
  /**
   * The path that the application is mounted at, such as `'/api'`: it becomes `SCRIPT_NAME`. Defaults to Express's
   * `baseUrl`.
   */
  mount?: string;
  /** Gives more keys of the environ, such as the session of another framework. Keys that the gateway sets win. */
  environ?: (incoming: NodeRequest) => object;
}

/** How an application runs as a listener of node's. */
export interface NodeHandlerOptions extends NodeEnvironOptions {
  /** Statuses for which nothing is sent, and the framework's `next()` is called. Without a `next` they are sent. */
  fallThrough?: readonly number[];
  /** Told of the application's errors, where there is no `next`. Defaults to writing them to `wsgi.errors`. */
  onError?: OnError;
}

const HANDLER_OPTIONS: Readonly<Record<keyof NodeHandlerOptions, true>> = {
  scheme: true,
  errors: true,
  mount: true,
  environ: true,
  fallThrough: true,
  onError: true,
};

/**
 * Asserts that options are an object with known names, and that the mount is a path.
 *
 * @param more names that are known besides those of a handler.
 * @throws TypeError that names the option.
 */
export function assertOptions(options: NodeHandlerOptions, more: readonly string[] = []): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`options must be an object, such as { port: 8080 }, not ${String(options)}`);
  }
  assertKnown('option', options, [...Object.keys(HANDLER_OPTIONS), ...more]);
  const { mount } = options;
  if (mount !== undefined) assertMount(mount);
}
