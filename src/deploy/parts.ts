/**
 * Resolves the names that a composite uses for its parts.
 *
 * @module
 */
import type { Kind } from './config-file.ts';
import type { From } from './configuration.ts';
import type { FactoryContext } from './contexts.ts';
import { isReference } from './reference.ts';
import type { Settings } from './settings.ts';
import { wordsOf } from './white-space.ts';

/**
 * The context in which a composite names a part: the file that contains the option with that word, else the file
 * that uses the composite. If that file has no section of the name, another file that describes the composite may
 * have it.
 */
export function fromComposite(context: FactoryContext, kind: Kind, name: string, global?: Settings): From {
  const { local, reference, trail, place } = context;
  const option = [...local.values()].find(({ value }) => wordsOf(value).includes(name));
  const isWrittenIn = (file: { path: string }) => file.path === option?.place.file;
  const files = [...context.files.filter(isWrittenIn), ...context.files];
  const file = (isReference(name) ? undefined : files.find((one) => one.has(kind, name))) ?? files[0];
  return { file, base: file?.folder ?? reference.base, global, trail, place: option?.place ?? place };
}
