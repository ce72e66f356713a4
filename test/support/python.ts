import { spawnSync } from 'node:child_process';
import type { TestContext } from 'vitest';
import { findProgram } from './programs.ts';

/** A module of Python as the system has it: Debian's packages are seen by its own Python alone. */
export interface Python {
  /** Runs a program that reads JSON as `given` and prints JSON. */
  run(program: string, given: unknown): unknown;
}

/** Finds it, or else the test is passed over, and says so; with `CI=true` it fails. */
export function needPython(context: TestContext, module: string): Python {
  const candidates = ['/usr/bin/python3', findProgram('python3') ?? ''];
  const python = candidates.find((file) => spawnSync(file, ['-c', `import ${module}`]).status === 0);
  if (python === undefined) {
    const why = `there is no Python with ${module} here`;
    if (process.env.CI === 'true') throw new Error(why);
    return context.skip(why);
  }
  return {
    run(program, given) {
      const script = `import json, sys\ngiven = json.load(sys.stdin)\n${program}`;
      const { status, stdout, stderr } = spawnSync(python, ['-c', script], { input: JSON.stringify(given) });
      if (status !== 0) throw new Error(String(stderr));
      return JSON.parse(String(stdout));
    },
  };
}
