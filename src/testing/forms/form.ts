/**
 * A form of a page, filled in and submitted as a browser does it.
 *
 * @module
 */
import { assertKnown } from '../../collections/unknown-name.ts';
import { parseUrl } from '../../url/parse-url.ts';
import { type CallSite, callSite } from '../call-site.ts';
import { attribute, type Element } from '../html/page.ts';
import { CheckboxField, RadioGroup } from './checkable-fields.ts';
import type { Control } from './controls.ts';
import { type FieldContext, type FieldValue, FormField, type SingleValue } from './field.ts';
import { lintFields } from './form-lint.ts';
import { listOf, locate } from './locate.ts';
import { type Entry, entryList, type Submission, submissionOf } from './submission.ts';
import { SubmitButton } from './submit-button.ts';

/**
 * Selects a submit button by its name, its value or its visible text. `index` counts the matching buttons, and
 * defaults to 0.
 */
export interface ButtonChoice {
  readonly name?: string | undefined;
  readonly value?: string | undefined;
  readonly text?: string | undefined;
  readonly index?: number | undefined;
}

/** What a form needs from its page, and from the application that sent it. */
export interface FormContext<Options, Answer> extends FieldContext {
  /** The URL of the page, and the base URL of its relative URLs. */
  readonly url: URL;
  readonly base: URL;
  send(submission: Submission, options: Options | undefined, site: CallSite): Promise<Answer>;
}

const METHODS: ReadonlySet<string> = new Set(['get', 'post', 'dialog']);
const ENCTYPES: ReadonlySet<string> = new Set([
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
]);
const BUTTON_KEYS: readonly (keyof ButtonChoice)[] = ['name', 'value', 'text', 'index'];

/**
 * A form. If the page lacks something (a field, an option, a button), that is an AppError that lists what there is.
 *
 * @example
 * ```ts
 * const page = `<form action="/login" method="post">
 *   <label>E-mail <input type="email" name="email"></label> <button name="go" value="1">Sign in</button>
 * </form>`;
 * const app = new TestApp(new Response(page));
 * const { form } = await app.get('/');
 * form.set('email', 'ada@example.com');
 * form.entries('go'); // [['email', 'ada@example.com'], ['go', '1']]
 * ```
 */
export class TestForm<Options = unknown, Answer = unknown> {
  readonly #context: FormContext<Options, Answer>;
  readonly #controls: readonly Control[];
  /** Its element in the page. */
  readonly element: Element;
  /** Its fields in tree order, including disabled ones and those without a name; a radio group is one field. */
  readonly fields: readonly FormField[];
  /** Its submit buttons, in tree order. */
  readonly buttons: readonly SubmitButton[];

  constructor(context: FormContext<Options, Answer>, element: Element, controls: readonly Control[]) {
    this.#context = context;
    this.#controls = controls;
    this.element = element;
    const owners = [...new Set(controls.map(({ owner }) => owner))];
    this.fields = owners.filter((owner) => owner instanceof FormField);
    this.buttons = owners.filter((owner) => owner instanceof SubmitButton);
  }

  get id(): string | undefined {
    return attribute(this.element, 'id');
  }

  get name(): string | undefined {
    return attribute(this.element, 'name');
  }

  /** The URL that it is sent to, as written; empty for that of the page. */
  get action(): string {
    return attribute(this.element, 'action') ?? '';
  }

  /** `get`, `post` or `dialog`; any other method counts as `get`. */
  get method(): string {
    return keyword(METHODS, attribute(this.element, 'method'), 'get');
  }

  get enctype(): string {
    return keyword(ENCTYPES, attribute(this.element, 'enctype'), 'application/x-www-form-urlencoded');
  }

  /**
   * The field with a name.
   *
   * @param index counts the fields of the name; without it, there must be exactly one.
   * @throws AppError when there is no such field, or more than one.
   */
  field(name: string, index?: number): FormField {
    return this.#field(name, index, callSite(this.field));
  }

  /**
   * Sets a field: a text; true or false for a checkbox; the list of checked values for all checkboxes of the name;
   * the value of a radio button; a value or `{ text }` of an option, or a list of them; a file or a list of them.
   *
   * @throws AppError when there is no such field or choice, the field is disabled, or its type cannot hold the
   * value.
   */
  set(name: string, value: FieldValue, index?: number): void {
    this.#set(name, value, index, callSite(this.set));
  }

  /** Does what {@link set} does, for a select. */
  select(name: string, value: FieldValue, index?: number): void {
    this.#set(name, value, index, callSite(this.select));
  }

  /**
   * Sets several fields, each by its label, else its name, else its id. The label of a radio button is set to true.
   *
   * @throws AppError as {@link set} does, and when several fields match.
   */
  fill(values: Readonly<Record<string, FieldValue>>): this {
    fillFields(this.fields, values, this.#context, callSite(this.fill));
    return this;
  }

  /**
   * The entries that are sent, in order.
   *
   * @throws AppError when there is no such button.
   */
  entries(button?: string | ButtonChoice): Entry[] {
    const submitter = this.#button(button, callSite(this.entries));
    return entryList(this.#controls, submitter);
  }

  /**
   * Sends the form, optionally with a button.
   *
   * @throws AppError when there is no such button, it is disabled, or nothing is sent: for the method `dialog`, an
   * action that is not an http(s) URL, or one of another origin.
   */
  async submit(button?: string | ButtonChoice, options?: Options): Promise<Answer> {
    const site = callSite(this.submit);
    return await this.press(this.#button(button, site), options, site);
  }

  /** Sends the form with one of its buttons, on behalf of the caller at this place. */
  async press(
    button: SubmitButton | undefined,
    options: Options | undefined,
    site: CallSite,
  ): Promise<Answer> {
    if (button?.disabled)
      throw this.#context.fail(`the button ${JSON.stringify(button.text)} is disabled`, site);
    return await this.#context.send(this.#submission(button, site), options, site);
  }

  /**
   * Checks that the form can be used: each visible field has a label and a name, and no id is duplicate.
   *
   * @throws AppError that lists what is wrong.
   */
  lint(): void {
    const findings = lintFields(this.#context.page, this.fields, this.buttons);
    if (findings.length > 0)
      throw this.#context.fail(`the form has faults: ${findings.join('; ')}`, callSite(this.lint));
  }

  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    const { id, action, method, fields } = this;
    return `TestForm ${inspect({ id, action, method, fields }, options)}`;
  }

  #submission(button: SubmitButton | undefined, site: CallSite): Submission {
    const own = (name: string) => button && attribute(button.element, name);
    const action = own('formaction') ?? this.action;
    const method = keyword(METHODS, own('formmethod'), own('formmethod') === undefined ? this.method : 'get');
    const enctype = keyword(
      ENCTYPES,
      own('formenctype'),
      own('formenctype') === undefined ? this.enctype : 'application/x-www-form-urlencoded',
    );
    const { url: page, base, fail } = this.#context;
    const url = action === '' ? page : parseUrl(action, base);
    if (method === 'dialog' || !url || !/^https?:$/.test(url.protocol)) {
      const target = method === 'dialog' ? 'the method dialog' : `the action ${JSON.stringify(action)}`;
      throw fail(`a form with ${target} sends nothing`, site);
    }
    return submissionOf(url, method, enctype, entryList(this.#controls, button));
  }

  #set(name: string, value: FieldValue, index: number | undefined, site: CallSite): void {
    const fields = this.fields.filter((field) => field.name === name);
    if (index === undefined && checkListed(fields, value, site)) return;
    this.#field(name, index, site).assign(value, site);
  }

  #field(name: string, index: number | undefined, site: CallSite): FormField {
    const fields = this.fields.filter((field) => field.name === name);
    const field = fields[index ?? 0];
    const wanted = JSON.stringify(name) + (index === undefined ? '' : ` of index ${index}`);
    if (!field) throw this.#context.fail(`no field is called ${wanted}; ${listOf(this.fields)}`, site);
    if (index === undefined && fields.length > 1)
      throw this.#context.fail(`${fields.length} fields are called ${wanted}: say which by its index`, site);
    return field;
  }

  #button(choice: string | ButtonChoice | undefined, site: CallSite): SubmitButton | undefined {
    if (choice === undefined) return undefined;
    const wanted: ButtonChoice = typeof choice === 'string' ? { name: choice } : choice;
    assertKnown('way to choose a button', wanted, BUTTON_KEYS);
    const { name, value, text, index = 0 } = wanted;
    const named = this.buttons.filter((button) => name === undefined || button.name === name);
    const fitting = named.filter(
      (button) => (value ?? button.value) === button.value && (text ?? button.text) === button.text,
    );
    const button = fitting[index];
    if (!button)
      throw this.#context.fail(
        `no submit button is ${JSON.stringify(choice)}; ${listOf(this.buttons)}`,
        site,
      );
    return button;
  }
}

/** Fills in fields of one or of several forms. */
export function fillFields(
  fields: readonly FormField[],
  values: Readonly<Record<string, FieldValue>>,
  { fail }: Pick<FieldContext, 'fail'>,
  site: CallSite,
): void {
  for (const [key, value] of Object.entries(values)) {
    const { by, all } = locate(fields, key);
    const [field] = all;
    if (!field) throw fail(`no field is called ${JSON.stringify(key)}; ${listOf(fields)}`, site);
    if (by === 'name' && checkListed(all, value, site)) continue;
    if (all.length > 1) throw fail(`${all.length} fields have the ${by} ${JSON.stringify(key)}`, site);
    if (by === 'label' && field instanceof RadioGroup) field.takeLabel(key, value, site);
    else field.assign(value, site);
  }
}

/** Checks the checkboxes of a name whose values are in a list, if all fields of the name are checkboxes. */
function checkListed(fields: readonly FormField[], value: FieldValue, site: CallSite): boolean {
  if (!Array.isArray(value) || fields.length === 0) return false;
  const boxes = fields.filter((field) => field instanceof CheckboxField);
  if (boxes.length < fields.length) return false;
  const values: readonly SingleValue[] = value;
  for (const box of boxes) box.assign(values.includes(box.checkedValue), site);
  return true;
}

function keyword(known: ReadonlySet<string>, value: string | undefined, other: string): string {
  const text = value?.toLowerCase() ?? '';
  return known.has(text) ? text : other;
}
