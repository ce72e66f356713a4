/**
 * A class for each status of success and of redirection that can be thrown, with WebOb's names (RFC 9110, sections 15.3
 * and 15.4, and IANA's registry).
 *
 * @module
 */
import { HTTPException } from './http-exception.ts';
import { HTTPMove, HTTPRedirection } from './http-redirection.ts';

/** 200, and what the other statuses of success are kinds of. */
export class HTTPOk extends HTTPException {
  static override readonly status: number = 200;
  static override readonly explanation: string = 'All is well.';
}

export class HTTPCreated extends HTTPOk {
  static override readonly status = 201;
  static override readonly explanation: string = 'The resource has been created.';
}

export class HTTPAccepted extends HTTPOk {
  static override readonly status = 202;
  static override readonly explanation: string = 'The request has been accepted and will be worked on.';
}

export class HTTPNonAuthoritativeInformation extends HTTPOk {
  static override readonly status = 203;
  static override readonly explanation: string = 'A proxy has changed what the origin answered.';
}

export class HTTPNoContent extends HTTPOk {
  static override readonly status = 204;
  static override readonly explanation: string = '';
}

export class HTTPResetContent extends HTTPOk {
  static override readonly status = 205;
  static override readonly explanation: string = '';
}

export class HTTPPartialContent extends HTTPOk {
  static override readonly status = 206;
  static override readonly explanation: string = 'This is a part of the resource.';
}

export class HTTPMultiStatus extends HTTPOk {
  static override readonly status = 207;
  static override readonly explanation: string = 'The answer has the statuses of several operations.';
}

export class HTTPAlreadyReported extends HTTPOk {
  static override readonly status = 208;
  static override readonly explanation: string = 'The members have been listed before.';
}

export class HTTPIMUsed extends HTTPOk {
  static override readonly status = 226;
  static override readonly explanation: string = 'The answer is the resource with changes applied to it.';
}

export class HTTPMultipleChoices extends HTTPMove {
  static override readonly status = 300;
  static override readonly explanation: string = 'The resource is there in several forms.';
}

export class HTTPMovedPermanently extends HTTPMove {
  static override readonly status = 301;
  static override readonly explanation: string = 'The resource has moved for good.';
}

export class HTTPFound extends HTTPMove {
  static override readonly status = 302;
  static override readonly explanation: string = 'The resource is elsewhere for now.';
}

export class HTTPSeeOther extends HTTPMove {
  static override readonly status = 303;
  static override readonly explanation: string = 'The answer is found elsewhere.';
}

export class HTTPNotModified extends HTTPRedirection {
  static override readonly status = 304;
}

export class HTTPUseProxy extends HTTPMove {
  static override readonly status = 305;
  static override readonly explanation: string = 'The resource is reached through a proxy only.';
}

export class HTTPTemporaryRedirect extends HTTPMove {
  static override readonly status = 307;
  static override readonly explanation: string = 'The resource is elsewhere for now.';
}

export class HTTPPermanentRedirect extends HTTPMove {
  static override readonly status = 308;
  static override readonly explanation: string = 'The resource has moved for good.';
}
