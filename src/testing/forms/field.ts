/**
 * What all fields of a form have in common.
 *
 * @module
 */
import type { FormValue } from '../../body/forms/multipart-encode.ts';
import { type CallSite, callSite } from '../call-site.ts';
import type { Labels } from '../html/labels.ts';
import { ancestors, attribute, type Element, type Page } from '../html/page.ts';
import type { FileValue } from './files.ts';

/** An option of a select, or a button of a radio group. */
export interface Option {
  readonly value: string;
  /** Its visible text. */
  readonly text: string;
  readonly selected: boolean;
  readonly disabled: boolean;
}

/** An option, given by its visible text. */
export interface OptionText {
  readonly text: string;
}

/** What a single text or choice of a field can be set to. */
export type SingleValue = string | number | boolean | FileValue | OptionText;

/** What a field can be set to; each kind of field accepts some of these. */
export type FieldValue = SingleValue | readonly SingleValue[];

/** What fields need from their page. */
export interface FieldContext {
  readonly page: Page;
  readonly labels: Labels;
  /** The folder of files that are given by path. */
  readonly relativeTo: string | undefined;
  /** The error for something that the page does not have. */
  fail(message: string, site: CallSite): Error;
}

/** A field of a form. Its members have the names of the DOM, if there are any. */
export abstract class FormField {
  readonly context: FieldContext;
  /** Its element in the page; for a radio group, the first one. */
  readonly element: Element;

  constructor(context: FieldContext, element: Element) {
    this.context = context;
    this.element = element;
  }

  /** Its name; if empty, the field is not sent. */
  get name(): string {
    return attribute(this.element, 'name') ?? '';
  }

  get id(): string | undefined {
    return attribute(this.element, 'id');
  }

  /** The type of an input or a button, else the name of the element. */
  get type(): string {
    return typeOf(this.element);
  }

  /** The first of {@link labels}. */
  get label(): string | undefined {
    return this.labels[0];
  }

  /** Its labels on the page. */
  get labels(): readonly string[] {
    return this.context.labels.of(this.element);
  }

  /** Whether it, or a fieldset around it, is disabled: then it is not sent, and cannot be set. */
  get disabled(): boolean {
    return isDisabled(this.element);
  }

  get required(): boolean {
    return attribute(this.element, 'required') !== undefined;
  }

  /** The available choices; empty for a field without choices. */
  get options(): readonly Option[] {
    return [];
  }

  /** Whether it is checked; `undefined` if it cannot be. */
  get checked(): boolean | undefined {
    return this.isChecked();
  }

  /** @throws AppError when it cannot be checked, or is disabled. */
  set checked(checked: boolean) {
    const site = callSite(1);
    if (this.isChecked() === undefined) throw this.fail('cannot be checked', site);
    this.assign(checked, site);
  }

  /** Its value, or `undefined` if nothing is checked or chosen. */
  get value(): FormValue | readonly FormValue[] | undefined {
    return this.current();
  }

  /** @throws AppError when it does not accept this value, or is disabled. */
  set value(value: FieldValue) {
    this.assign(value, callSite(1));
  }

  /** Makes it send this value, whatever values it accepts; a list is for fields that send several. */
  abstract force(value: string | readonly string[]): void;

  /** The current {@link value}. */
  abstract current(): FormValue | readonly FormValue[] | undefined;

  /** The values that one of its elements sends. */
  abstract valuesOf(element: Element): readonly FormValue[];

  /** Sets the value of a field that is not disabled. */
  abstract take(value: FieldValue, site: CallSite): void;

  isChecked(): boolean | undefined {
    return undefined;
  }

  /** Sets the value on behalf of the caller at this place. */
  assign(value: FieldValue, site: CallSite): void {
    if (this.disabled) throw this.fail('is disabled: it cannot be changed, and is not sent', site);
    this.take(value, site);
  }

  fail(what: string, site: CallSite): Error {
    const called = this.name || this.label || this.id || this.type;
    return this.context.fail(`the field ${JSON.stringify(called)} ${what}`, site);
  }

  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    const { name, value } = this;
    return `${this.constructor.name} ${inspect({ name, value }, options)}`;
  }
}

/** The text of a value; `undefined` for a list or a file. */
export function textOf(value: FieldValue): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

const INPUT_TYPES: ReadonlySet<string> = new Set(
  `button checkbox color date datetime-local email file hidden image month number password radio range reset search
  submit tel text time url week`.split(/\s+/),
);

/** The type of an input or a button as HTML determines it, else the name of the element. */
export function typeOf(element: Element): string {
  const type = attribute(element, 'type')?.toLowerCase() ?? '';
  if (element.tagName === 'button') return type === 'button' || type === 'reset' ? type : 'submit';
  if (element.tagName !== 'input') return element.tagName;
  return INPUT_TYPES.has(type) ? type : 'text';
}

/** HTML, 4.10.18.5: by its own attribute, or by a fieldset, except inside the fieldset's first legend. */
export function isDisabled(element: Element): boolean {
  if (attribute(element, 'disabled') !== undefined) return true;
  let inner = element;
  for (const outer of ancestors(element)) {
    const isDisabling = outer.tagName === 'fieldset' && attribute(outer, 'disabled') !== undefined;
    if (isDisabling && inner !== firstLegend(outer)) return true;
    inner = outer;
  }
  return false;
}

function firstLegend(fieldset: Element): unknown {
  return fieldset.childNodes.find((node) => node.nodeName === 'legend');
}
