/**
 * The buttons that submit a form.
 *
 * @module
 */
import { attribute, type Element } from '../html/page.ts';
import { stripAndCollapse, visibleText } from '../html/text.ts';
import { type FieldContext, isDisabled, typeOf } from './field.ts';

/** A button that submits its form. */
export class SubmitButton {
  readonly #context: FieldContext;
  readonly element: Element;

  constructor(context: FieldContext, element: Element) {
    this.#context = context;
    this.element = element;
  }

  get name(): string {
    return attribute(this.element, 'name') ?? '';
  }

  get id(): string | undefined {
    return attribute(this.element, 'id');
  }

  /** `submit` or `image`. */
  get type(): string {
    return typeOf(this.element);
  }

  /** The value that it sends with its name. */
  get value(): string {
    return attribute(this.element, 'value') ?? '';
  }

  get disabled(): boolean {
    return isDisabled(this.element);
  }

  /** Its visible text. */
  get text(): string {
    if (this.element.tagName === 'button') return visibleText(this.element);
    const shown = this.type === 'image' ? attribute(this.element, 'alt') : attribute(this.element, 'value');
    return stripAndCollapse(shown ?? 'Submit');
  }

  /** The first of {@link labels}. */
  get label(): string | undefined {
    return this.labels[0];
  }

  /** Its text and its labels. */
  get labels(): readonly string[] {
    return [this.text, ...this.#context.labels.of(this.element)];
  }

  /** What it sends when it is pressed; an image sends the position of the click. */
  get entries(): readonly (readonly [name: string, value: string])[] {
    if (this.type === 'image') {
      const prefix = this.name === '' ? '' : `${this.name}.`;
      return [
        [`${prefix}x`, '0'],
        [`${prefix}y`, '0'],
      ];
    }
    return this.name === '' ? [] : [[this.name, this.value]];
  }
}

/** Whether an element is a button that submits. */
export function isSubmitButton(element: Element): boolean {
  const type = typeOf(element);
  return (
    (element.tagName === 'button' || element.tagName === 'input') && (type === 'submit' || type === 'image')
  );
}
