/**
 * HTML as template literals. Values in `${}` are escaped, except other such templates.
 *
 * @module
 */
import { escapeHtml } from 'wheatpaste';

/** A piece of HTML. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = Html | string | number | undefined | readonly Value[];

/** Writes HTML: `` html`<p>${text}</p>` ``. The items of a list are concatenated, and `undefined` is omitted. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(strings.reduce((text, string, i) => text + written(values[i - 1]) + string));
}

function written(value: Value): string {
  if (value instanceof Html) return value.text;
  if (value === undefined) return '';
  return typeof value === 'object' ? value.map(written).join('') : escapeHtml(String(value));
}
