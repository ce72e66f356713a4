/**
 * Finds what a user sees, by its label, then by its name, then by its id.
 *
 * @module
 */

/** An element that can be found. */
interface Named {
  readonly labels: readonly string[];
  readonly name: string;
  readonly id: string | undefined;
}

/** The matches, and by what they were found. */
interface Found<T> {
  readonly by: 'label' | 'name' | 'id';
  readonly all: readonly T[];
}

/** All candidates with this label; else all with this name; else all with this id. */
export function locate<T extends Named>(candidates: readonly T[], wanted: string): Found<T> {
  const labelled = candidates.filter(({ labels }) => labels.includes(wanted));
  if (labelled.length > 0) return { by: 'label', all: labelled };
  const named = candidates.filter(({ name }) => name === wanted);
  if (named.length > 0) return { by: 'name', all: named };
  return { by: 'id', all: candidates.filter(({ id }) => id === wanted) };
}

/** The available candidates, for an error message. */
export function listOf(candidates: readonly Named[]): string {
  const names = candidates.map(({ labels, name, id }) => JSON.stringify(labels[0] ?? (name || id || '')));
  return names.length > 0 ? `there are ${names.join(', ')}` : 'there are none';
}
