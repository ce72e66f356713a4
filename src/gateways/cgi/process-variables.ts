/**
 * The variables that a web server passes to a CGI program, which are those of its process.
 *
 * @module
 */
import { nativeFromBytes, nativeFromText } from '../../wsgi/native-string.ts';
import type { Variables } from '../../wsgi/variables.ts';
import { pathInfoAfter } from '../cgi-environ.ts';

/** Where Linux provides the bytes of this process's environment. */
const BYTES = '/proc/self/environ';
/** Stands for bytes that are not UTF-8, after decoding. */
const LOST = '\ufffd';

/**
 * The variables of this process as native strings.
 *
 * Node provides them as text, in which bytes that are not UTF-8 are lost. Linux still has the bytes; elsewhere a
 * `PATH_INFO` with such bytes is taken from `REQUEST_URI`.
 *
 * @param file the file with the bytes, which may be missing.
 */
export function processVariables(environment: Variables = process.env, file = BYTES): Variables {
  const variables: Record<string, string> = Object.create(null);
  let isLossy = false;
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) continue;
    variables[name] = nativeFromText(value);
    isLossy ||= value.includes(LOST);
  }
  return isLossy ? { ...variables, ...kept(environment, variables, file) } : variables;
}

/** The variables that have lost bytes, with their original bytes. */
function kept(environment: Variables, variables: Variables, file: string): Variables {
  const bytes = environmentBytes(file);
  if (bytes === undefined) {
    const { SCRIPT_NAME = '', PATH_INFO, REQUEST_URI } = variables;
    return environment.PATH_INFO?.includes(LOST)
      ? { PATH_INFO: pathInfoAfter(SCRIPT_NAME, REQUEST_URI) ?? PATH_INFO }
      : {};
  }
  const pairs = nativeFromBytes(bytes)
    .split('\0')
    .map((pair): [name: string, value: string] => {
      const end = pair.indexOf('=');
      return [pair.slice(0, end), pair.slice(end + 1)];
    });
  return Object.fromEntries(pairs.filter(([name]) => environment[name]?.includes(LOST)));
}

function environmentBytes(file: string): Uint8Array | undefined {
  try {
    return process.getBuiltinModule('node:fs').readFileSync(file);
  } catch {
    return undefined;
  }
}
