/**
 * Forms as FormData of the Fetch API.
 *
 * @module
 */
import type { Form } from './form-entries.ts';

/** Converts a form to FormData, with its files in memory. */
export async function formDataFrom(form: Form): Promise<FormData> {
  const data = new FormData();
  for (const [name, value] of form) {
    if (typeof value === 'string') data.append(name, value);
    else data.append(name, await value.blob(), value.filename ?? '');
  }
  return data;
}
