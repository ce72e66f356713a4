import { spawnSync } from 'node:child_process';
import type { TestContext } from 'vitest';
import { findProgram } from './programs.ts';

/** A Python module of the system: only the system's Python sees Debian's packages. */
export interface Python {
  /** Runs a program that reads JSON as `given` and prints JSON. */
  run(program: string, given: unknown): unknown;
}

/** Finds the module; a missing one skips the test visibly, or with `CI=true` fails it. */
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
