import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { TlsFiles } from '../../registry/http/server.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import type { SettingValues } from './settings.ts';

/**
 * Certificate and key as the settings name them; undefined without any.
 *
 * @throws CannotStart when they cannot be read or do not belong together
 */
export function readTls({ tls_cert: cert, tls_key: key }: Pick<SettingValues, 'tls_cert' | 'tls_key'>): TlsFiles | undefined {
  if (cert === undefined || key === undefined) return undefined;
  try {
    const files = { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
    createSecureContext(files);
    return files;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CannotStart(`${cert} and ${key} cannot be used for TLS: ${why}. What runs goes on as it is.`, { cause });
  }
}
