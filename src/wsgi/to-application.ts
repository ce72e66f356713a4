/**
 * What can stand for an application, turned into one.
 *
 * @module
 */
import type { Application, ToApplication } from './contract.ts';

/**
 * The application that something stands for: itself, or what its `toApp()` gives.
 *
 * @throws TypeError when it is neither.
 */
export function toApplication(app: Application | ToApplication): Application {
  if (typeof app === 'function') return app;
  if (typeof app?.toApp === 'function') return app.toApp();
  throw new TypeError(`not an application: ${String(app)}`);
}
