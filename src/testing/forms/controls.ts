/**
 * Assigns fields and buttons to forms (HTML, 4.10.18.3: the form owner).
 *
 * @module
 */
import { ancestors, attribute, type Element, type Page } from '../html/page.ts';
import { CheckboxField, RadioGroup } from './checkable-fields.ts';
import { type FieldContext, type FormField, typeOf } from './field.ts';
import { FileField } from './file-field.ts';
import { MultipleSelectField, SelectField } from './select-fields.ts';
import { isSubmitButton, SubmitButton } from './submit-button.ts';
import { HiddenField, TextareaField, TextField } from './text-fields.ts';

/** A field or a button, at the position of its element: each button of a radio group has its own. */
export interface Control {
  readonly element: Element;
  readonly owner: FormField | SubmitButton;
}

type FieldClass = new (context: FieldContext, element: Element) => FormField;

const FIELDS: ReadonlyMap<string, FieldClass> = new Map<string, FieldClass>([
  ['checkbox', CheckboxField],
  ['file', FileField],
  ['hidden', HiddenField],
  ['select', SelectField],
  ['textarea', TextareaField],
]);

const SUBMITTABLE: ReadonlySet<string> = new Set(['button', 'input', 'select', 'textarea']);
/** Types that neither hold a value nor submit. */
const INERT: ReadonlySet<string> = new Set(['button', 'reset']);

/** The controls of each form of a page, forms and controls in tree order. */
export function controlsOf(context: FieldContext): ReadonlyMap<Element, readonly Control[]> {
  const { elements } = context.page;
  const forms = new Map<Element, FormControls>();
  for (const element of elements) {
    if (element.tagName === 'form') forms.set(element, new FormControls(context));
  }
  for (const element of elements) {
    if (!SUBMITTABLE.has(element.tagName) || INERT.has(typeOf(element))) continue;
    const form = ownerOf(context.page, element);
    if (form) forms.get(form)?.add(element);
  }
  return new Map([...forms].map(([form, { controls }]) => [form, controls]));
}

class FormControls {
  readonly #context: FieldContext;
  readonly #groups = new Map<string, RadioGroup>();
  readonly controls: Control[] = [];

  constructor(context: FieldContext) {
    this.#context = context;
  }

  add(element: Element): void {
    this.controls.push({ element, owner: this.#ownerOf(element) });
  }

  #ownerOf(element: Element): FormField | SubmitButton {
    if (isSubmitButton(element)) return new SubmitButton(this.#context, element);
    if (typeOf(element) === 'radio') return this.#groupOf(element);
    const isMultiple = element.tagName === 'select' && attribute(element, 'multiple') !== undefined;
    const Field = isMultiple ? MultipleSelectField : (FIELDS.get(typeOf(element)) ?? TextField);
    return new Field(this.#context, element);
  }

  /** The group of a radio button. A button without a name forms its own group. */
  #groupOf(element: Element): RadioGroup {
    const name = attribute(element, 'name') ?? '';
    const known = this.#groups.get(name);
    known?.add(element);
    const group = known ?? new RadioGroup(this.#context, element);
    if (name !== '') this.#groups.set(name, group);
    return group;
  }
}

function ownerOf(page: Page, element: Element): Element | undefined {
  const id = attribute(element, 'form');
  if (id !== undefined) {
    const named = page.ids.get(id);
    return named?.tagName === 'form' ? named : undefined;
  }
  const parserForm = page.parserForms.get(element);
  if (parserForm) return parserForm;
  for (const ancestor of ancestors(element)) if (ancestor.tagName === 'form') return ancestor;
  return undefined;
}
