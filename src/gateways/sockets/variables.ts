/**
 * The variables of a request, collected from the pairs that SCGI and FastCGI send.
 *
 * @module
 */
import { parseCount } from '../../headers/grammar/whole-number.ts';
import type { Variables } from '../../wsgi/variables.ts';
import { ProtocolError } from './protocol-error.ts';

/**
 * Collects variables by name.
 *
 * Web servers may send one pair for each field line, as nginx before 1.23 does. The values of a header are joined
 * by `, `, and those of cookies by `; `. All other names have one value.
 */
export class VariableList {
  readonly #values: Record<string, string | undefined> = Object.create(null);

  /** @throws ProtocolError when the name already has another value. */
  add(name: string, value: string): void {
    const before = this.#values[name];
    if (before === undefined) this.#values[name] = value;
    else if (name.startsWith('HTTP_')) {
      this.#values[name] = `${before}${name === 'HTTP_COOKIE' ? '; ' : ', '}${value}`;
    } else if (before !== value) {
      throw new ProtocolError('duplicate', `The variable ${name} has two values.`);
    }
  }

  /**
   * The variables, checked to be those of a request.
   *
   * @throws ProtocolError when there is no method, or a CONTENT_LENGTH that is not a number.
   */
  request(): RequestVariables {
    const values = this.#values;
    if (!values.REQUEST_METHOD) {
      throw new ProtocolError('request-method', 'The request has no REQUEST_METHOD.');
    }
    const said = values.CONTENT_LENGTH;
    // Web servers send an empty one over FastCGI when there is none.
    const length = said === '' ? undefined : parseCount(said);
    if (length === undefined && said) {
      throw new ProtocolError('content-length', `CONTENT_LENGTH is not a number: ${JSON.stringify(said)}.`);
    }
    return { variables: values, length };
  }
}

/** The variables of a request, and the length of its body in bytes, if they say so. */
export interface RequestVariables {
  readonly variables: Variables;
  readonly length: number | undefined;
}
