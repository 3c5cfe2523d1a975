import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Plugin } from 'vite';

/** `new URL('./a/path', import.meta.url)`, the way our sources name a program to start or a folder of SQL. */
const byUrl = /new URL\(\s*(['"])(\.[^'"]+)\1\s*,\s*import\.meta\.url\s*\)/g;

/**
 * A bundle moves files, so paths beside a source no longer lead anywhere. This carries what they name along: a program
 * (`.ts`) becomes a bundle entry of its own, a folder of SQL is copied. A program is started by a plain Node, which
 * cannot look into an asar archive: its path leads to the unpacked copy.
 *
 * @param root folder of the repository, with a slash at the end
 */
export function programUrls(root: string): Plugin {
  return {
    name: 'custos-program-urls',
    transform(code, id) {
      if (!id.startsWith(root) || id.includes('node_modules') || !code.includes('import.meta.url')) return null;
      let changed = false;
      const rewritten = code.replace(byUrl, (whole, _quote: string, path: string) => {
        const target = resolve(dirname(id), path);
        if (target.startsWith(join(root, 'dist'))) return whole;
        if (!existsSync(target)) throw new Error(`${relative(root, id)} names ${path}, which does not exist`);
        changed = true;
        if (target.endsWith('.ts'))
          return programUrl(
            nameOf(root, target),
            (name) => void this.emitFile({ type: 'chunk', id: target, name, fileName: `${name}.mjs` }),
          );
        const folder = nameOf(root, target);
        for (const file of readdirSync(target).filter((name) => name.endsWith('.sql'))) {
          this.emitFile({ type: 'asset', fileName: `${folder}/${basename(file)}`, source: readFileSync(join(target, file)) });
        }
        return `new URL('./${folder}/', import.meta.url)`;
      });
      return changed ? { code: rewritten, map: null } : null;
    },
  };
}

function programUrl(name: string, emit: (name: string) => void): string {
  emit(name);
  return `new URL(new URL('./${name}.mjs', import.meta.url).href.replace('/app.asar/', '/app.asar.unpacked/'))`;
}

/** `hardware/helper/main.ts` -> `hardware-helper-main`: one flat folder, no two alike. */
function nameOf(root: string, path: string): string {
  return relative(root, path).replace(/\.ts$/, '').replaceAll(/[/\\]/g, '-');
}
