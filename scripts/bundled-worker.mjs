/** Bundles programs into one file, for runtimes without node_modules. */
import { builtinModules } from 'node:module';
import { rolldown } from 'rolldown';
import { esmExternalRequirePlugin } from 'rolldown/plugins';

/**
 * Bundles a program in a folder, with everything that it ever loads except node's modules, into another
 * file in that folder.
 */
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
