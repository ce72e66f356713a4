/**
 * Finds the exports of the sources and their comments by reading the sources as text: since they are
 * formatted, a declaration begins and ends in the first column.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const DECLARATION =
  /(?:^(\/\*\*(?:(?!\*\/)[\s\S])*?\*\/)\n)?^export (?:declare )?(?:abstract |async )?(class|function\*?|const|interface|type) (\w+)/gm;
const MEMBER =
  /(?:^ *(\/\*\*(?:(?!\*\/)[\s\S])*?\*\/)\n)?^( {2,})(?:readonly )?(\w+)(\??): ((?:[^\n]*\n\2 +(?!\/\*\*|readonly |\w+\??: ))*[^\n]*?);$/gm;

const files = new Map();

/** The entries of the package, by the names under which they are imported. */
export function entries() {
  const names = readdirSync('src').filter((name) => name.endsWith('.ts'));
  const order = (name) => (name === 'index.ts' ? '' : name);
  return names
    .sort((a, b) => (order(a) < order(b) ? -1 : 1))
    .map((name) => ({
      name: name === 'index.ts' ? 'wheatpaste' : `wheatpaste/${name.replace('.ts', '')}`,
      exports: exportsOf(`src/${name}`).sort((a, b) => (a.name < b.name ? -1 : 1)),
    }));
}

/** The declarations that an entry exports. */
function exportsOf(entry) {
  const statements = readFileSync(entry, 'utf8').matchAll(
    /^export (?:type )?(\*|\{[^}]*\}) from '([^']+)';/gm,
  );
  return [...statements].flatMap(([, names, from]) => {
    const known = declarationsOf(path.join(path.dirname(entry), from));
    if (names === '*') return [...known.values()];
    return names
      .slice(1, -1)
      .split(',')
      .map((name) => name.trim().replace(/^type /, ''))
      .filter((name) => name !== '')
      .map((name) => known.get(name) ?? fail(`${from} declares no ${name}`));
  });
}

/** The declarations and exports of a source by name; the first one of overloads. */
export function declarationsOf(file) {
  const known = files.get(file) ?? new Map();
  if (files.has(file)) return known;
  files.set(file, known);
  const text = readFileSync(file, 'utf8');
  for (const match of text.matchAll(DECLARATION)) {
    const [whole, comment = '', kind, name] = match;
    if (known.has(name)) continue;
    const rest = text.slice(match.index + whole.length);
    known.set(name, { file, name, kind, about: textOf(comment), code: codeOf(rest, kind) });
  }
  return known;
}

/** The members of an interface, or of the object types in a type. */
export function membersOf({ name, code }) {
  const isPartial = name.endsWith('Limits');
  return [...code.matchAll(MEMBER)].map(([, comment = '', , member, optional, type]) => ({
    name: member,
    isRequired: optional === '' && !isPartial && !/\bundefined\b/.test(type),
    type: type
      .replace(/\s*\/\/.*$/gm, '')
      .replace(/\s+/g, ' ')
      .replace(/^\| /, ''),
    about: textOf(comment),
  }));
}

/** The declaration that a name refers to in a source: a local or an imported one. */
export function declarationIn(file, name) {
  const own = declarationsOf(file).get(name);
  if (own) return own;
  const imports = readFileSync(file, 'utf8').matchAll(/^import (?:type )?\{([^}]*)\} from '(\.[^']+)';/gm);
  for (const [, names, from] of imports) {
    const isNamed = names.split(',').some((part) => part.trim().replace(/^type /, '') === name);
    if (isNamed) return declarationIn(path.join(path.dirname(file), from), name);
  }
  return undefined;
}

/** The text of a comment in one line, without tags. */
function textOf(comment) {
  return comment
    .replace(/^\/\*\*|\*\/$/g, '')
    .replace(/^ *\* ?/gm, '')
    .replace(/(?:^|\s)@(?:example|param|throws|returns|typeParam|see|template)\b[\s\S]*$/, '')
    .replace(/\{@link (?:\w+\.)?(\w+)\}/g, '`$1`')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The text after a declaration's name, up to its end. */
function codeOf(rest, kind) {
  const end = kind === 'interface' || kind === 'class' ? /^\}/m : /;\n(?=\n|$|[^\s])/;
  return rest.slice(0, end.exec(rest)?.index ?? rest.length) + (kind === 'type' ? ';' : '');
}

function fail(message) {
  throw new Error(message);
}
