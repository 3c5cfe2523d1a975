import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { toBase64url } from '../../../domain/bytes.ts';
import { openEntry, sealEvent } from '../../../domain/ledger/entry.ts';
import { type Event, nothingSeen } from '../../../domain/ledger/event.ts';
import { hashText } from '../../../domain/ledger/hash.ts';
import { emptyRoot } from '../../../domain/ledger/tree.ts';
import { generateSigner } from '../../../keys/ed25519.ts';
import * as custody from '../../../station/custody/commands.ts';
import { contestAt, gateOver } from '../../../station/custody/contest.ts';
import { contestPart, wayUnder } from '../../../station/views/contest-part.ts';
import { waysOut } from '../../../domain/custody/ways-out.ts';
import { bodies } from '../../domain/conflicts/telling.ts';
import { type Bench, claim, driveOf, openBench, setUp, temporaryFolder } from '../record/bench-kit.ts';

const folder = temporaryFolder();
const benches: Bench[] = [];
afterAll(() => {
  for (const { store } of benches) store.close();
  folder.remove();
});

const stranger = `tc_${'9'.repeat(32)}`;
const { subject } = driveOf(1);

/** What a bench elsewhere wrote about the same drive, as the log has it. */
function claimElsewhere(made: Bench, station: string, index: number): void {
  const { reg } = made.store.facts.chain()!.identity;
  const event: Event = {
    v: 1,
    reg,
    station,
    epoch: 1,
    seq: 1,
    prev: hashText(emptyRoot),
    type: 'custody.claimed',
    subject,
    deps: [],
    time: { wall: '2026-11-22T12:00:00.000Z', hlc: '0'.repeat(16), boot: 'boot-9', mono: 1, src: 'none', off: 0, age: 0 },
    seen: nothingSeen,
    actor: stranger,
    body: bodies.claimed(stranger, 'Shelf 9'),
  };
  const entry = sealEvent({ event, signers: [generateSigner()] });
  made.store.pull.take({ entries: [{ index, entry, authority: false }] });
}

/** A bench with a drive of its own, a second person to witness, and somebody to look on. */
async function bench() {
  const late: { gate?: ReturnType<typeof gateOver> } = {};
  const made = openBench(join(folder.path, `c${benches.length}.sqlite`), { gate: (life, proposed) => late.gate!(life, proposed) });
  benches.push(made);
  late.gate = gateOver({ store: made.store });
  const actor = await setUp(made);
  const witness = `tc_${'8'.repeat(32)}`;
  const signer = generateSigner();
  made.recorder.record([
    { type: 'person.enrolled', actor, body: { person: witness, roles: ['witness'], key: toBase64url(generateSigner().publicKey) } },
  ]);
  made.sessions.open({ person: witness, signer, untilMs: made.clock.wall + 3_600_000 });
  const [own] = made.recorder.record([claim(actor, 1)]);
  const opened = openEntry(made.store.shelf.byHash(own!.hash)!.entry);
  if (opened.kind === 'refused') throw new Error(opened.code);
  made.store.pull.take({ entries: [{ index: 4, entry: opened.entry, authority: false }] });
  const row = (id: string) => made.store.people.byId(id)!;
  // The parts that these commands use.
  const parts = { store: made.store, recorder: made.recorder, clock: made.clock } as unknown as Parameters<typeof custody.override>[0];
  return { made, parts, actor, witness, hands: { actor: row(actor), witness: row(witness) } };
}

const destruction = (actor: string, witness: string) => ({
  type: 'drive.destroyed' as const,
  subject,
  actor,
  witness,
  body: { technique: 'shred' },
});

test('a claim from elsewhere locks what cannot be taken back, at the window and past it; a move stays free', async () => {
  const { made, parts, actor, witness, hands } = await bench();
  expect(contestAt(parts, subject)).toMatchObject({ open: [], standing: { kind: 'held', holder: actor } });
  claimElsewhere(made, 'st_elsewhere', 5);
  expect(contestAt(parts, subject).open).toMatchObject([{ class: 'double_claim' }]);
  expect(() => made.recorder.record([destruction(actor, witness)])).toThrow(/drive.destroyed is refused: disputed \(double_claim\)/);
  expect(custody.moveTo(parts, hands, { subject, place: 'Shelf 2' })).toMatchObject({ kind: 'done' });

  // The window has both stories side by side, and every way out shut.
  const life = made.store.drives.life(subject)!;
  const names = (person: string): string => (person === actor ? 'Ana' : person);
  const { dispute } = contestPart(life, contestAt(parts, subject), names);
  expect(dispute).toMatchObject({ locked: true, conflicts: [{ class: 'double_claim', waiting: false }] });
  expect(dispute?.branches).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ state: 'held', holder: 'Ana', by: 'Ana' }),
      expect.objectContaining({ state: 'held', holder: stranger, station: 'st_elsewhere', place: 'Shelf 9' }),
    ]),
  );
  const ways = waysOut(life).map((way) => wayUnder(contestAt(parts, subject), life, way));
  expect(ways.find(({ way }) => way === 'destroy')).toEqual({ way: 'destroy', open: false, why: 'disputed' });
});

test('two people let one act through; one more conflict shuts it again', async () => {
  const { made, parts, actor, witness, hands } = await bench();
  expect(custody.override(parts, hands, { subject, act: 'destroy', note: 'n' })).toMatchObject({ kind: 'refused', why: 'illegal_move' });
  claimElsewhere(made, 'st_elsewhere', 5);
  expect(custody.override(parts, { actor: hands.actor }, { subject, act: 'destroy', note: 'n' })).toMatchObject({ why: 'witness_missing' });
  expect(custody.override(parts, hands, { subject, act: 'release', note: 'n' })).toMatchObject({ kind: 'done' });
  expect(() => made.recorder.record([destruction(actor, witness)])).toThrow(/disputed/);
  expect(custody.override(parts, hands, { subject, act: 'destroy', note: 'it stands in the shredder' })).toMatchObject({ kind: 'done' });
  claimElsewhere(made, 'st_third', 6);
  expect(() => made.recorder.record([destruction(actor, witness)])).toThrow(/disputed/);
  expect(custody.override(parts, hands, { subject, act: 'destroy', note: 'all three are here' })).toMatchObject({ kind: 'done' });
  made.recorder.record([destruction(actor, witness)]);
  expect(made.store.drives.life(subject)).toMatchObject({ destroyed: { technique: 'shred' } });
});

test('a supervisor resolves it here: the drive is free again, for the holder who was named', async () => {
  const { made, parts, actor, witness, hands } = await bench();
  claimElsewhere(made, 'st_elsewhere', 5);
  const [conflict] = contestAt(parts, subject).open;
  const asked = { subject, conflict: conflict!.id, holder: actor, reason: 'seen_in_person' } as const;
  expect(custody.resolve(parts, { actor: hands.witness }, asked)).toMatchObject({ kind: 'refused', why: 'role_missing' });
  expect(custody.resolve(parts, hands, { ...asked, conflict: 'A'.repeat(22) })).toMatchObject({ kind: 'refused', why: 'illegal_move' });
  expect(custody.resolve(parts, { actor: hands.actor }, asked)).toMatchObject({ kind: 'done' });
  expect(contestAt(parts, subject)).toMatchObject({ open: [], closed: [{ id: conflict!.id }], standing: { kind: 'held', holder: actor } });
  made.recorder.record([destruction(actor, witness)]);
  expect(contestAt(parts, subject)).toMatchObject({ open: [], standing: { kind: 'ended', how: 'destroyed' } });
});
