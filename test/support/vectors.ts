import { readFileSync } from 'node:fs';

/** The cases of a vector file; its name is its path under test/vectors/ without `.json`. */
export function vectors<Case>(name: string): Case[] {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8')).cases;
}
