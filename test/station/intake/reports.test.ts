import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openEntry } from '../../../domain/ledger/entry.ts';
import { judgeMove } from '../../../domain/custody/moves.ts';
import { foreignTool, reportResult, reportTrust } from '../../../domain/facts/expected.ts';
import { type ForeignReport, keepReport } from '../../../station/intake/reports.ts';
import { type Bench, claim, driveOf, lifeOf, openBench, setUp, temporaryFolder } from '../record/bench-kit.ts';

const folder = temporaryFolder();
const open: Bench[] = [];
afterAll(() => {
  for (const bench of open) bench.store.close();
  folder.remove();
});

async function room() {
  const bench = openBench(join(folder.path, `r${open.length}.sqlite`));
  open.push(bench);
  const person = await setUp(bench);
  const actor = bench.store.people.byId(person);
  if (actor === undefined) throw new Error('nobody was enrolled');
  bench.recorder.record([claim(person, 1)]);
  return { bench, actor };
}

const sha256 = 'A'.repeat(43);
const report: ForeignReport = {
  tool: 'nwipe',
  serial: driveOf(1).serial,
  result: 'erased',
  trust: 'file',
  sha256,
  size: 4711,
  media: 'text/plain',
};

test('whatever a report of another tool says and however it is trusted, the drive is where it was', async () => {
  const { bench, actor } = await room();
  const { subject } = driveOf(1);
  const before = lifeOf(bench, subject);
  const released = {
    type: 'custody.released',
    body: { way: 'vendor', certificate: `cert_${'a'.repeat(20)}`, proof: sha256 },
    actor: actor.id,
    actorRoles: actor.roles,
  } as const;
  const refusal = judgeMove(before, released);
  expect(refusal.kind).toBe('refused');
  let kept = 0;
  for (const tool of foreignTool.options)
    for (const result of reportResult.options)
      for (const trust of reportTrust.options) {
        expect(keepReport(bench, { actor }, subject, { ...report, tool, result, trust }).kind).toBe('done');
        kept += 1;
        const after = lifeOf(bench, subject);
        expect({ ...after, facts: before.facts }).toEqual(before);
        expect(after.facts).toBe(before.facts + kept);
        expect(judgeMove(after, released)).toEqual(refusal);
      }
  bench.store.rebuild();
  expect({ ...lifeOf(bench, subject), facts: before.facts }).toEqual(before);
});

test('the original is bound by hash and size, and what was typed is sealed', async () => {
  const { bench, actor } = await room();
  const receipt = keepReport(bench, { actor }, driveOf(1).subject, { ...report, note: 'came with the pallet' });
  const stored = receipt.kind === 'done' ? bench.store.shelf.byHash(receipt.events[0] ?? '') : undefined;
  const opened = openEntry(stored?.entry ?? new Uint8Array());
  if (opened.kind === 'refused') throw new Error(opened.code);
  expect(opened.entry.event.att).toEqual([{ name: 'report', media: 'text/plain', sha256, size: 4711 }]);
  expect(Buffer.from(stored?.entry ?? []).toString('latin1')).not.toContain('pallet');
});

test('needs a drive with a record, and a person whose role it is', async () => {
  const { bench, actor } = await room();
  expect(keepReport(bench, { actor }, driveOf(2).subject, report)).toMatchObject({ kind: 'refused', why: 'drive_unknown' });
  expect(keepReport(bench, { actor: { ...actor, roles: ['technician'] } }, driveOf(1).subject, report)).toMatchObject({
    why: 'role_missing',
  });
});
