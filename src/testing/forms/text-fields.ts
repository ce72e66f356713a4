/**
 * Fields that hold a text.
 *
 * @module
 */
import type { CallSite } from '../call-site.ts';
import { attribute, type Element } from '../html/page.ts';
import { textContent } from '../html/text.ts';
import { type FieldContext, type FieldValue, FormField, textOf } from './field.ts';
import { isAcceptable, sanitize } from './sanitize.ts';

/** A field that holds a text. */
abstract class AnyTextField extends FormField {
  #value: string;

  constructor(context: FieldContext, element: Element, value: string) {
    super(context, element);
    this.#value = value;
  }

  override current(): string {
    return this.#value;
  }

  override valuesOf(): string[] {
    return [this.#value];
  }

  override force(value: string | readonly string[]): void {
    this.#value = String(value);
  }

  override take(value: FieldValue, site: CallSite): void {
    const text = textOf(value);
    if (text === undefined) throw this.fail('takes a text', site);
    if (!isAcceptable(this.type, text, this.element)) {
      throw this.fail(
        `of type ${this.type} cannot hold ${JSON.stringify(text)}; force(value) sends it anyway`,
        site,
      );
    }
    this.#value = this.sanitized(text);
  }

  sanitized(text: string): string {
    return sanitize(this.type, text, this.element);
  }
}

/** An input for a line of text, a number, a date, a color …; it accepts the values of its type. */
export class TextField extends AnyTextField {
  constructor(context: FieldContext, element: Element) {
    super(context, element, initialValue(element));
    this.force(this.sanitized(initialValue(element)));
  }
}

/** A hidden input. It can be set nevertheless. */
export class HiddenField extends AnyTextField {
  constructor(context: FieldContext, element: Element) {
    super(context, element, initialValue(element));
  }

  /** For the name `_charset_`, the encoding of the form. */
  override valuesOf(): string[] {
    return this.name.toLowerCase() === '_charset_' ? ['UTF-8'] : super.valuesOf();
  }
}

/** A text of several lines. */
export class TextareaField extends AnyTextField {
  constructor(context: FieldContext, element: Element) {
    super(context, element, textContent(element));
  }

  override sanitized(text: string): string {
    return text;
  }
}

function initialValue(element: Element): string {
  return attribute(element, 'value') ?? '';
}
