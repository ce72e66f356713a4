import { readParts as openParts } from '../../src/body/forms/form.ts';
import type { Part } from '../../src/body/forms/part.ts';

/** The parts of a body, as `Request.parts` yields them. */
export async function* readParts(...given: Parameters<typeof openParts>): AsyncGenerator<Part, void> {
  yield* await openParts(...given);
}
