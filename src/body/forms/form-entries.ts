/**
 * The contents of a form.
 *
 * @module
 */

import type { ReadonlyMultiDict } from '../../collections/multi-dict.ts';
import type { Given } from '../../wsgi/option-types.ts';
import type { BodyLimits } from '../limits.ts';
import type { Upload } from './upload.ts';

/** A form's fields and files, in the order sent. */
export type Form = ReadonlyMultiDict<string | Upload>;

/** A form with the amounts that limits bound: for files, the size of the largest. */
export interface MeasuredForm {
  readonly form: Form;
  readonly amounts: Readonly<Given<BodyLimits>>;
}
