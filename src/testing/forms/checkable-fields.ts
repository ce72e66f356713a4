/**
 * Fields that can be checked.
 *
 * @module
 */
import type { CallSite } from '../call-site.ts';
import { attribute, type Element } from '../html/page.ts';
import { type FieldContext, type FieldValue, FormField, isDisabled, type Option, textOf } from './field.ts';

/** A checkbox. It is set to true or false, and its value is `undefined` while it is not checked. */
export class CheckboxField extends FormField {
  #isChecked: boolean;
  #forced: string | undefined;

  constructor(context: FieldContext, element: Element) {
    super(context, element);
    this.#isChecked = attribute(element, 'checked') !== undefined;
  }

  /** The value that it sends when it is checked. */
  get checkedValue(): string {
    return this.#forced ?? valueWhenChecked(this.element);
  }

  override isChecked(): boolean {
    return this.#isChecked;
  }

  override current(): string | undefined {
    return this.#isChecked ? this.checkedValue : undefined;
  }

  override valuesOf(): string[] {
    return this.#isChecked ? [this.checkedValue] : [];
  }

  override force(value: string | readonly string[]): void {
    this.#forced = String(value);
    this.#isChecked = true;
  }

  override take(value: FieldValue, site: CallSite): void {
    if (typeof value !== 'boolean') throw this.fail('is a checkbox: it takes true or false', site);
    this.#isChecked = value;
  }
}

/** The radio buttons of one name. It is set to the value of one of them. */
export class RadioGroup extends FormField {
  readonly #buttons: Element[] = [];
  #chosen: Element | undefined;
  #forced: string | undefined;

  constructor(context: FieldContext, element: Element) {
    super(context, element);
    this.add(element);
  }

  /** Adds a button. If several are checked, the last one wins. */
  add(element: Element): void {
    this.#buttons.push(element);
    if (attribute(element, 'checked') !== undefined) this.#chosen = element;
  }

  /** The labels of all its buttons. */
  override get labels(): readonly string[] {
    return this.#buttons.flatMap((button) => this.context.labels.of(button));
  }

  /** Whether all its buttons are disabled. */
  override get disabled(): boolean {
    return this.#buttons.every(isDisabled);
  }

  override get required(): boolean {
    return this.#buttons.some((button) => attribute(button, 'required') !== undefined);
  }

  override get options(): readonly Option[] {
    return this.#buttons.map((button) => ({
      value: valueWhenChecked(button),
      text: this.context.labels.of(button)[0] ?? '',
      selected: button === this.#chosen,
      disabled: isDisabled(button),
    }));
  }

  override isChecked(): boolean {
    return this.#chosen !== undefined;
  }

  override current(): string | undefined {
    return this.#chosen && (this.#forced ?? valueWhenChecked(this.#chosen));
  }

  override valuesOf(element: Element): string[] {
    const isSent = element === this.#chosen && !isDisabled(element);
    return isSent ? [this.#forced ?? valueWhenChecked(element)] : [];
  }

  override force(value: string | readonly string[]): void {
    this.#forced = String(value);
    this.#chosen ??= this.element;
  }

  override take(value: FieldValue, site: CallSite): void {
    const text = textOf(value);
    const index = this.options.findIndex((option) => option.value === text);
    const button = this.#buttons[index];
    if (!button) {
      throw this.fail(`has no radio button for ${JSON.stringify(value)}; there are ${this.#listed()}`, site);
    }
    this.#choose(button, site);
  }

  /** Chooses a button by its label. */
  takeLabel(label: string, value: FieldValue, site: CallSite): void {
    const button = this.#buttons.find((one) => this.context.labels.of(one).includes(label));
    if (!button || value !== true)
      throw this.fail('is a group of radio buttons: a label of one takes true', site);
    this.#choose(button, site);
  }

  #choose(button: Element, site: CallSite): void {
    if (isDisabled(button)) throw this.fail('has that radio button, which is disabled', site);
    this.#chosen = button;
    this.#forced = undefined;
  }

  #listed(): string {
    return this.options.map(({ value }) => JSON.stringify(value)).join(', ');
  }
}

function valueWhenChecked(element: Element): string {
  return attribute(element, 'value') ?? 'on';
}
