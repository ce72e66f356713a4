/**
 * Forms as the Fetch API has them.
 *
 * @module
 */
import type { Form } from './form-entries.ts';

/** The form as a FormData, its files read into memory. */
export async function formDataFrom(form: Form): Promise<FormData> {
  const data = new FormData();
  for (const [name, value] of form) {
    if (typeof value === 'string') data.append(name, value);
    else data.append(name, await value.blob(), value.filename ?? '');
  }
  return data;
}
