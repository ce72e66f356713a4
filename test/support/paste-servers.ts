/**
 * The recorded requests of web servers, and the responses that our servers must send.
 *
 * @module
 */
import type { CGIServerOptions } from '../../src/gateways/sockets/server.ts';
import type { ServerHandle } from '../../src/gateways/sockets/server-handle.ts';
import type { Application, Environ, HeaderList } from '../../src/wsgi/contract.ts';

/** The application that a case describes. */
interface Described {
  readonly status?: string;
  readonly headers?: HeaderList;
  /** Chunks, or numbers of the letter `x`. */
  readonly return?: readonly (string | number)[];
  readonly raise?: 'before' | 'after';
  readonly lazy?: boolean;
  /** Written to `wsgi.errors`. */
  readonly errors?: string;
}

/** The data that an application saw. */
export interface Seen {
  readonly environ: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** The required result, if it differs from the recorded one. */
interface Want {
  readonly scriptName?: string;
  readonly environ?: Readonly<Record<string, string>>;
  readonly absent?: readonly string[];
  readonly refuse?: string;
  readonly answer?: string;
  readonly breaks?: true;
  readonly requests?: number;
  readonly records?: readonly RecordedRecord[] | string;
  readonly appStatus?: string;
}

export interface RecordedRecord {
  readonly type: string;
  readonly id: number;
  readonly content?: string;
  readonly end?: true;
  readonly protocolStatus?: string;
  readonly values?: Readonly<Record<string, string>>;
}

/** A case. */
export interface ServerCase {
  readonly id: string;
  readonly source: string;
  readonly input: { readonly wire: string; readonly app?: Described };
  readonly output: {
    readonly requests: readonly Seen[];
    readonly answer?: string;
    readonly records?: readonly RecordedRecord[];
  };
  readonly want?: Want;
}

/** Serves a case's application, and records what the application sees and which requests are rejected. */
export async function serveCase(
  serve: (app: Application, options: CGIServerOptions) => Promise<ServerHandle>,
  { input, want }: ServerCase,
) {
  const seen: Seen[] = [];
  const rules: unknown[] = [];
  const over: Promise<unknown>[] = [];
  const app = describedApp(input.app ?? {}, seen);
  const server = await serve(
    (environ, start) => {
      const answer = app(environ, start);
      over.push(Promise.resolve(answer).catch(() => undefined));
      return answer;
    },
    {
      port: 0,
      closeTimeout: 50,
      onError: (error) => rules.push((error as { rule?: string }).rule),
      ...(want?.scriptName !== undefined && { scriptName: want.scriptName }),
    },
  );
  return { server, seen, rules, settled: () => Promise.all(over) };
}

function describedApp(described: Described, seen: Seen[]): Application {
  const { status = '200 OK', headers = [['Content-Type', 'text/plain']], lazy, raise } = described;
  const chunks = (described.return ?? ['hi']).map((chunk) =>
    typeof chunk === 'number' ? Buffer.alloc(chunk, 'x') : Buffer.from(chunk, 'latin1'),
  );
  return async (environ, start) => {
    await read(environ, seen);
    if (described.errors) environ['wsgi.errors'].write(described.errors);
    if (raise === 'before') throw new Error('raised before the body');
    if (!lazy) start(status, headers);
    if (!lazy && raise !== 'after') return chunks;
    return (async function* () {
      if (lazy) start(status, headers);
      yield* chunks;
      if (raise === 'after') throw new Error('raised after the body');
    })();
  };
}

async function read(environ: Environ, seen: Seen[]): Promise<void> {
  let body = '';
  try {
    for await (const chunk of environ['wsgi.input']) body += Buffer.from(chunk).toString('latin1');
  } finally {
    seen.push({ environ: { ...environ }, body });
  }
}

/** The requests of a case: the required values of each, and the actual ones. */
export function compared({ output, want }: ServerCase, seen: readonly Seen[]) {
  const isOurs = want?.environ !== undefined || want?.absent !== undefined;
  const wanted = isOurs ? [{ environ: want.environ ?? {}, body: output.requests[0]?.body }] : output.requests;
  return wanted.map(({ environ, body }, i) => {
    const known = seen[i]?.environ ?? {};
    const named = Object.fromEntries(
      Object.keys(environ).map((name) => [name, Object.hasOwn(known, name) ? known[name] : undefined]),
    );
    const present = (want?.absent ?? []).filter((name) => Object.hasOwn(known, name));
    return {
      got: { environ: named, present, ...(body !== undefined && { body: seen[i]?.body }) },
      wanted: { environ, present: [], ...(body !== undefined && { body }) },
    };
  });
}

/** Whether a case's body is shorter than its declared length. */
export function isShort({ output }: ServerCase): boolean {
  return output.requests.some(({ environ, body }) => Number(environ.CONTENT_LENGTH) > body.length);
}

/**
 * The parts of a response. For an error page only the code counts; a Content-Length is compared if the case
 * requires one.
 */
export function partsOf(answer: string, wanted: string): { status: string; fields: string[]; body: string } {
  if (/^(?:\(a 500|Status: 500)/.test(wanted)) return { status: answer.slice(8, 11), fields: [], body: '' };
  const end = answer.indexOf('\r\n\r\n');
  const [status = '', ...fields] = answer.slice(0, end).split('\r\n');
  const hasLength = /^content-length:/im.test(wanted);
  const kept = fields.filter((field) => hasLength || !/^content-length:/i.test(field));
  return { status, fields: kept, body: answer.slice(end + 4) };
}
