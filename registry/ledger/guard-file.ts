import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { hashPattern } from '../../domain/ledger/hash.ts';
import { replaceFile } from '../../keys/durable-file.ts';
import type { Guard } from '../ports.ts';

const guardRecord = z.strictObject({ log: z.string(), size: z.int().min(0), root: z.string().regex(hashPattern) });

/**
 * The guard as a small JSON file. Put it on another volume than the database, and out of its backups: only then
 * does it notice that the database was put back to an older state. A damaged file throws; it is never guessed at.
 */
export function openGuardFile(path: string): Guard {
  return {
    read() {
      if (!existsSync(path)) return undefined;
      const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
      return guardRecord.parse(value);
    },
    replace(record) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      replaceFile(path, `${JSON.stringify(record)}\n`, 0o600);
    },
  };
}
