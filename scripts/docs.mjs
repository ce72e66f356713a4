/**
 * Builds the documentation site in build/site/: the pages of docs/ in the order of docs/README.md, the
 * examples, and the reference that TypeDoc generates from the comments in the source. A broken link is an
 * error.
 *
 * npx runs VitePress and TypeDoc, so the project does not depend on them.
 */
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './run.mjs';
import { checkSite } from './site/check-links.mjs';
import { pages, withSiteLinks } from './site/pages.mjs';
import { sectionsOf } from './site/sections.mjs';

const SOURCE = 'build/site-source';
const OUTPUT = 'build/site';
const TYPEDOC = [
  'typedoc@0.28.20',
  'typedoc-plugin-markdown@4.14.1',
  'typedoc-vitepress-theme@1.1.4',
  'typescript@6.0.3',
];
const VITEPRESS = ['vitepress@1.6.4', 'vue@3.5.45'];

rmSync(SOURCE, { recursive: true, force: true });
rmSync(OUTPUT, { recursive: true, force: true });
mkdirSync(SOURCE, { recursive: true });
npx(TYPEDOC, 'typedoc', ['--options', 'scripts/site/typedoc.json']);
for (const [file, target] of pages()) {
  const text = readFileSync(file, 'utf8');
  const page = file.endsWith('.md') ? withSiteLinks(text, file) : programPage(file, text);
  // Without this, sources and changes would precede the pages that explain them.
  const isFound = /^docs\/(?!README)/.test(file);
  mkdirSync(path.dirname(path.join(SOURCE, target)), { recursive: true });
  writeFileSync(path.join(SOURCE, target), isFound ? page : `---\nsearch: false\n---\n\n${page}`);
}
cpSync('docs/images', path.join(SOURCE, 'public/images'), { recursive: true });
copyFileSync('scripts/site/wheat.css', path.join(SOURCE, 'public/wheat.css'));
copyFileSync('scripts/site/index.md', path.join(SOURCE, 'index.md'));
mkdirSync(path.join(SOURCE, '.vitepress'));
writeFileSync(
  path.join(SOURCE, '.vitepress/config.mjs'),
  `export default ${JSON.stringify(configuration())};\n`,
);
npx(VITEPRESS, 'vitepress', ['build', SOURCE, '--outDir', path.resolve(OUTPUT)]);
console.log(`${checkSite(OUTPUT)} pages are in ${OUTPUT}, and every link leads somewhere.`);

/** A program or a configuration as a page: its comment, followed by its complete text. */
function programPage(file, text) {
  const about =
    /^\/\*\*([\s\S]*?)\*\//
      .exec(text)?.[1]
      .replace(/^\s*\* ?/gm, '')
      .trim() ?? '';
  return `# ${path.relative('examples', file)}\n\n${about.replace(/</g, '&lt;')}\n\n\`\`\`${path.extname(file).slice(1)}\n${text}\`\`\`\n`;
}

function configuration() {
  const sections = sectionsOf(readFileSync('docs/README.md', 'utf8'));
  const targets = pages();
  const items = sections.map(({ title, links }) => ({
    text: title,
    collapsed: false,
    items: links.map(({ text, target }) => ({ text, link: `/${targets.get(path.join('docs', target))}` })),
  }));
  const reference = JSON.parse(readFileSync(`${SOURCE}/reference/typedoc-sidebar.json`, 'utf8'));
  items.find(({ text }) => text === 'Every name').items.push({ text: 'The reference', link: '/reference/' });
  const first = (title) => items.find(({ text }) => text === title).items[0].link;
  return {
    lang: 'en',
    title: 'wheatpaste',
    description: 'WebOb for TypeScript: Request, Response, and what goes around them',
    cleanUrls: false,
    // Data that all pages share is stored once, not in each page.
    metaChunk: true,
    head: [
      ['link', { rel: 'icon', href: '/images/wheat.svg', type: 'image/svg+xml' }],
      ['link', { rel: 'stylesheet', href: '/wheat.css' }],
    ],
    markdown: { theme: { light: 'github-light', dark: 'github-dark' } },
    themeConfig: {
      logo: '/images/wheat.svg',
      outline: { level: [2, 3] },
      search: {
        provider: 'local',
        options: { detailedView: 'auto', miniSearch: { searchOptions: { combineWith: 'AND', fuzzy: 0.1 } } },
      },
      nav: [
        { text: 'Guide', link: '/guide' },
        { text: 'Middleware', link: first('Middleware') },
        { text: 'Coming from', items: items.find(({ text }) => text === 'Coming from').items },
        { text: 'Reference', link: '/reference/' },
      ],
      sidebar: {
        ...referenceSidebars(reference[0]),
        '/': items,
      },
      footer: { message: 'MIT licence. Every block of code on these pages runs as a test.' },
    },
  };
}

/** One sidebar for each entry of the package: with all entries, every page would be ten times as large. */
function referenceSidebars(core) {
  const isEntry = (item) => !/^[A-Z]/.test(item.text);
  const entries = [
    { ...core, items: core.items.filter((item) => !isEntry(item)) },
    ...core.items.filter(isEntry),
  ];
  const all = { text: 'Reference', items: entries.map(({ text, link }) => ({ text, link })) };
  const own = entries.map(({ link, items }) => [link, [all, ...items]]);
  return { ...Object.fromEntries(own), '/reference/': [all] };
}

function npx(packages, program, args) {
  const named = packages.flatMap((name) => ['--package', name]);
  run('npx', ['--yes', '--ignore-scripts', ...named, '--', program, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}
