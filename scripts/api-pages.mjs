/**
 * Writes two pages from the comments in the source: docs/api.md, every export of every entry in a sentence, and
 * docs/options.md, every option with its type. With `--check` it writes nothing, and fails where a page is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { apiPage, optionsPage } from './site/api-pages.mjs';

const PAGES = { 'docs/api.md': apiPage, 'docs/options.md': optionsPage };

for (const [file, page] of Object.entries(PAGES)) {
  if (!process.argv.includes('--check')) writeFileSync(file, page());
  else if (readFileSync(file, 'utf8') !== page())
    throw new Error(`${file} is out of date: npm run api-pages`);
}
