/**
 * Testing applications: `wheatpaste/testing`.
 *
 * @module wheatpaste/testing
 */
export {
  type JsonInit,
  type MethodInit,
  type TestAuthorization,
  TestClient,
  type TestRequestInit,
} from './testing/app/client.ts';
export type { TestAppOptions } from './testing/app/options.ts';
export type { FetchTarget, TestTarget } from './testing/app/target.ts';
export { TestApp } from './testing/app/test-app.ts';
export { TestCookies } from './testing/cookies/test-cookies.ts';
export { debugApp } from './testing/debug-app.ts';
export { CheckboxField, RadioGroup } from './testing/forms/checkable-fields.ts';
export {
  type FieldValue,
  FormField,
  type Option,
  type OptionText,
  type SingleValue,
} from './testing/forms/field.ts';
export { FileField } from './testing/forms/file-field.ts';
export type { FilePath, FileValue } from './testing/forms/files.ts';
export { type ButtonChoice, TestForm } from './testing/forms/form.ts';
export type { TestForms } from './testing/forms/page-forms.ts';
export { MultipleSelectField, SelectField } from './testing/forms/select-fields.ts';
export type { Entry } from './testing/forms/submission.ts';
export { SubmitButton } from './testing/forms/submit-button.ts';
export { HiddenField, TextareaField, TextField } from './testing/forms/text-fields.ts';
export type { LinkChoice } from './testing/links.ts';
export { LintError, type LintWarning } from './testing/lint/findings.ts';
export { type LintOptions, lint } from './testing/lint/lint.ts';
export type { LintRule } from './testing/lint/rules.ts';
export { AppError } from './testing/response/app-error.ts';
export type { ExpectedStatus } from './testing/response/status.ts';
export { type FollowInit, TestResponse } from './testing/response/test-response.ts';
