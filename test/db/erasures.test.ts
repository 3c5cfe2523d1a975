import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { checkTold } from '../../db/fsck/told.ts';
import type { Json } from '../../domain/ledger/canonical.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { sealEvent } from '../../domain/ledger/entry.ts';
import { nothingSeen } from '../../domain/ledger/event.ts';
import { hashText } from '../../domain/ledger/hash.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import { emptyRoot } from '../../domain/ledger/tree.ts';
import { generateSigner } from '../../keys/ed25519.ts';
import { ownersOf } from '../../station/custody/tenants.ts';
import { toldWith } from '../../station/pull/told.ts';
import { ana, openBench, setUp, temporaryFolder } from '../station/record/bench-kit.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

/** What the registry's log says about a value that was erased. */
function erasure(reg: string, event: string, fields: readonly string[]) {
  return foreign(reg, { station: 'registry', type: 'erasure.done', body: { event, fields: [...fields], ground: 'request_of_the_person' } });
}

/** An entry that this station did not write. */
function foreign(
  reg: string,
  {
    body,
    ...about
  }: { station: string; type: string; body: Readonly<Record<string, Json>>; subject?: string; sealed?: Record<string, string> },
) {
  return sealEvent({
    event: {
      v: 1,
      reg,
      epoch: 1,
      seq: 1,
      prev: hashText(emptyRoot),
      deps: [],
      time: { wall: '2026-11-22T12:00:00.000Z', hlc: '0'.repeat(16), boot: 'boot-9', mono: 1, src: 'none', off: 0, age: 0 },
      seen: nothingSeen,
      body,
      ...about,
    },
    signers: [generateSigner()],
  });
}

test('a value that the log says is erased goes from the event, from what told it again, and from the list of people', async () => {
  const bench = openBench(join(folder.path, 'erasures.sqlite'));
  const { store } = bench;
  const person = await setUp(bench);
  const [enrolled] = store.shelf.ofType('person.enrolled', 0, Number.MAX_SAFE_INTEGER);
  if (enrolled === undefined) throw new Error('nobody was enrolled');
  const { hash, epoch, seq } = enrolled.fact;
  const [told] = bench.recorder.record([{ type: 'event.recovered', body: { event: hash, epoch, seq }, carried: enrolled.opened }]);
  const again = told?.hash ?? '';
  const fieldsOf = (event: string) => store.shelf.byHash(event)?.opened.map(({ field }) => field);
  expect(fieldsOf(again)).toEqual(['badge', 'name']);
  expect(store.people.byId(person)?.name).toBe(ana.name);

  // The log names the second telling: the first one loses the value as well.
  const { reg } = store.facts.chain()?.identity ?? { reg: '' };
  store.pull.take({ entries: [{ index: 7, entry: erasure(reg, again, ['name']), authority: true }] });
  expect([fieldsOf(hash), fieldsOf(again)]).toEqual([['badge'], ['badge']]);
  expect(store.people.byId(person)?.name).toBe('');
  store.rebuild();
  expect(store.people.byId(person)).toMatchObject({ name: '', active: true });
  store.close();
});

test('the owner of a drive that others took in is kept as it was told, held to its commitment, and goes when the log says so', () => {
  const { store } = openBench(join(folder.path, 'told.sqlite'));
  const subject = `d1_${'a'.repeat(32)}`;
  const salt = new Uint8Array(32).fill(5);
  const entry = foreign('custos.invalid/told', {
    station: `st_${'b'.repeat(32)}`,
    type: 'drive.owned',
    subject,
    body: {},
    sealed: { owner: commitment('owner', salt, 'Acme') },
  });
  const opened = (value: string) => ({ owner: { salt: toBase64url(salt), value }, note: { salt: toBase64url(salt), value } });
  expect(toldWith(entry, opened('Bolt'))).toEqual([]);
  expect(toldWith(entry, undefined)).toEqual([]);
  const told = toldWith(entry, opened('Acme'));
  expect(told).toEqual([{ field: 'owner', salt, value: 'Acme' }]);
  store.pull.take({ entries: [{ index: 3, entry, authority: false, told }] });
  expect(ownersOf({ store }, subject)).toEqual(['Acme']);
  store.pull.take({ entries: [{ index: 4, entry: erasure('custos.invalid/told', entry.hash, ['owner']), authority: true }] });
  expect(ownersOf({ store }, subject)).toEqual([]);
  store.pull.take({ entries: [{ index: 5, entry, authority: false, told }] });
  store.close();

  // fsck holds what was told to the entry: another owner would free a drive from a hold.
  const db = new Database(join(folder.path, 'told.sqlite'));
  const found: string[] = [];
  const check = (): void => checkTold(db, (_check, where) => found.push(where));
  check();
  expect(found).toEqual([]);
  db.prepare('UPDATE told SET value = \'"Bolt"\'').run();
  check();
  expect(found).toEqual([`told ${entry.hash} owner`]);
  db.close();
});
