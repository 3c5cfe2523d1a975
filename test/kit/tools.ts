import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Why a test that needs programs of the system cannot run here; undefined when they are all there. For
 * `ctx.skip(why !== undefined, why)`.
 */
export function missingTools(...programs: readonly string[]): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'];
  const missing = programs.filter((program) => !folders.some((folder) => existsSync(join(folder, program))));
  return missing.length === 0 ? undefined : `this machine has no ${missing.join(', no ')}`;
}
