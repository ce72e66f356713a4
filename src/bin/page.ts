/**
 * Lines of text about a configuration, each followed by its position.
 *
 * @module
 */
import path from 'node:path';
import type { DeployPlace } from '../deploy/deploy-error.ts';
import type { Settings } from '../deploy/settings.ts';
import type { CommandHost } from './host.ts';

/** A text that grows line by line. Headings are bold on a terminal. */
export class Page {
  readonly #cwd: string;
  readonly #isColoured: boolean;
  #text = '';

  constructor({ stdout, env, cwd }: CommandHost) {
    this.#cwd = cwd;
    this.#isColoured = stdout.isTTY === true && !env.NO_COLOR;
  }

  get text(): string {
    return this.#text;
  }

  line(depth: number, text: string): void {
    const indent = '  '.repeat(depth);
    this.#text += `${indent}${text.replaceAll('\n', `\n${indent}    `)}\n`;
  }

  heading(depth: number, text: string, place: DeployPlace): void {
    const bold = this.#isColoured ? `\x1b[1m${text}\x1b[22m` : text;
    const section = place.section === undefined ? [] : [`[${place.section}]`];
    this.line(depth, [bold, ...section, ...this.#placesOf(place)].join('  '));
  }

  /** Writes names and values, with their positions. */
  settings(depth: number, settings: Settings): void {
    for (const [name, { value, place }] of settings) {
      const [where = 'command line'] = this.#placesOf(place);
      this.line(depth, `${name} = ${value}  (${where})`);
    }
  }

  #placesOf({ file, line }: DeployPlace): string[] {
    if (file === undefined) return [];
    const shown = path.relative(this.#cwd, file);
    return [line === undefined ? shown : `${shown}:${line}`];
  }
}
