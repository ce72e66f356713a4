/** Reads the index of the documentation, docs/README.md. */

/** The sections of the index, with the pages that their tables link to, in order. */
export function sectionsOf(markdown) {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      title: section.slice(0, section.indexOf('\n')),
      links: [...section.matchAll(/^\| \[([^\]]+)\]\(([^)]+)\)/gm)].map(([, text, target]) => ({
        text,
        target,
      })),
    }))
    .filter(({ links }) => links.length > 0);
}
