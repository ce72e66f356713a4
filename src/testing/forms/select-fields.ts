/**
 * Fields whose value is chosen from options (HTML, 4.10.7).
 *
 * @module
 */
import type { CallSite } from '../call-site.ts';
import { ancestors, attribute, descendants, type Element, isHtmlElement } from '../html/page.ts';
import { stripAndCollapse, textContent } from '../html/text.ts';
import {
  type FieldContext,
  type FieldValue,
  FormField,
  type Option,
  type OptionText,
  type SingleValue,
  textOf,
} from './field.ts';

interface Choice {
  readonly value: string;
  readonly text: string;
  readonly texts: readonly string[];
  readonly disabled: boolean;
  selected: boolean;
}

/** What both kinds of selects have in common. */
abstract class AnySelectField extends FormField {
  readonly choices: readonly Choice[];
  #forced: readonly string[] | undefined;

  constructor(context: FieldContext, element: Element) {
    super(context, element);
    this.choices = [...descendants(element)].filter(isHtmlElement).filter(isOption).map(choiceOf);
  }

  override get options(): readonly Option[] {
    return this.choices.map(({ value, text, selected, disabled }) => ({ value, text, selected, disabled }));
  }

  /** The chosen values, in the order of the options. */
  chosen(): readonly string[] {
    return this.#forced ?? this.choices.filter(({ selected }) => selected).map(({ value }) => value);
  }

  override valuesOf(): readonly string[] {
    const sent = this.choices.filter(({ selected, disabled }) => selected && !disabled);
    return this.#forced ?? sent.map(({ value }) => value);
  }

  override force(value: string | readonly string[]): void {
    this.#forced = typeof value === 'string' ? [value] : value;
  }

  override take(value: FieldValue, site: CallSite): void {
    const wanted = Array.isArray(value) ? value : [value];
    this.choose(
      wanted.map((one) => this.#find(one, site)),
      site,
    );
    this.#forced = undefined;
  }

  choose(chosen: readonly Choice[], _site: CallSite): void {
    for (const choice of this.choices) choice.selected = chosen.includes(choice);
  }

  #find(wanted: SingleValue, site: CallSite): Choice {
    const text = textOf(wanted);
    const isWanted = isOptionText(wanted)
      ? (choice: Choice) => choice.texts.includes(wanted.text)
      : (choice: Choice) => choice.value === text;
    const found =
      this.choices.find((choice) => isWanted(choice) && !choice.disabled) ?? this.choices.find(isWanted);
    if (found && !found.disabled) return found;
    const state = found ? 'has that option, which is disabled' : 'has no option';
    const listed = this.choices
      .map((choice) => `${JSON.stringify(choice.value)} (${choice.text})`)
      .join(', ');
    throw this.fail(`${state}: ${JSON.stringify(wanted)}; there are ${listed || 'none'}`, site);
  }
}

/** A select of one option. It is set to the value of an option, or to its `{ text }`. */
export class SelectField extends AnySelectField {
  constructor(context: FieldContext, element: Element) {
    super(context, element);
    const selected = this.choices.findLast((choice) => choice.selected);
    const isOpen = displaySize(element) > 1;
    const first = isOpen ? undefined : this.choices.find((choice) => !choice.disabled);
    const chosen = selected ?? first;
    for (const choice of this.choices) choice.selected = choice === chosen;
  }

  override current(): string | undefined {
    return this.chosen()[0];
  }

  override choose(chosen: readonly Choice[], site: CallSite): void {
    if (chosen.length !== 1) throw this.fail('takes one option', site);
    super.choose(chosen, site);
  }
}

/** A select of several options. It is set to a list. */
export class MultipleSelectField extends AnySelectField {
  override current(): readonly string[] {
    return this.chosen();
  }
}

function isOptionText(value: SingleValue): value is OptionText {
  return typeof value === 'object' && 'text' in value && typeof value.text === 'string';
}

function isOption(element: Element): boolean {
  return element.tagName === 'option';
}

function choiceOf(element: Element): Choice {
  const content = stripAndCollapse(textContent(element));
  const text = attribute(element, 'label') || content;
  return {
    value: attribute(element, 'value') ?? content,
    text,
    texts: [text, content],
    disabled: isDisabledOption(element),
    selected: attribute(element, 'selected') !== undefined,
  };
}

/** HTML, 4.10.10: by its own attribute, or by that of its group. */
function isDisabledOption(element: Element): boolean {
  if (attribute(element, 'disabled') !== undefined) return true;
  const outer = [...ancestors(element)].find(({ tagName }) => tagName === 'optgroup' || tagName === 'select');
  return outer?.tagName === 'optgroup' && attribute(outer, 'disabled') !== undefined;
}

function displaySize(element: Element): number {
  const [digits] = /(?<=^[ \t\r\n\f]*\+?)\d+/.exec(attribute(element, 'size') ?? '') ?? [];
  return digits === undefined ? 1 : Number(digits);
}
