/**
 * Fields that send files.
 *
 * @module
 */
import type { FormValue } from '../../body/forms/multipart-encode.ts';
import type { CallSite } from '../call-site.ts';
import { attribute } from '../html/page.ts';
import { type FieldValue, FormField } from './field.ts';
import { isFile, NO_FILE, readFileValue } from './files.ts';

type File = Exclude<FormValue, string>;

/** An input for files. It is set to a file or, with `multiple`, to a list of files; an empty list removes them. */
export class FileField extends FormField {
  #files: readonly File[] = [];

  override current(): FormValue | readonly FormValue[] | undefined {
    return attribute(this.element, 'multiple') === undefined ? this.#files[0] : this.#files;
  }

  /** Without a file, it sends an empty one. */
  override valuesOf(): readonly File[] {
    return this.#files.length > 0 ? this.#files : [NO_FILE];
  }

  override force(value: string | readonly string[]): void {
    this.#files = [value].flat().map((filename) => ({ filename, content: '' }));
  }

  override take(value: FieldValue, site: CallSite): void {
    const files: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (!files.every(isFile))
      throw this.fail('takes a file: { filename, content, type }, a File or { path }', site);
    if (files.length > 1 && attribute(this.element, 'multiple') === undefined)
      throw this.fail('takes one file: it is not multiple', site);
    this.#files = files.map((file) => readFileValue(file, this.context.relativeTo));
  }
}
