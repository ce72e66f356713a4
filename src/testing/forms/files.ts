/**
 * Files to send with a form.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { FileEntry, FormValue } from '../../body/forms/multipart-encode.ts';

/** A file on the disk; a relative path is below the `relativeTo` of the TestApp. */
export interface FilePath {
  readonly path: string;
  /** The media type. Defaults to `application/octet-stream`. */
  readonly type?: string | undefined;
}

/** A file to send. */
export type FileValue = Exclude<FormValue, string> | FilePath;

/** What a file field sends without a file. */
export const NO_FILE: FileEntry = { filename: '', content: '' };

/** Whether a value is a file to send. */
export function isFile(value: unknown): value is FileValue {
  if (value instanceof Blob) return true;
  return typeof value === 'object' && value !== null && ('filename' in value || 'path' in value);
}

/** A file in the form that the encoder takes; one that is given by path is read. */
export function readFileValue(file: FileValue, relativeTo: string | undefined): Exclude<FormValue, string> {
  if (!('path' in file)) return file;
  const { path, type } = file;
  const content = readFileSync(resolve(relativeTo ?? '', path));
  return { filename: basename(path), content, ...(type === undefined ? {} : { type }) };
}

/** The name that a file is sent under. */
export function filenameOf(file: Exclude<FormValue, string>): string {
  if ('filename' in file) return file.filename ?? '';
  return file instanceof File ? file.name : 'blob';
}
