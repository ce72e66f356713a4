/** Programs as one file, for a runtime that has no folder of packages. */
import { builtinModules } from 'node:module';
import { rolldown } from 'rolldown';
import { esmExternalRequirePlugin } from 'rolldown/plugins';

/** Bundles a program of a folder, all that it ever loads included but node's modules, into another file there. */
export async function bundleWorker(folder, program, file) {
  const bundle = await rolldown({
    cwd: folder,
    input: `./${program}`,
    platform: 'neutral',
    resolve: { mainFields: ['module', 'main'] },
    plugins: [esmExternalRequirePlugin({ external: [/^node:/, ...builtinModules] })],
  });
  await bundle.write({ file: `${folder}/${file}`, codeSplitting: false });
  await bundle.close();
}
