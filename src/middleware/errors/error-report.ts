/**
 * Everything that the developer is told about a failure.
 *
 * @module
 */
import { maskedSecrets, maskedUrl } from '../../headers/lists/masked-fields.ts';
import { Request } from '../../request/request.ts';
import type { Environ, HeaderList } from '../../wsgi/contract.ts';
import { type DescribedErrors, describedErrors } from './described-error.ts';

/** A failure and the request in which it occurred. */
export interface ErrorReport {
  readonly status: number;
  readonly title: string;
  /** The number under which the failure is logged: the id of the request. */
  readonly incident: string;
  readonly errors: Readonly<DescribedErrors>;
  readonly method: string;
  /** The URL without secrets. */
  readonly url: string;
  /** Where the request came from, when and in which environment it was handled. */
  readonly facts: HeaderList;
  /** The fields of the request without secrets. */
  readonly fields: HeaderList;
}

/** Describes a failure. */
export function errorReport(
  error: unknown,
  environ: Environ,
  { status, title, incident }: Pick<ErrorReport, 'status' | 'title' | 'incident'>,
): ErrorReport {
  const request = new Request(environ);
  const { REMOTE_ADDR: peer = 'unknown' } = environ;
  return {
    status,
    title,
    incident,
    errors: describedErrors(error),
    method: request.method,
    url: maskedUrl(request.pathQs),
    facts: [
      ['Incident', incident],
      ['Peer', peer],
      ['Time', new Date().toISOString()],
      ['Node.js', process.version],
    ],
    fields: maskedSecrets(request.headers),
  };
}
