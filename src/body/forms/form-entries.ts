/**
 * The contents of a form.
 *
 * @module
 */
import type { ReadonlyMultiDict } from '../../collections/multi-dict.ts';
import type { Upload } from './upload.ts';

/** A form's fields and files, in the order sent. */
export type Form = ReadonlyMultiDict<string | Upload>;
