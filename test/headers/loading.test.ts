import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

describe('loading an entry', () => {
  it('wheatpaste skips the fields without a property, and Structured Fields with them', () => {
    const loaded = loadedBy('src/index.ts');
    expect(loaded).toContain('src/headers/cache-control.ts');
    expect(loaded).not.toContain('structured-headers');
    for (const file of ['cors', 'link', 'prefer', 'server-timing', 'via']) {
      expect(existsSync(`src/headers/${file}.ts`)).toBe(true);
      expect(loaded).not.toContain(`src/headers/${file}.ts`);
    }
  });

  it('wheatpaste/headers requires no node module', () => {
    const loaded = loadedBy('src/headers.ts');
    expect(loaded).toContain('structured-headers');
    expect(loaded.filter((module) => module.startsWith('node:'))).toEqual([]);
  });
});

/** The modules that an entry imports, directly or indirectly. */
function loadedBy(entry: string, found = new Set<string>()): string[] {
  found.add(entry);
  const statements = readFileSync(entry, 'utf8').matchAll(
    /^(?:import|export) (?!type )[^;]*?from '([^']+)'/gm,
  );
  for (const [, specifier = ''] of statements) {
    const module = specifier.startsWith('.')
      ? path.posix.join(path.posix.dirname(entry), specifier)
      : specifier;
    if (module === specifier) found.add(module);
    else if (!found.has(module)) loadedBy(module, found);
  }
  return [...found];
}
