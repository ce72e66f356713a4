/**
 * A request from a web server: from its variables to the running application.
 *
 * @module
 */

import { DisconnectionError } from '../../wsgi/body-errors.ts';
import type { Environ, ErrorStream } from '../../wsgi/contract.ts';
import type { Variables } from '../../wsgi/variables.ts';
import { makeEnviron } from '../cgi-environ.ts';
import { runApplication } from '../exchange.ts';
import type { Wire } from '../wire.ts';
import type { BodyQueue } from './body-queue.ts';
import type { Service } from './server.ts';

/** Runs the application for a request, whose body may still be arriving. */
export function runRequest(
  service: Service,
  variables: Variables,
  body: BodyQueue,
  wire: Wire,
  errors: ErrorStream,
): void {
  const whole = body.takeWhole();
  const { scriptName } = service;
  const environ: Environ = makeEnviron(variables, whole ?? body, { scriptName, errors });
  environ['wsgi.run_once'] = false;
  environ['wsgi.multiprocess'] = false;
  environ['wsgi.input_terminated'] = whole?.length !== 0;
  void runApplication(service.app, environ, wire, service.exchange);
}

/** Listeners for the client's departure. */
export class Leaving {
  #listeners: (() => void)[] = [];

  watch(gone: () => void): void {
    this.#listeners.push(gone);
  }

  /** Call this when the client goes away. Further calls do nothing. */
  leave(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const gone of listeners) gone();
  }
}

/** The error that the reader of a body gets if the client goes away in the meantime. */
export function clientLeft(): DisconnectionError {
  return new DisconnectionError('The client went away while its request body was read.');
}
