/**
 * What reads a `wsgi.input`, known to everyone who has the same input.
 *
 * @module
 */
import type { Environ, Input } from './contract.ts';

/** What reads an input. */
export interface InputOwner extends AsyncDisposable {
  /** Disposes of it: at once, unless it gives a promise. */
  release(): Promise<unknown> | undefined;
}

const OWNER = Symbol('owner');
/** Only for inputs that take no property: the garbage collector takes long to free what a WeakMap holds. */
const owners = new WeakMap<Input, InputOwner>();

type OwnedInput = Input & { [OWNER]?: InputOwner };

/** What was set to read the input. */
export function ownerOf(input: OwnedInput): InputOwner | undefined {
  return input[OWNER] ?? owners.get(input);
}

export function setOwner(input: OwnedInput, owner: InputOwner): void {
  if (Object.isExtensible(input)) input[OWNER] = owner;
  else owners.set(input, owner);
}

/**
 * Closes what was opened to read the request's body: its temporary files, those of its uploads, the iteration of
 * its input. For gateways, when the response is done; does nothing where nobody read the body.
 */
export async function disposeBody(environ: Pick<Environ, 'wsgi.input'>): Promise<void> {
  await ownerOf(environ['wsgi.input'])?.release();
}
