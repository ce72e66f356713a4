/**
 * A class for each status of success that can be thrown, with WebOb's names (RFC 9110, section 15.3, and IANA's
 * registry).
 *
 * @module
 */
import type { HTTPExceptionArgs } from './exception-init.ts';
import { HTTPException } from './http-exception.ts';

/** 200 (RFC 9110, section 15.3.1), and base class of the other 2xx exceptions. */
export class HTTPOk extends HTTPException {
  static override readonly status: number = 200;
  static override readonly explanation: string = 'The request succeeded.';

  constructor(...args: HTTPExceptionArgs) {
    super(...args);
  }
}

/** 201 (RFC 9110, section 15.3.2). */
export class HTTPCreated extends HTTPOk {
  static override readonly status = 201;
  static override readonly explanation: string = 'The resource has been created.';
}

/** 202 (RFC 9110, section 15.3.3). */
export class HTTPAccepted extends HTTPOk {
  static override readonly status = 202;
  static override readonly explanation: string = 'The request has been accepted for processing.';
}

/** 203 (RFC 9110, section 15.3.4). */
export class HTTPNonAuthoritativeInformation extends HTTPOk {
  static override readonly status = 203;
  static override readonly explanation: string = 'A proxy has modified the response of the origin server.';
}

/** 204 (RFC 9110, section 15.3.5). */
export class HTTPNoContent extends HTTPOk {
  static override readonly status = 204;
  static override readonly explanation: string = '';
}

/** 205 (RFC 9110, section 15.3.6). */
export class HTTPResetContent extends HTTPOk {
  static override readonly status = 205;
  static override readonly explanation: string = '';
}

/** 206 (RFC 9110, section 15.3.7). */
export class HTTPPartialContent extends HTTPOk {
  static override readonly status = 206;
  static override readonly explanation: string = 'This is part of the resource.';
}

/** 207 (RFC 4918, section 11.1). */
export class HTTPMultiStatus extends HTTPOk {
  static override readonly status = 207;
  static override readonly explanation: string = 'The response contains the statuses of several operations.';
}

/** 208 (RFC 5842, section 7.1). */
export class HTTPAlreadyReported extends HTTPOk {
  static override readonly status = 208;
  static override readonly explanation: string = 'The members have already been listed.';
}

/** 226 (RFC 3229, section 10.4.1). */
export class HTTPIMUsed extends HTTPOk {
  static override readonly status = 226;
  static override readonly explanation: string =
    'The response is the result of changes that were applied to the resource.';
}
