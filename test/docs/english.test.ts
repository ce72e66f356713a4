import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Words that stand for others in plain English, with those. */
const WORDS: readonly (readonly [word: string, pattern: RegExp, plain: string])[] = [
  [
    'behind',
    /(?<!(?:left|leaves|processes that it has left) )\bbehind\b(?!-a-proxy|\s+(?:an?|the|another|one|its|your|two)?\s*(?:\w+\s+)?(?:prox|server|nginx|Apache|lighttpd|Cloudflare|balancer|TLS|gateway|firewall|node adapters))/i,
    'after, inside, except where a proxy or a server is in front',
  ],
  [
    'who, for callers',
    /\b(?:for|by|of|to|from|with|at|on) who\b|(?:^|[.;:] )Who (?!is\b)[a-z]+s\b/m,
    'callers that',
  ],
  ['whoever', /\b(?:to|for|of|by) whoever\b/i, 'callers that'],
  ['is none', /(?<!\bthere\s)\b(?:is|are|was|can be) none\b/, 'is not one'],
  ['is no', /(?<!\b[Tt]here\s)\b(?:is|are) no (?!longer|more|such|one\b|need|way|news|other)\w/, 'is not a'],
  ['at hand', /\bat hand\b/, 'available, current'],
  ['of its own', /\bof (?:its|his|their) own\b/, 'its own, separate'],
  ['has not', /\b(?:has|have|had) not(?=[.,;:)]|$)/m, 'does not have'],
  ['but for', /\bbut for\b/, 'except'],
  ['believed', /\bbeliev/i, 'trusted'],
  ['shall', /\bshall\b/i, 'should, must'],
  ['dropped alone', /\bdropped alone\b/, 'dropped, the others stay'],
  ['and the like', /\band the like\b/, 'and similar ones'],
  ['makes an X of', /\b[Mm]akes an? (?:application|request|environ|middleware|handler) of\b/, 'converts to'],
  ['one after the other', /\bone after the other\b/, 'one after another, in turn'],
  ['small letters', /\b(?:small|capital) letters\b/, 'lower case, upper case'],
  ['can but', /\bcan but\b/, 'can only'],
  ['takes part', /\btakes? part\b/, 'is used, is involved'],
  ['so called', /\bso[- ]called\b/, 'named'],
  ['unless told', /\bunless (?:told|given)\b/, 'defaults to'],
  ['told of', /(?:^|\. )Told of\b/m, 'called with'],
  ['for, for because', /[,;] for (?:nobody|it|they|he|she|there|what|these are|those are)\b/, 'because'],
  ['what is, for a noun', /^(?:\/\/ )?What (?:is|has|can|must|may|comes?|was) (?![^.]*\?)/m, 'the noun'],
  ['brings none', /\bbrings? (?:no|none|nothing)\b/, 'does not have'],
  ['at once', /\bat once, (?:where|unless|for)\b/, 'immediately, without waiting'],
  ['its kin', /\b(?:its|their) kin\b/, 'similar ones'],
  ['lets go of', /\blets? go of\b/, 'releases, closes'],
  ['passes over', /\bpass(?:es|ed)? over\b/, 'skips'],
  ['in capitals', /\bin capitals\b/, 'in upper case'],
  ['as it came', /\bas it came\b/, 'unchanged'],
  ['comes to its end', /\bcomes? to (?:its|their) end\b/, 'ends, finishes'],
  ['takes for', /\b(?:is|are) taken for\b|\btakes? \w+ for an?\b/, 'treats as, is treated as'],
];

/** Places where one of them is right, by the file and what stands there. */
const ALLOWED: readonly (readonly [file: string, text: string])[] = [];

const files = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'],
  ...list('docs', '.md'),
  ...list('src', '.ts'),
  ...list('examples', '.ts'),
  ...list('examples', '.md'),
  ...list('bench', '.ts'),
  ...list('scripts', '.mjs'),
  ...list('test', '.ts').filter((file) => !file.endsWith('/english.test.ts')),
];

/** A title of a test or of a group of tests. Cases may stand before it. */
const TITLE = /(?<=[\w\])]\(\s*)(['"`])((?:(?!\1)[^\n\\]|\\.)+)\1(?=,\s*(?:\{[^}]*\},\s*)?(?:async )?\()/;

/** Parts of code that are prose. */
const PROSE = new RegExp(`/\\*\\*[\\s\\S]*?\\*/|// .*$|${TITLE.source}`, 'gm');

function list(folder: string, ending: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith(ending)).map((name) => `${folder}/${name}`);
}

/** Its comments and titles, or its text without code, each line where it is. */
function proseOf(file: string): string {
  const text = readFileSync(file, 'utf8');
  const blank = (part: string) => part.replace(/[^\n]/g, ' ');
  if (file.endsWith('.md')) return text.replace(/^```[\s\S]*?^```/gm, blank);
  let end = 0;
  const parts = [...text.matchAll(PROSE)].map((match) => {
    const before = blank(text.slice(end, match.index));
    end = match.index + match[0].length;
    return before + match[0].replace(/```[\s\S]*?```/g, blank).replace(/^ *\/?\*+ ?/gm, '');
  });
  return parts.join('');
}

const prose = files.map((file) => [file, proseOf(file)] as const);

describe('plain English', () => {
  it.each(WORDS)('has no "%s"', (_word, pattern, plain) => {
    const found = prose.flatMap(([file, text]) =>
      [...text.matchAll(new RegExp(pattern.source, `${pattern.flags}g`))].map((match) => {
        const line = text.slice(0, match.index).split('\n').length;
        const around = text
          .slice(Math.max(0, match.index - 40), match.index + 40)
          .replace(/\s+/g, ' ')
          .trim();
        return [file, `${file}:${line}: ${around}`] as const;
      }),
    );
    const wrong = found.filter(
      ([file, place]) => !ALLOWED.some(([allowed, text]) => allowed === file && place.includes(text)),
    );
    expect(
      wrong.map(([, place]) => place),
      `write instead: ${plain}`,
    ).toEqual([]);
  });

  it('allows no more places than there are', () => {
    const stale = ALLOWED.filter(([file, text]) => !proseOf(file).replace(/\s+/g, ' ').includes(text));
    expect(stale).toEqual([]);
  });
});
