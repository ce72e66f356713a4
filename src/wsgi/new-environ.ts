/**
 * New environs, with room for the fields of a request.
 *
 * @module
 */
import type { Environ, ErrorStream } from './contract.ts';

/**
 * An environ for `GET /` on localhost without a Host, with the keys that PEP 3333 requires and an empty body.
 *
 * It is a plain object, but V8 leaves room for more properties in what a constructor makes than in an object literal.
 * A literal becomes a hash table when some 20 fields are added to it, which takes three times as long to fill, and a
 * hundred times as long to copy.
 *
 * @param errors where applications write messages. Defaults to the process's error output.
 */
export function newEnviron(errors: ErrorStream = process.stderr): Environ {
  return new RoomyEnviron(errors);
}

const VERSION = [1, 0] as const;

const RoomyEnviron = /* @__PURE__ */ defineRoomyEnviron();

/** This is a function, because the prototype of a class cannot be that of plain objects. */
function defineRoomyEnviron(): new (errors: ErrorStream) => Environ {
  function RoomyEnviron(this: Environ, errors: ErrorStream): void {
    this.REQUEST_METHOD = 'GET';
    this.SCRIPT_NAME = '';
    this.PATH_INFO = '/';
    this.QUERY_STRING = '';
    this.SERVER_NAME = 'localhost';
    this.SERVER_PORT = '80';
    this.SERVER_PROTOCOL = 'HTTP/1.1';
    this['wsgi.version'] = VERSION;
    this['wsgi.url_scheme'] = 'http';
    this['wsgi.input'] = [];
    this['wsgi.errors'] = errors;
    this['wsgi.multithread'] = false;
    this['wsgi.multiprocess'] = false;
    this['wsgi.run_once'] = false;
  }
  RoomyEnviron.prototype = Object.prototype;
  return RoomyEnviron as unknown as new (
    errors: ErrorStream,
  ) => Environ;
}
