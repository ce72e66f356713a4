/**
 * The form that was read of a body.
 *
 * @module
 */
import type { ReadonlyMultiDict } from '../../collections/multi-dict.ts';
import type { Upload } from './upload.ts';

/** A form's fields and files, in the order in which they were sent. */
export type Form = ReadonlyMultiDict<string | Upload>;

/** A form that is read or being read. */
export interface KnownForm {
  readonly contentType: string | undefined;
  readonly content: Promise<Form>;
}
