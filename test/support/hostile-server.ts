/**
 * Servers of all kinds whose applications try to end the process: `/NUMBER` is one of them, any other path
 * answers `ok`. Prints their URLs as JSON.
 */
import { PassThrough } from 'node:stream';
import { type ServeOptions, serve } from '../../src/gateways/node/server.ts';
import type { Application } from '../../src/wsgi/contract.ts';
import { hostileAnswers } from './hostile-answers.ts';
import { tls } from './tls.ts';

const answers = [...hostileAnswers().values()];
const app: Application = (environ, startResponse) => {
  const answer = answers[Number(environ.PATH_INFO?.slice(1) || Number.NaN)];
  if (answer) return answer(environ, startResponse);
  startResponse('200 OK', []);
  return [Buffer.from('ok')];
};

const LOGS: readonly NonNullable<ServeOptions['errors']>[] = [
  { write: () => true },
  {
    write: () => {
      throw new Error('closed');
    },
  },
  { write: () => Promise.reject(new Error('closed')) },
  new PassThrough().end(),
];
const KINDS: readonly ServeOptions[] = [{}, { http2: true }, { tls }, { tls, http2: true }];

const urls: string[] = [];
for (const [i, kind] of KINDS.entries()) {
  const server = await serve(app, { port: 0, errors: LOGS[i] ?? process.stderr, ...kind });
  urls.push(server.url);
}
console.log(JSON.stringify(urls));
