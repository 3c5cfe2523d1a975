import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Authority, startAuthority } from '../../../domain/authority/authority.ts';
import { toBase64url } from '../../../domain/bytes.ts';
import { type DriveLife, evolve } from '../../../domain/custody/life.ts';
import { sealEvent } from '../../../domain/ledger/entry.ts';
import { nothingSeen } from '../../../domain/ledger/event.ts';
import { hashText } from '../../../domain/ledger/hash.ts';
import { emptyRoot } from '../../../domain/ledger/tree.ts';
import { defaultPolicy, learnPolicy, policyPieces } from '../../../domain/policy/policies.ts';
import { type PlaceRule, type Policy, policyRefOf } from '../../../domain/policy/policy.ts';
import { generateSigner } from '../../../keys/ed25519.ts';
import { gateOver } from '../../../station/custody/contest.ts';
import { wayWithin, withPlaces } from '../../../station/custody/places.ts';
import { bodies } from '../../domain/conflicts/telling.ts';
import { boss, lived, step, untilCertified } from '../../domain/custody/story.ts';
import { type Bench, claim, driveOf, openBench, setUp, temporaryFolder } from '../record/bench-kit.ts';

const folder = temporaryFolder();
const benches: Bench[] = [];
afterAll(() => {
  for (const { store } of benches) store.close();
  folder.remove();
});

const ownSite = 'Site 3';
const [near, far] = [`tc_${'7'.repeat(32)}`, `tc_${'9'.repeat(32)}`];

const campus: PlaceRule = {
  id: 'campus',
  within: [ownSite, 'Site 4'],
  media: ['ata_hdd', 'nvme_ssd'],
  data_class: ['public', 'internal', 'confidential', 'restricted'],
  least: 'purge',
  key_change_alone: false,
  origin: 'own',
};

function policyWith(id: string, places: readonly PlaceRule[]): Policy {
  const policy: Policy = { ...defaultPolicy, id, version: 1, places: [...places] };
  learnPolicy(policyRefOf(policy), policyPieces(policy) ?? []);
  return policy;
}

/** What the log says of two other stations, each with one person, at another site of the campus and far from it. */
function told(): Authority {
  const stations = new Map(
    [['st_near', 'Site 4'] as const, ['st_far', 'Site 9'] as const].map(([station, site]) => [
      station,
      { station, name: station, site, role: 'bench' as const, epochs: [], forks: [] },
    ]),
  );
  const keys = new Map(
    [['st_near', near] as const, ['st_far', far] as const].map(([station, person]) => [
      person,
      [{ use: 'person' as const, station, person, from: 1, publicKey: generateSigner().publicKey, keyid: person }],
    ]),
  );
  return { ...startAuthority().authority, stations, keys } as unknown as Authority; // the parts that places are read from
}

async function bench(places: readonly PlaceRule[] | 'unknown') {
  const late: { gate?: ReturnType<typeof gateOver> } = {};
  const n = benches.length;
  const made = openBench(join(folder.path, `p${n}.sqlite`), { gate: (life, proposed) => late.gate!(life, proposed) });
  benches.push(made);
  const authority = told();
  late.gate = gateOver({ store: made.store, authority: () => authority });
  const actor = await setUp(made);
  const ref =
    places === 'unknown' ? { id: 'nobody-has-it', version: 1, hash: 'A'.repeat(43) } : policyRefOf(policyWith(`house-${n}`, places));
  made.recorder.record([{ type: 'policy.adopted', body: ref, actor }]);
  made.recorder.record([claim(actor, 1)]);
  const here = `tc_${'8'.repeat(32)}`;
  made.recorder.record([
    { type: 'person.enrolled', actor, body: { person: here, roles: ['custodian'], key: toBase64url(generateSigner().publicKey) } },
  ]);
  const { subject } = driveOf(1);
  const offer = (to: string) => made.recorder.record([{ type: 'custody.offered', subject, actor, body: { from: actor, to } }]);
  return { made, actor, here, subject, offer };
}

/** An event of another station about a drive, as the log has it. */
function tell(made: Bench, station: string, { index, type, subject, actor, body, deps }: Told): string {
  const entry = sealEvent({
    event: {
      v: 1,
      reg: made.store.facts.chain()!.identity.reg,
      station,
      epoch: 1,
      seq: index,
      prev: hashText(emptyRoot),
      type,
      subject,
      deps: [...deps],
      time: { wall: '2026-11-22T12:00:00.000Z', hlc: '0'.repeat(16), boot: 'boot-9', mono: 1, src: 'none', off: 0, age: 0 },
      seen: nothingSeen,
      actor,
      body: body as never,
    },
    signers: [generateSigner()],
  });
  made.store.pull.take({ entries: [{ index, entry, authority: false }] });
  return entry.hash;
}

interface Told {
  readonly index: number;
  readonly type: string;
  readonly subject: string;
  readonly actor: string;
  readonly body: object;
  readonly deps: readonly string[];
}

describe('an offer', () => {
  test('to somebody of another place is refused while nothing is proven of the drive; within the place it is free', async () => {
    const { made, here, subject, offer } = await bench([campus]);
    expect(() => offer(far)).toThrow(/custody.offered is refused: stays_here \(campus\)/);
    expect(made.store.drives.life(subject)?.offer).toBeUndefined();
    offer(here);
    expect(made.store.drives.life(subject)?.offer).toMatchObject({ to: here });
  });

  test('goes to another site of the same place, and anywhere where no rule speaks of it', async () => {
    const first = await bench([campus]);
    first.offer(near);
    expect(first.made.store.drives.life(first.subject)?.offer).toMatchObject({ to: near });
    const second = await bench([{ ...campus, within: ['Site 7'] }]);
    second.offer(far);
    expect(second.made.store.drives.life(second.subject)?.offer).toMatchObject({ to: far });
  });

  test('stays within the site while nobody knows what the policy asks', async () => {
    const { here, offer } = await bench('unknown');
    expect(() => offer(far)).toThrow(/stays_here \(policy_unknown\)/);
    offer(here);
  });
});

test('who signs at the door of another place is refused, whatever the other station let through', async () => {
  const door = async (rule: PlaceRule) => {
    const { made, actor } = await bench([rule]);
    const { subject } = driveOf(2);
    const claimed = tell(made, 'st_far', {
      index: 3,
      type: 'custody.claimed',
      subject,
      actor: far,
      body: bodies.claimed(far, 'Shelf 9'),
      deps: [],
    });
    tell(made, 'st_far', { index: 4, type: 'custody.offered', subject, actor: far, body: { from: far, to: actor }, deps: [claimed] });
    expect(made.store.drives.life(subject)?.offer).toMatchObject({ to: actor });
    return () => made.recorder.record([{ type: 'custody.received', subject, actor, body: { from: far, holder: actor } }]);
  };
  expect(await door({ ...campus, within: ['Site 9'] })).toThrow(/custody.received is refused: stays_here \(campus\)/);
  expect(await door({ ...campus, within: ['Site 9', ownSite] })).not.toThrow();
});

test('a release leaves every place: purged it may, and not where more is asked', async () => {
  const life: DriveLife = lived(evolve, untilCertified);
  const { actor: _, ...release } = step.release('A'.repeat(43));
  const asked = async (rule: PlaceRule, drive: DriveLife) => {
    const { made } = await bench([rule]);
    return withPlaces({ store: made.store }, () => ({ kind: 'legal' }))(drive, { ...release, actor: boss, actorRoles: ['supervisor'] });
  };
  expect(await asked(campus, life)).toEqual({ kind: 'legal' });
  expect(await asked({ ...campus, least: 'destroy' }, life)).toEqual({ kind: 'refused', why: 'stays_here', detail: 'campus' });
  expect(await asked(campus, { ...life, jobs: [] })).toEqual({ kind: 'refused', why: 'stays_here', detail: 'campus' });

  // The window says so before anybody tries.
  const { made } = await bench([{ ...campus, least: 'destroy' }]);
  const shut = { open: false, why: 'stays_here', detail: 'campus' };
  expect(wayWithin(made, life, { way: 'maker', open: true })).toEqual({ way: 'maker', ...shut });
  expect(wayWithin(made, life, { way: 'destroy', open: true })).toEqual({ way: 'destroy', open: true });
  expect(wayWithin(made, life, { way: 'reuse', open: false, why: 'no_proof' })).toMatchObject({ why: 'no_proof' });
});
