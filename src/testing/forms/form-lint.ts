/**
 * Finds usability faults of forms.
 *
 * @module
 */
import { attribute, type Page } from '../html/page.ts';
import type { FormField } from './field.ts';
import type { SubmitButton } from './submit-button.ts';
import { HiddenField } from './text-fields.ts';

/** The faults of fields and buttons: no label, no name, a duplicate id. */
export function lintFields(
  page: Page,
  fields: readonly FormField[],
  buttons: readonly SubmitButton[],
): string[] {
  const called = (field: FormField) => JSON.stringify(field.name || field.id || field.type);
  const seen = fields.filter((field) => !(field instanceof HiddenField));
  const ids = page.elements.map((element) => attribute(element, 'id'));
  return [
    ...seen
      .filter(({ labels }) => labels.length === 0)
      .map((field) => `the field ${called(field)} has no label`),
    ...fields
      .filter(({ name }) => name === '')
      .map((field) => `the field ${called(field)} has no name, and is not sent`),
    ...buttons
      .filter(({ labels }) => labels.every((label) => label === ''))
      .map(({ name, value }) => `the button ${JSON.stringify(name || value)} has no text`),
    ...[...fields, ...buttons]
      .flatMap(({ id }) => (id !== undefined && ids.indexOf(id) !== ids.lastIndexOf(id) ? [id] : []))
      .map((id) => `the id ${JSON.stringify(id)} is not unique`),
  ];
}
