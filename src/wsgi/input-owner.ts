/**
 * The reader of a `wsgi.input`, shared by everything that holds the same input.
 *
 * @module
 */
import type { Environ, Input } from './contract.ts';

/** An object that reads an input. */
export interface InputOwner extends AsyncDisposable {
  /** Disposes of the owner. Returns a promise only if that is asynchronous. */
  release(): Promise<unknown> | undefined;
}

const OWNER = Symbol('owner');
/** Only for inputs that accept no properties: the garbage collector takes long to free what a WeakMap holds. */
const owners = new WeakMap<Input, InputOwner>();

type OwnedInput = Input & { [OWNER]?: InputOwner };

/** The owner that was set to read the input. */
export function ownerOf(input: OwnedInput): InputOwner | undefined {
  return input[OWNER] ?? owners.get(input);
}

export function setOwner(input: OwnedInput, owner: InputOwner): void {
  if (Object.isExtensible(input)) input[OWNER] = owner;
  else owners.set(input, owner);
}

/**
 * Closes what was opened to read the request's body: its temporary files, those of its uploads, and the iteration
 * of its input. Gateways call it when the response is done; it does nothing if nobody read the body.
 */
export async function disposeBody(environ: Pick<Environ, 'wsgi.input'>): Promise<void> {
  await ownerOf(environ['wsgi.input'])?.release();
}
