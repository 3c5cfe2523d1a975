import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { InstallGuard, InstallMark } from '../../contract/ports.ts';
import { toBase64url, utf8 } from '../../domain/bytes.ts';
import { hashPattern, hashText, namedHash } from '../../domain/ledger/hash.ts';
import { replaceFile } from '../../keys/durable-file.ts';
import { KeyFileRefused } from '../../keys/key-file.ts';
import { randomBytes } from '../../keys/random.ts';

const installFile = z.strictObject({ custos_install: z.literal(1), nonce: z.string().regex(hashPattern) });
const markFile = z.strictObject({
  custos_guard: z.literal(1),
  start: z.string().optional(),
  acked: z.strictObject({ epoch: z.int().min(1), seq: z.int().min(1), hash: z.string().regex(hashPattern) }).optional(),
});

/**
 * The guard beside the keys. `install.json` holds a random value and is never written again; its place on the disk
 * (file number) and this machine's own id, where it has one, count as well, so that a copied folder is another
 * installation. `guard.json` holds the last start and the last acknowledged head. Throws `KeyFileRefused`.
 */
export function openInstallGuard(folder: string, machineIdFile = '/etc/machine-id'): InstallGuard {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const installPath = join(folder, 'install.json');
  const guardPath = join(folder, 'guard.json');
  if (!existsSync(installPath))
    replaceFile(installPath, `${JSON.stringify({ custos_install: 1, nonce: toBase64url(randomBytes(32)) })}\n`, 0o600);
  const { nonce } = readWith(installFile, installPath);
  const place = String(statSync(installPath, { bigint: true }).ino);
  const machine = existsSync(machineIdFile) ? readFileSync(machineIdFile, 'utf8').trim() : '';
  return {
    id: hashText(namedHash('custos-install/v1', utf8([nonce, place, machine].join('\n')))),
    read(): InstallMark {
      if (!existsSync(guardPath)) return {};
      const { start, acked } = readWith(markFile, guardPath);
      return { start, acked };
    },
    write: ({ start, acked }) => replaceFile(guardPath, `${JSON.stringify({ custos_guard: 1, start, acked })}\n`, 0o600),
  };
}

function readWith<T>(schema: z.ZodType<T>, path: string): T {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    value = undefined;
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new KeyFileRefused(
    'malformed',
    `${path} is damaged. Nothing was started and no record is lost. Restore it from a backup, or move it away: the station then asks the registry's officer before it sends again.`,
  );
}
