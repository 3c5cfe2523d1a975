import { join } from 'node:path';

/**
 * The plain Node that runs the drive helper. A packaged Custos carries one beside its own files, because Electron's
 * binary is fused not to act as one; in development it is the Node that `npm start` runs on.
 *
 * @param resources Electron's `process.resourcesPath`
 */
export function helperNode(packaged: boolean, resources: string): string {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  if (packaged) return join(resources, 'node', name);
  return process.env['CUSTOS_NODE'] ?? name;
}
