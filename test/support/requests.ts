import { Request } from '../../src/request/request.ts';
import { blankEnviron } from '../../src/wsgi/blank-environ.ts';
import type { Environ } from '../../src/wsgi/contract.ts';

/** A request over a blank environ with some other keys. */
export const over = (changes: Partial<Environ>): Request => new Request({ ...blankEnviron(), ...changes });
