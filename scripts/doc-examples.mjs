/**
 * Turns every `ts` block of README.md, docs/ and the doc comments of src/ into a test under
 * build/doc-examples/, where the compiler checks it and Vitest runs it.
 *
 * A line `expression; // literal` asserts that the expression equals the literal, and `expression; //
 * throws TypeError` that it throws. Other comments are prose; a literal on a line without an expression is
 * an error. A block in Markdown imports the names that it uses; a block in a doc comment can use every
 * export of src/.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const OUTPUT = 'build/doc-examples';
const FENCE = /^```ts\n([\s\S]*?)^```$/gm;
const IMPORT = /^import\s+(type\s+)?(?:\{([^}]*)\}|(\w+))\s+from\s+'([^']+)';\n?/gm;
const ASSERTION = /^(\s*)(?:(const|let) (\w+) = )?(.+?);\s+\/\/ (.+)$/;
const LITERAL = /^(['"`[{]|-?\d|true\b|false\b|null\b|undefined\b|NaN\b|new \w)/;
const STATEMENT =
  /^(?:(?:const|let|import|export|return|throw|if|for|while|await using|class)\b|(?:type|interface) \w+\s*[=<{])/;
/** A comment after code. */
const TRAILING = /\S\s+\/\/ (.+)$/;

const sources = list('src', '.ts');
const exported = new Map(sources.flatMap(exportsOf).map((known) => [known.name, known]));

rmSync(OUTPUT, { recursive: true, force: true });
for (const file of ['README.md', ...list('docs', '.md')]) {
  writeTest(file, blocksOf(readFileSync(file, 'utf8')));
}
for (const file of sources) {
  const comments = readFileSync(file, 'utf8').match(/\/\*\*[\s\S]*?\*\//g) ?? [];
  const text = comments.map((comment) => comment.replace(/^\s*(\/\*\*|\*\/|\* ?)/gm, ''));
  writeTest(
    file,
    text.flatMap(blocksOf).map((block) => withImports(block, file)),
  );
}

function list(folder, ending) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(ending));
  return names.map((name) => `${folder}/${name.replaceAll(path.sep, '/')}`).sort();
}

function exportsOf(file) {
  const declarations = /^export (?:abstract |async )?(class|function\*?|const|interface|type) (\w+)/gm;
  return [...readFileSync(file, 'utf8').matchAll(declarations)].map(([, kind, name]) => ({
    kind,
    name,
    file,
  }));
}

function blocksOf(markdown) {
  return [...markdown.matchAll(FENCE)].map((match) => match[1]);
}

/** If several files export a name, a comment refers to the export of the comment's own file. */
function withImports(block, source) {
  const own = new Map(exportsOf(source).map((known) => [known.name, known]));
  const code = block.replace(/'[^'\n]*'|`[^`]*`|\/\/(?! throws ).*$/gm, (text) =>
    (text.match(/\$\{[^}]*\}/g) ?? []).join(' '),
  );
  const declared = new Set(
    [...block.matchAll(/(?:const|let|class|function|import \{) (\w+)/g)].map((m) => m[1]),
  );
  const used = new Set(code.match(/\b[A-Za-z]\w*\b/g) ?? []);
  const names = [...used].filter((name) => exported.has(name) && !declared.has(name));
  const imports = names.map((name) => {
    const { kind, file } = own.get(name) ?? exported.get(name);
    const type = kind === 'interface' || kind === 'type' ? 'type ' : '';
    return `import ${type}{ ${name} } from '${file}';\n`;
  });
  return imports.join('') + block;
}

function writeTest(file, blocks) {
  if (blocks.length === 0) return;
  const target = path.join(OUTPUT, `${file.replace(/^src\//, '').replace(/\.\w+$/, '')}.test.ts`);
  const root = `${path.relative(path.dirname(target), '.')}/`;
  const imports = new Map();
  const bodies = blocks.map((block) =>
    block.replace(IMPORT, (_, isType, list, whole, from) => {
      const known = imports.get(from) ?? new Set();
      const names = list ?? `default as ${whole}`;
      for (const name of names.split(',').map((part) => part.trim())) {
        if (name === '') continue;
        const value = name.replace(/^type /, '');
        // Merges imports: one block may import as a type what another imports as a value.
        if (value !== name || isType) {
          if (!known.has(value)) known.add(`type ${value}`);
        } else {
          known.delete(`type ${value}`);
          known.add(value);
        }
      }
      imports.set(from, known);
      return '';
    }),
  );
  const tests = bodies.map(
    (body, index) =>
      `it('${file}, example ${index + 1}', async () => {\n${body.split('\n').map(asserting).join('\n')}});`,
  );
  imports.set('vitest', new Set(tests.join('').includes('expect(') ? ['expect', 'it'] : ['it']));
  const head = [...imports].map(
    ([from, names]) =>
      `import { ${[...names].join(', ')} } from '${from.startsWith('src/') ? root + from : from}';`,
  );
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, `${head.join('\n')}\n\n${tests.join('\n\n')}\n`);
}

/** The line with its assertion, if it contains one. */
function asserting(line) {
  const code = line.replace(/^(\s*)export /, '$1');
  const comment = TRAILING.exec(code)?.[1] ?? '';
  const error = /^throws (\w+)/.exec(comment)?.[1];
  if (!error && !(LITERAL.test(comment) && isExpression(comment))) return code;
  const [, indent, keyword, name, expression] = ASSERTION.exec(code) ?? [];
  if (expression === undefined || (!name && STATEMENT.test(expression))) {
    throw new Error(`nothing is asserted: ${line.trim()}`);
  }
  if (error) return `${indent}await expect((async () => ${expression})()).rejects.toThrow(${error});`;
  if (name)
    return `${indent}${keyword} ${name} = ${expression};\n${indent}expect(${name}).toEqual(${comment});`;
  const printed = /^console\.log\((.+)\)$/.exec(expression);
  return `${indent}expect(${printed ? printed[1] : expression}).toEqual(${comment});`;
}

function isExpression(text) {
  try {
    new Function(`return (${text});`);
    return true;
  } catch {
    return false;
  }
}
