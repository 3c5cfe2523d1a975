import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Json } from '../../domain/ledger/canonical.ts';
import { sealEvent } from '../../domain/ledger/entry.ts';
import { nothingSeen } from '../../domain/ledger/event.ts';
import { hashText } from '../../domain/ledger/hash.ts';
import { emptyRoot } from '../../domain/ledger/tree.ts';
import { generateSigner } from '../../keys/ed25519.ts';
import { ana, openBench, setUp, temporaryFolder } from '../station/record/bench-kit.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

/** What the registry's log says about a value that was erased. */
function erasure(reg: string, event: string, fields: readonly string[]) {
  const body: Readonly<Record<string, Json>> = { event, fields: [...fields], ground: 'request_of_the_person' };
  return sealEvent({
    event: {
      v: 1,
      reg,
      station: 'registry',
      epoch: 1,
      seq: 1,
      prev: hashText(emptyRoot),
      type: 'erasure.done',
      deps: [],
      time: { wall: '2026-11-22T12:00:00.000Z', hlc: '0'.repeat(16), boot: 'boot-9', mono: 1, src: 'none', off: 0, age: 0 },
      seen: nothingSeen,
      body,
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
