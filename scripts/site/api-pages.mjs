/** Generates the pages docs/api.md and docs/options.md from the comments in the source. */
import { readFileSync } from 'node:fs';
import { declarationIn, entries, membersOf } from './declarations.mjs';

const OPTIONS = /(?:Options|Init|Limits|Changes|Attributes)$/;
/** Every header that is a property of requests or responses is also an option. */
const DERIVED = {
  RequestFieldValues: ['src/request/fields.ts', 'REQUEST_FIELDS'],
  ResponseFieldValues: ['src/response/fields.ts', 'RESPONSE_FIELDS'],
};

/** The types that fields created by a function accept. */
const MADE = {
  countField: 'number',
  dateField: 'Date',
  MatcherField: 'EntityTagMatcher | string | Iterable<EntityTagInit>',
  textField: 'string',
  tokenListField: 'string | Iterable<string>',
};

/** Every export of every entry, in one sentence each. */
export function apiPage() {
  const sections = entries().map(({ name, exports }) =>
    [
      `## \`${name}\``,
      '',
      '| name | is a | about |',
      '| --- | --- | --- |',
      ...exports.map(
        ({ name, kind, about }) => `| \`${name}\` | ${kindName(kind)} | ${cell(sentence(about))} |`,
      ),
      '',
    ].join('\n'),
  );
  return `# Every export

What each entry of the package exports, in a sentence. The comments in the source, which editors show, say the rest; the
site has them as its reference. [Every option](options.md) has its own page.

This page is made from those comments: \`npm run api-pages\`.

${sections.join('\n')}`;
}

/** Every option of every entry. */
export function optionsPage() {
  const shown = new Map(
    entries()
      .flatMap(({ name, exports }) =>
        exports
          .filter((known) => OPTIONS.test(known.name) && allMembers(known).length > 0)
          .map((known) => [known, name]),
      )
      .toReversed(),
  );
  const sections = entries().flatMap(({ name, exports }) => {
    const own = exports.filter((known) => shown.get(known) === name);
    const tables = own.flatMap((known) => optionTable(known, shown));
    return tables.length > 0 ? [[`## \`${name}\``, '', ...tables].join('\n')] : [];
  });
  return `# Every option

The options of everything that takes some, entry by entry. Those that are not optional say so, and an option with another name
is a TypeError. Times are in milliseconds, except those that become a header, which are in seconds.

This page is made from the comments in the source: \`npm run api-pages\`.

${sections.join('\n')}`;
}

/** The table for an options object. Options of another object on the page are not repeated. */
function optionTable(known, shown) {
  const members = membersOf(known);
  const bases = basesOf(known);
  const repeated = bases.filter(({ base, only }) => only.length > 0 || !shown.has(base)).flatMap(inherited);
  const rows = [
    ...members,
    ...repeated.filter(({ name }) => !members.some((member) => member.name === name)),
  ].map(row);
  const others = bases
    .filter(({ base, only }) => only.length === 0 && shown.has(base))
    .map(({ base, without }) => {
      const except = without.length > 0 ? `, except ${without.map((name) => `\`${name}\``).join(', ')}` : '';
      return `Takes every option of [${base.name}](#${base.name.toLowerCase()})${except}.`;
    });
  const table =
    rows.length > 0 ? ['| option | type | about |', '| --- | --- | --- |', ...new Set(rows), ''] : [];
  return [`### ${known.name}`, '', known.about, '', ...table, ...others.flatMap((text) => [text, ''])];
}

function allMembers(known) {
  const derived = DERIVED[known.name];
  if (derived) return derivedMembers(...derived);
  const own = membersOf(known);
  const others = basesOf(known).flatMap(inherited);
  return [...own, ...others.filter(({ name }) => !own.some((member) => member.name === name))];
}

/** The members that a declaration inherits. */
function inherited({ base, without, only }) {
  return allMembers(base).filter(
    ({ name }) => !without.includes(name) && (only.length === 0 || only.includes(name)),
  );
}

function derivedMembers(file, constant) {
  const [, body] = new RegExp(`${constant} = \\{([\\s\\S]*?)\\n\\}`).exec(readFileSync(file, 'utf8'));
  return [...body.matchAll(/^ {2}(\w+)(?:: (\w+))?,$/gm)].map(([, name, field = name]) => {
    const { about, code } = declarationIn(file, field);
    return { name, type: typeOfField(code), about: aboutField(about, code) };
  });
}

/** The type that a field accepts. */
function typeOfField(code) {
  const written = /^: (?:Field<)?([\s\S]*?)>?\s=\s/.exec(code)?.[1];
  const made = written ?? /^ = (\w+)/.exec(code)[1];
  return (
    MADE[made] ??
    made
      .replace(/\s+/g, ' ')
      .split(/, (?![^<]*>)/)
      .at(-1)
  );
}

/** The header's name, and the rest of its comment. */
function aboutField(about, code) {
  const [, header] = /'([A-Z][\w-]*)'/.exec(code);
  const rest = sentence(about).replace(/^The field that [^`]*`\w+`[;.] ?/, '');
  return `\`${header}\`. ${rest.slice(0, 1).toUpperCase()}${rest.slice(1)}`.trim();
}

/** The types that a declaration extends or intersects. */
function basesOf({ file, name, kind, code }) {
  const head =
    kind === 'interface'
      ? (/^[^{]*extends ([^{]*)\{/.exec(code.replace(/^<[\s\S]*?>(?= extends | \{)/, ''))?.[1] ?? '')
      : code.replace(/\{[\s\S]*\}/g, '');
  const named = [...head.matchAll(/(?:(Omit|Pick)<)?\b([A-Z]\w+)(?:<[^<>]*>)?(?:,([^>]*)>)?/g)];
  return named.flatMap(([, how, base, names = '']) => {
    const known = base === name ? undefined : declarationIn(file, base);
    const listed = [...names.matchAll(/'(\w+)'/g)].map(([, listedName]) => listedName);
    if (!known || !['interface', 'type'].includes(known.kind)) return [];
    return [{ base: known, without: how === 'Omit' ? listed : [], only: how === 'Pick' ? listed : [] }];
  });
}

function row({ name, type, about, isRequired }) {
  const text = isRequired ? `Required. ${about}` : about;
  return `| \`${name}\` | \`${type.replaceAll('|', '\\|')}\` | ${cell(text)} |`;
}

function cell(text) {
  return text.replace(/(`[^`]*`)|([<>|])/g, (_, code, sign) => code?.replaceAll('|', '\\|') ?? `\\${sign}`);
}

function sentence(text) {
  return /^(?:[^.]|\.(?!\s|$)|\b(?:e\.g|i\.e)\.)*\.?/.exec(text)[0].trim();
}

function kindName(kind) {
  return kind === 'const' ? 'value' : kind.replace('*', '');
}
