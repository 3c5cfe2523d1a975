import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { RegistryRefused } from './refused.ts';

/** One step of a store's schema: SQL in a plain file, never changed once released, and never taken back. */
export interface Migration {
  readonly id: number;
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the SQL, hex. */
  readonly hash: string;
}

/** The steps in a folder, in order. */
export function readMigrations(folder: URL): readonly Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  return names.map((name) => {
    const sql = readFileSync(new URL(name, folder), 'utf8');
    return { id: Number(name.slice(0, 4)), name, sql, hash: createHash('sha256').update(sql).digest('hex') };
  });
}

/**
 * The steps that are still to be taken. Throws `RegistryRefused` when the store has one that this version does not
 * know, or another text of one that it does.
 *
 * @param where the store in words, for the refusal
 */
export function stepsLeft(
  known: readonly Migration[],
  done: readonly Pick<Migration, 'id' | 'name' | 'hash'>[],
  where: string,
): readonly Migration[] {
  for (const { id, name, hash } of done) {
    const own = known.find((each) => each.id === id);
    if (own === undefined)
      throw new RegistryRefused(
        'from_the_future',
        `${where} was written by a newer version (it has step ${name}). Start that version; nothing was changed.`,
      );
    if (own.hash !== hash)
      throw new RegistryRefused('changed_migration', `Step ${name} of ${where} is not the one that this version has. Nothing was changed.`);
  }
  // Steps are numbered by where they belong, and one may be added before others that a store has taken already.
  return known.filter(({ id }) => !done.some((each) => each.id === id));
}

/** Throws `RegistryRefused` unless the store has exactly the steps that this version knows: for readers, who change nothing. */
export function refuseOtherSteps(known: readonly Migration[], done: Parameters<typeof stepsLeft>[1], where: string): void {
  const [next] = stepsLeft(known, done, where);
  if (next !== undefined)
    throw new RegistryRefused(
      'from_the_past',
      `${where} was written by an older version (it has no step ${next.name}). Nothing was changed. Use that version, or start and stop the registry of this one first, which brings the data up to date.`,
    );
}
