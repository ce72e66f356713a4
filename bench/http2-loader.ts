/**
 * The process that loads a server over HTTP/2 without TLS: 4 sessions with 8 streams each.
 *
 * @module
 */
import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import { buffer } from 'node:stream/consumers';
import type { Asked } from './servers.ts';

/** A command to the process. It replies with the number of responses, and exits if one is an error. */
export interface Http2Load {
  readonly port: number;
  readonly asked: Asked;
  readonly milliseconds: number;
}

const SESSIONS = 4;
const STREAMS = 8;

/** Sends a request. */
export function send(session: ClientHttp2Session, { method, path, headers, body }: Asked): ClientHttp2Stream {
  const stream = session.request(
    { ':method': method, ':path': path, ...headers },
    { endStream: body === '' },
  );
  return body === '' ? stream : stream.end(body);
}

/** Sends a request once, and returns the status and the body. */
export async function askOverHttp2(
  origin: string,
  asked: Asked,
): Promise<readonly [status: unknown, body: string]> {
  const session = connect(origin);
  const stream = send(session, asked);
  const [[headers], body] = await Promise.all([once(stream, 'response'), buffer(stream)]);
  session.close();
  return [headers[':status'], body.toString()];
}

if (process.argv[2] === 'load') {
  const sessions: ClientHttp2Session[] = [];
  process.on('disconnect', () => process.exit());
  process.on('message', async ({ port, asked, milliseconds }: Http2Load) => {
    while (sessions.length < SESSIONS) sessions.push(connect(`http://127.0.0.1:${port}`));
    const end = performance.now() + milliseconds;
    const streams = sessions.flatMap((session) =>
      Array.from({ length: STREAMS }, () => askUntil(end, session, asked)),
    );
    const responses = await Promise.all(streams);
    process.send?.(responses.reduce((sum, count) => sum + count));
  });
}

function askUntil(end: number, session: ClientHttp2Session, asked: Asked): Promise<number> {
  return new Promise((resolve) => {
    let responses = 0;
    const ask = () => {
      send(session, asked)
        .once('response', (headers) => {
          if (headers[':status'] !== 200) throw new Error(`status ${headers[':status']}`);
        })
        .once('end', () => {
          responses++;
          if (performance.now() < end) ask();
          else resolve(responses);
        })
        .resume();
    };
    ask();
  });
}
