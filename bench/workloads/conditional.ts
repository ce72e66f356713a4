/**
 * Conditional and range requests, answered in process.
 *
 * @module
 */
import type { Application, Environ } from 'wheatpaste';
import type { Workload } from '../harness.ts';

const CONTENT = Buffer.alloc(1024 * 1024, 'The quick brown fox jumps over the lazy dog.\n');
const TAG = '"0f7b8a4c"';
const OTHER_TAG = '"7d1e6a52"';
const LAST_MODIFIED = 'Fri, 20 Nov 2026 08:15:00 GMT';
const HEADERS = { 'Content-Type': 'video/mp4', ETag: TAG, 'Last-Modified': LAST_MODIFIED };
const REQUESTS = {
  plain: {},
  notModified: { ifNoneMatch: `${OTHER_TAG}, ${TAG}` },
  range: { range: 'bytes=1000-1099', ifRange: TAG },
} as const;

type Answer = [status: number, fields: [name: string, value: string][], body: Uint8Array];

export const workload: Workload = {
  about: `A response of 1 MiB in one buffer, with a type, a tag and a date, is called as an application, with an environ: for all of it, with
an \`If-None-Match\` of two tags, and for 100 bytes with \`Range\` and \`If-Range\`. The response has \`conditionalResponse\`, except for
the plain request.`,
  why: 'The header list is copied before it is sent and again without what describes the whole content, tags and ranges are found in caches of parsed values, and their classes check what they are made of; the hand-written code compares text. A tenth is the call as an application, which the hand-written code does not have.',
  cases: { plain: 'a plain request', notModified: 'a 304', range: 'a range of 100 bytes' },
  answer: (answer) => comparable(answer as Answer),
  contestants: {
    async 'hand-written'() {
      const { environs } = await prepared();
      return tasks(environs, handWritten);
    },
    async wheatpaste() {
      const { Response, environs } = await prepared();
      const response = new Response(CONTENT, { headers: HEADERS, conditionalResponse: true });
      return tasks(environs, (environ) => answerOf(response.toApp(), environ));
    },
    async 'without conditionalResponse'() {
      const { Response, environs } = await prepared();
      const response = new Response(CONTENT, { headers: HEADERS });
      return tasks({ plain: environs.plain }, (environ) => answerOf(response.toApp(), environ));
    },
  },
};

async function prepared() {
  const { Request, Response } = await import('wheatpaste');
  const first = new Response(null, { conditionalResponse: true });
  await Request.blank('/').call(first); // Loads the modules for conditional requests.
  const environs = {
    plain: Request.blank('/', REQUESTS.plain).environ,
    notModified: Request.blank('/', REQUESTS.notModified).environ,
    range: Request.blank('/', REQUESTS.range).environ,
  };
  return { Response, environs };
}

function tasks(environs: Readonly<Record<string, Environ>>, answer: (environ: Environ) => Answer) {
  return Object.fromEntries(Object.entries(environs).map(([name, environ]) => [name, () => answer(environ)]));
}

/** The part of RFC 9110 that these requests need. */
function handWritten(environ: Environ): Answer {
  const { HTTP_IF_NONE_MATCH: tags, HTTP_RANGE: range, HTTP_IF_RANGE: ifRange } = environ;
  if (tags?.split(',').some((tag) => tag.trim() === TAG)) return [304, [['ETag', TAG]], Buffer.alloc(0)];
  const fields: [string, string][] = [
    ['Content-Type', HEADERS['Content-Type']],
    ['ETag', TAG],
    ['Last-Modified', LAST_MODIFIED],
  ];
  const match = ifRange === undefined || ifRange === TAG ? /^bytes=(\d+)-(\d+)$/.exec(range ?? '') : null;
  if (!match) return [200, [...fields, ['Content-Length', String(CONTENT.length)]], CONTENT];
  const first = Number(match[1]);
  const last = Math.min(Number(match[2]), CONTENT.length - 1);
  fields.push(['Content-Range', `bytes ${first}-${last}/${CONTENT.length}`]);
  fields.push(['Content-Length', String(last - first + 1)]);
  return [206, fields, CONTENT.subarray(first, last + 1)];
}

function answerOf(app: Application, environ: Environ): Answer {
  let status = '';
  let fields: [string, string][] = [];
  const body = app(environ, (line, headerList) => {
    status = line;
    fields = headerList;
    return () => {};
  });
  const [bytes = Buffer.alloc(0)] = body as Iterable<Uint8Array>;
  return [Number(status.slice(0, 3)), fields, bytes];
}

/** The answer without the order of its fields. */
function comparable([status, fields, body]: Answer): unknown {
  return [status, fields.map((field) => field.join(': ')).sort(), body.length, body.at(0), body.at(-1)];
}
