/**
 * Options for running an application on node.
 *
 * @module
 */
import { assertKnown } from '../../collections/unknown-name.ts';
import { assertMount } from '../../url/mount.ts';
import type { ErrorStream } from '../../wsgi/contract.ts';
import { kindOf } from '../../wsgi/kind-of.ts';
import type { OnError } from '../report.ts';
import type { NodeRequest } from './request.ts';

/** Overrides for what is derived from the connection. */
export interface NodeEnvironOptions {
  /** The scheme, `'http'` or `'https'`, for a server in front of which TLS ends. Defaults to that of the connection. */
  scheme?: 'http' | 'https' | undefined;
  /** Where errors are reported: `wsgi.errors`. Defaults to the process's standard error. */
  errors?: ErrorStream | undefined;
  /**
   * The path that the application is mounted at, such as `'/api'`. It becomes `SCRIPT_NAME`. Defaults to Express's
   * `baseUrl`.
   */
  mount?: string | undefined;
  /**
   * Returns additional keys of the environ, such as the session of another framework. Keys that the gateway sets
   * take precedence.
   */
  environ?: ((incoming: NodeRequest) => object) | undefined;
}

/** Options of {@link toNodeHandler}. */
export interface NodeHandlerOptions extends NodeEnvironOptions {
  /** Statuses for which nothing is sent, and the framework's `next()` is called. Without a `next` they are sent. */
  fallThrough?: readonly number[] | undefined;
  /** Called with the application's errors, if there is no `next`. Defaults to writing them to `wsgi.errors`. */
  onError?: OnError | undefined;
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
 * @param more additional known names.
 * @throws TypeError that names the option.
 */
export function assertOptions(options: NodeHandlerOptions, more: readonly string[] = []): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`options must be an object, such as { port: 8080 }; got ${kindOf(options)}`);
  }
  assertKnown('option', options, [...Object.keys(HANDLER_OPTIONS), ...more]);
  const { mount } = options;
  if (mount !== undefined) assertMount(mount);
}
