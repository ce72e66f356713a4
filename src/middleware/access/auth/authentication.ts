/**
 * What the schemes of HTTP authentication have in common (RFC 9110, section 11).
 *
 * @module
 */
import { exceptionFor } from '../../../exceptions/is-http-error.ts';
import { httpException } from '../../../exceptions/status-map.ts';
import { Request } from '../../../request/request.ts';
import { isPromise } from '../../../wsgi/app-iter.ts';
import type { AppIter, Application, Environ, HeaderList, StartResponse } from '../../../wsgi/contract.ts';
import { changingFields } from '../../../wsgi/start-response.ts';
import { tap } from '../../../wsgi/tap.ts';
import { type AppMiddleware, middleware } from '../../app-middleware.ts';
import { type Identity, identified } from './user.ts';

/** The result of checking a request's credentials. */
export interface Judgement {
  /** The user, if the credentials are valid. */
  readonly user?: Identity | undefined;
  /** The challenges of the 401, if they are not. Defaults to those for a request without credentials. */
  readonly challenges?: readonly string[] | undefined;
  /** Changes to the environ for the application. */
  readonly environ?: Partial<Environ> | undefined;
  /** Makes the fields to add to the response, when it starts. */
  readonly fields?: (() => HeaderList) | undefined;
}

/** A scheme of HTTP authentication. */
export interface Scheme {
  /** Its lower-case name: `AUTH_TYPE`. */
  readonly name: string;
  /** Whether a request without credentials of this scheme passes. */
  readonly isOptional: boolean;
  /** The challenges for a request without credentials. */
  challenges(): readonly string[];
  /** @param header the field with the credentials, which are of this scheme, but may be malformed. */
  judge(header: string, request: Request): Judgement | Promise<Judgement>;
}

const UNAUTHORIZED: number = 401;
const FIELD = 'WWW-Authenticate';
const SCHEME = /^[^ ]*/;

/**
 * The middleware for a scheme. A request that already has a `REMOTE_USER` passes untouched. If authentication is
 * optional, a response with status 401 gets the challenges that it lacks.
 */
export function authentication(scheme: Scheme): AppMiddleware {
  return middleware((app) => {
    const inner = scheme.isOptional ? challenging(app, scheme) : app;
    return (environ, startResponse) => {
      if (environ.REMOTE_USER) return app(environ, startResponse);
      const { HTTP_AUTHORIZATION: header = '' } = environ;
      const isOurs = SCHEME.exec(header)?.[0].toLowerCase() === scheme.name;
      if (isOurs) return judged(scheme, header, inner, environ, startResponse);
      if (scheme.isOptional) return inner(environ, startResponse);
      return refusal(scheme.challenges())(environ, startResponse);
    };
  });
}

function judged(
  scheme: Scheme,
  header: string,
  app: Application,
  environ: Environ,
  startResponse: StartResponse,
): AppIter | Promise<AppIter> {
  const answer = ({ user, challenges, environ: changes, fields }: Judgement) => {
    if (!user) return refusal(challenges ?? scheme.challenges())(environ, startResponse);
    const known = identified(environ, scheme.name, user);
    if (changes) Object.assign(known, changes);
    if (!fields) return app(known, startResponse);
    return app(
      known,
      changingFields(startResponse, (headers) => [...headers, ...fields()]),
    );
  };
  const failed = (error: unknown) => {
    const exception = exceptionFor(error);
    if (!exception || exception.status >= 500) throw error;
    return exception.toApp()(environ, startResponse);
  };
  let judgement: Judgement | Promise<Judgement>;
  try {
    judgement = scheme.judge(header, new Request(environ));
  } catch (error) {
    return failed(error);
  }
  return isPromise(judgement) ? judgement.then(answer, failed) : answer(judgement);
}

function refusal(challenges: readonly string[]): Application {
  const headers = challenges.map((value): [string, string] => [FIELD, value]);
  return httpException(UNAUTHORIZED, { headers }).toApp();
}

function challenging(app: Application, scheme: Scheme): Application {
  return tap(app, () => ({
    head(status, headers) {
      if (!status.startsWith('401')) return undefined;
      const fields = scheme.challenges().map((value): [string, string] => [FIELD, value]);
      return { status, headers: [...headers, ...fields] };
    },
  }));
}
