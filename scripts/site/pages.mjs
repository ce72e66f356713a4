/** Decides which files become pages of the site, and rewrites the links between them. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Pages outside docs/, by their names on the site. */
const OTHER_PAGES = {
  'CHANGELOG.md': 'changelog.md',
  'CONTRIBUTING.md': 'contributing.md',
  'SECURITY.md': 'security-policy.md',
  'bench/RESULTS.md': 'measurements.md',
};
const LINK = /(\]\()(?!\w+:|#|\/)([^)#\s]+)(#[^)\s]*)?\)/g;

/** The sources of the site, each with the name of its page. */
export function pages() {
  const docs = readdirSync('docs').filter((name) => name.endsWith('.md') && name !== 'README.md');
  const examples = readdirSync('examples', { recursive: true }).filter((name) =>
    /\.(?:ts|ini|md)$/.test(name),
  );
  return new Map([
    ...docs.map((name) => [`docs/${name}`, name]),
    ...Object.entries(OTHER_PAGES).filter(([file]) => existsSync(file)),
    ...examples.map((name) => [
      `examples/${name}`,
      `examples/${name.replace(/\.ts$|(?<=\.ini)$/, '.md').replace('README', 'index')}`,
    ]),
    ['docs/README.md', 'contents.md'],
    ['README.md', 'readme.md'],
  ]);
}

/** The page with its links to files replaced by links to pages of the site. */
export function withSiteLinks(text, file) {
  const targets = pages();
  return text.replace(LINK, (_link, open, target, hash = '') => {
    const source = path.join(path.dirname(file), target);
    const page = targets.get(source);
    if (page) return `${open}/${page}${hash})`;
    if (/\.(png|svg)$/.test(target)) return `${open}/${path.relative('docs', source)})`;
    throw new Error(`${file} links to ${target}, which has no page`);
  });
}
