/**
 * Reading urlencoded forms and queries.
 *
 * @module
 */
import { text } from 'node:stream/consumers';
import type busboyModule from 'busboy';
import { discard, environFor, load, type Reader, readerBy, UNLIMITED } from '../forms/readers.ts';
import { type SentForm, streamOf, urlencodedForm } from '../forms/sent-forms.ts';
import type { Task, Workload } from '../harness.ts';

type Pairs = readonly (readonly [name: string, value: unknown])[];

const COUNTS = [10, 100, 1000];
const FORMS = COUNTS.map(urlencodedForm);
const QUERIES = FORMS.map(({ body }) => body.toString());

export const workload: Workload = {
  about: `Forms and queries of 10, 100 and 1000 fields, each with a \`+\` and a \`%20\` in its value, parsed to a list of names and values. A form
is a \`Readable\`, which parsers of strings read with node's \`text()\`; a query is a string.`,
  why: 'Values are split off by position and decoded only if they contain something to decode; a list keeps duplicates, while `fast-querystring` fills an object.',
  longer: 2,
  quick: ['form-10', 'form-1000', 'query-10'],
  baseline: 'URLSearchParams',
  cases: Object.fromEntries([
    ...COUNTS.map((count) => [`form-${count}`, `a form of ${count} fields`]),
    ...COUNTS.map((count) => [`query-${count}`, `a query of ${count} fields`]),
  ]),
  contestants: {
    async wheatpaste() {
      const { Request } = await import('wheatpaste');
      const { environ } = Request.blank('/');
      return tasks(
        async (form) => [...(await new Request(environFor(form)).form(UNLIMITED))],
        (query) => [...new Request({ ...environ, QUERY_STRING: query }).query],
      );
    },
    async URLSearchParams() {
      const parse = (query: string) => [...new URLSearchParams(query)];
      return tasks(async (form) => parse(await text(streamOf(form))), parse);
    },
    async 'fast-querystring'() {
      const { parse } = await load<{ parse(query: string): object }>('fast-querystring');
      const pairs = (query: string) => Object.entries(parse(query));
      return tasks(async (form) => pairs(await text(streamOf(form))), pairs);
    },
    async busboy() {
      const { default: busboy } = await import('busboy');
      return tasks(readerBy((headers) => busboy({ headers }), discard));
    },
    async '@fastify/busboy'() {
      const { default: busboy } = await load<{ default: (options: object) => busboyModule.Busboy }>(
        '@fastify/busboy',
      );
      return tasks(readerBy((headers) => busboy({ headers }), discard));
    },
  },
};

function tasks(
  read: (form: SentForm) => Promise<Pairs> | ReturnType<Reader>,
  parse?: (query: string) => Pairs,
): Record<string, Task> {
  const forms = FORMS.map((form, i): [string, Task] => [`form-${COUNTS[i]}`, () => read(form)]);
  const queries = QUERIES.map((query, i): [string, Task] => [`query-${COUNTS[i]}`, () => parse?.(query)]);
  return Object.fromEntries(parse ? [...forms, ...queries] : forms);
}
