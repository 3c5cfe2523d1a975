import { statSync } from 'node:fs';
import { resolve, sep } from 'node:path';

/**
 * Whether other users of this machine can read a file. One in the folder of systemd's credentials is closed by that
 * folder: the file's own mode then shows the mask of an access list, not who may read it.
 */
export function isOpenToOthers(path: string, env: Readonly<Record<string, string | undefined>> = process.env): boolean {
  if (process.platform === 'win32') return false;
  const credentials = env['CREDENTIALS_DIRECTORY'];
  if (credentials !== undefined && credentials !== '' && resolve(path).startsWith(resolve(credentials) + sep)) return false;
  return (statSync(path).mode & 0o077) !== 0;
}
