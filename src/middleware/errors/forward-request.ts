/**
 * A thrown request for another page.
 *
 * @module
 */
import type { Environ } from '../../wsgi/contract.ts';

/**
 * An application inside `recursive` throws this to have another page of the application sent instead.
 *
 * @example
 * ```ts
 * const app = recursive()(
 *   wsgify((request) => {
 *     if (request.path === '/old') throw new ForwardRequest('/new');
 *     return request.path;
 *   }),
 * );
 * await (await Request.blank('/old').send(app)).text(); // '/new'
 * ```
 */
export class ForwardRequest extends Error {
  override readonly name = 'ForwardRequest';
  readonly to: string | { readonly environ: Partial<Environ> };

  /** @param to a path inside the application, with or without a query; or changes to the environ. */
  constructor(to: string | { readonly environ: Partial<Environ> }) {
    const isPath = typeof to === 'string';
    if (!isPath && (typeof to !== 'object' || typeof to?.environ !== 'object' || to.environ === null)) {
      throw new TypeError('ForwardRequest takes a path, or { environ } with changes');
    }
    super(`a forward to ${isPath ? to : 'another environ'}: put recursive() around the application`);
    this.to = to;
  }
}
