/** Checks every link of the built site. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Throws unless each link of each page below a folder leads to an existing file and id. Returns the number
 * of pages.
 */
export function checkSite(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.html'));
  const pages = new Map(
    files.map((name) => [`/${name}`, partsOf(readFileSync(path.join(folder, name), 'utf8'))]),
  );
  const dead = [...pages].flatMap(([page, { links }]) =>
    links.filter((link) => !leadsSomewhere(link, page)).map((link) => `${page}: ${link}`),
  );
  if (dead.length > 0) throw new Error(`links that lead nowhere:\n${dead.join('\n')}`);
  return pages.size;

  function leadsSomewhere(link, page) {
    const { pathname, hash, origin } = new URL(link, `http://site${page}`);
    if (origin !== 'http://site') return true;
    const target = decodeURIComponent(pathname).replace(/\/$/, '/index.html');
    const found = pages.get(target) ?? pages.get(`${target}.html`);
    if (!found) return existsSync(path.join(folder, target));
    return hash === '' || found.ids.has(decodeURIComponent(hash.slice(1)));
  }
}

function partsOf(html) {
  return {
    links: [...html.matchAll(/<(?:a|img|link)\b[^>]*?\s(?:href|src)="([^"]+)"/g)].map(([, link]) =>
      link.replaceAll('&amp;', '&'),
    ),
    ids: new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id.replaceAll('&amp;', '&'))),
  };
}
