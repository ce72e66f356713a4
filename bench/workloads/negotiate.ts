/**
 * Choosing what to answer with.
 *
 * @module
 */
import type { IncomingMessage } from 'node:http';
import type { Workload } from '../harness.ts';

const TYPES = ['application/json', 'text/plain', 'text/html', 'application/xml'];
const LANGUAGES = ['fr', 'de', 'en'];
const CODINGS = ['br', 'gzip'];

const ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const ACCEPT_LANGUAGE = 'es-ES,es;q=0.9,pt-BR;q=0.8,pt;q=0.7,it;q=0.6,de;q=0.5,en;q=0.4,*;q=0.3';
const ACCEPT_ENCODING = 'gzip;q=0.8, deflate;q=0.5, br, zstd';

let turn = 0;

const REPEATED = { accept: ACCEPT, language: ACCEPT_LANGUAGE, encoding: ACCEPT_ENCODING } as const;

/** As long as a browser's, with no member but the last that came before. */
function newAccept(turn: number): string {
  return `text/h${turn},application/x${turn}+xml,application/y${turn};q=0.9,image/a${turn},image/w${turn},text/plain;q=0.8`;
}

/** How a library chooses, given a header's value and what is on offer. */
type Choose = (value: string, offers: string[]) => string | null | undefined | false;

/** Tasks for all cases: in a cold one every value is new, though most of its members are not. */
function tasks(choose: { accept: Choose; language: Choose; encoding: Choose }) {
  return {
    accept: () => choose.accept(REPEATED.accept, TYPES),
    'accept-cold': () => choose.accept(`${ACCEPT},a/x${turn++}`, TYPES),
    'accept-new': () => choose.accept(newAccept(turn++), TYPES),
    language: () => choose.language(REPEATED.language, LANGUAGES),
    'language-cold': () => choose.language(`${ACCEPT_LANGUAGE},x-y${turn++ % 1e6}`, LANGUAGES),
    encoding: () => choose.encoding(REPEATED.encoding, CODINGS),
    'encoding-cold': () => choose.encoding(`${ACCEPT_ENCODING}, x${turn++}`, CODINGS),
  };
}

export const workload: Workload = {
  about: `From a header's value to the best offer: a browser's \`Accept\` and four types, an \`Accept-Language\` of eight ranges and three
languages, an \`Accept-Encoding\` and two codings. In the cold cases every value is new, though most of its members are not, as is
typical of browsers. \`accepts\` and \`negotiator\` start from an object with \`headers\`, hono's helper from a context with its
\`req.header\`.`,
  why: 'Parsed values are cached by their text, in a bounded cache; a cold value is parsed in a single pass.',
  quick: ['accept', 'accept-cold', 'language', 'encoding'],
  cases: {
    accept: 'Accept, the same again and again',
    'accept-cold': 'Accept, ever another',
    'accept-new': 'Accept, whose members were never seen',
    language: 'Accept-Language, the same again and again',
    'language-cold': 'Accept-Language, ever another',
    encoding: 'Accept-Encoding, the same again and again',
    'encoding-cold': 'Accept-Encoding, ever another',
  },
  contestants: {
    async wheatpaste() {
      const { Accept, AcceptEncoding, AcceptLanguage } = await import('wheatpaste/headers');
      return tasks({
        accept: (value, offers) => Accept.parse(value).best(offers),
        language: (value, offers) => AcceptLanguage.parse(value).best(offers),
        encoding: (value, offers) => AcceptEncoding.parse(value).best(offers),
      });
    },
    async accepts() {
      const { default: accepts } = await import('accepts');
      const of = (headers: IncomingMessage['headers']) => accepts({ headers } as IncomingMessage);
      return tasks({
        accept: (value, offers) => of({ accept: value }).type(offers) as string | false,
        language: (value, offers) => of({ 'accept-language': value }).language(offers) as string | false,
        encoding: (value, offers) => of({ 'accept-encoding': value }).encoding(offers) as string | false,
      });
    },
    async negotiator() {
      const { default: Negotiator } = await import('negotiator');
      return tasks({
        accept: (accept, offers) => new Negotiator({ headers: { accept } }).mediaType(offers),
        language: (value, offers) =>
          new Negotiator({ headers: { 'accept-language': value } }).language(offers),
        encoding: (value, offers) =>
          new Negotiator({ headers: { 'accept-encoding': value } }).encoding(offers),
      });
    },
    async hono() {
      const { accepts } = await import('hono/accepts');
      type Context = Parameters<typeof accepts>[0];
      const choose =
        (header: 'Accept' | 'Accept-Language' | 'Accept-Encoding'): Choose =>
        (value, supports) =>
          accepts({ req: { header: () => value } } as unknown as Context, { header, supports, default: '' });
      return tasks({
        accept: choose('Accept'),
        language: choose('Accept-Language'),
        encoding: choose('Accept-Encoding'),
      });
    },
    async '@remix-run/headers'() {
      const { Accept, AcceptEncoding, AcceptLanguage } = await import('@remix-run/headers');
      return tasks({
        accept: (value, offers) => Accept.from(value).getPreferred(offers),
        language: (value, offers) => AcceptLanguage.from(value).getPreferred(offers),
        encoding: (value, offers) => AcceptEncoding.from(value).getPreferred(offers),
      });
    },
  },
};
