import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { BenchView } from '../../contract/views.ts';
import { mustBeDone } from '../../host/demo/window.ts';
import { machineClock } from '../../host/machine/clock.ts';
import { openRegistry, type OpenRegistry } from '../../registry/open.ts';
import { type Hall, hallFor, labelOf, virtualDrive, whyNot } from '../kit/station.ts';
import { type Browser, cheap, firstAdmin } from '../registry/console-kit.ts';

/* What a registry elsewhere knows, as it reaches a bench: real stations, real HTTP, people decided about in the console. */

const limitMs = 40_000;

interface Elsewhere {
  registry: OpenRegistry;
  readonly admin: Browser;
  join(name: string, site: string, options?: Parameters<typeof hallFor>[0]): Promise<Hall>;
}

async function elsewhere(): Promise<Elsewhere> {
  const dir = mkdtempSync(join(tmpdir(), 'custos-known-'));
  const clock = { nowMs: machineClock.wallMs, monoMs: machineClock.monoMs, boot: machineClock.bootId };
  const registry = await openRegistry({ dataDir: dir, name: 'custos.invalid/known', clock, port: 0, console: { passwordCost: cheap } });
  onTestFinished(async () => {
    await registry.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const admin = await firstAdmin(registry);
  const join1: Elsewhere['join'] = async (name, site, options = {}) =>
    hallFor({ ...options, registry: { url: registry.url, code: await registry.enrolmentCode(), name, site } });
  return { registry, admin, join: join1 };
}

const rolesOf = async (hall: Hall, id: string) => (await hall.client.people.list()).find((person) => person.id === id);
const askedIs =
  (state: NonNullable<BenchView['asked']>['state']) =>
  ({ asked }: BenchView) =>
    asked?.state === state || undefined;

test(
  'a role that the console gave counts at the bench while the registry is away, until its time is over or it is taken',
  { timeout: 180_000 },
  async () => {
    const { registry, admin, join: enter } = await elsewhere();
    const hall = await enter('Bench A', 'Oslo');
    const person = await hall.idOf('technician');
    const enrol = () =>
      hall.client.people.enrol({ name: 'Helper', badge: `CU-B-HELPER-${machineClock.monoMs()}`, pin: '314159', roles: ['witness'] });
    await hall.as('technician');
    expect(whyNot(await enrol())).toBe('role_missing');

    // The console knows people of benches once their facts are in the log.
    await expect
      .poll(async () => (await admin.ask('people.enrolled')).rows.map((row) => row.person), { timeout: limitMs })
      .toContain(person);
    const give = (role: 'supervisor' | 'validator', untilMs: number) =>
      admin.ask('people.grant', { params: { person }, body: { role, sites: ['Oslo'], tenants: ['*'], until_ms: untilMs } });
    await give('supervisor', machineClock.wallMs() + 86_400_000);
    await expect
      .poll(async () => (await rolesOf(hall, person))?.roles.toSorted(), { timeout: limitMs })
      .toEqual(['supervisor', 'technician']);
    await give('validator', machineClock.wallMs() + 2_000);
    await expect
      .poll(async () => (await rolesOf(hall, person))?.by_log?.find(({ role }) => role === 'validator')?.counts, { timeout: limitMs })
      .toBe('over');

    await registry.close();
    await hall.restart();
    await hall.as('technician');
    expect(whyNot(await enrol())).toBe('done');
    const { session } = await hall.bench('who is here', (view) => (view.session === undefined ? undefined : view));
    expect(session?.person.roles.toSorted()).toEqual(['supervisor', 'technician']);
    expect(session?.person.by_log?.map(({ role, counts }) => `${role} ${counts}`).toSorted()).toEqual(['supervisor now', 'validator over']);
  },
);

test('somebody whom the console ends leaves the bench with the next pull, and comes in no more', { timeout: 180_000 }, async () => {
  const { admin, join: enter } = await elsewhere();
  const hall = await enter('Bench A', 'Oslo');
  const person = await hall.idOf('technician');
  await hall.as('technician');
  await expect.poll(async () => (await admin.ask('people.enrolled')).rows.map((row) => row.person), { timeout: limitMs }).toContain(person);
  await admin.ask('people.end', { params: { person }, body: { reason: 'Left the house.' } });
  await hall.bench('nobody signed in', ({ session }) => session === undefined || undefined, limitMs);
  const { badge, pin } = hall.cast.technician;
  expect(whyNot(await hall.client.session.signIn({ badge, pin }))).toBe('badge_unknown');
  expect(await rolesOf(hall, person)).toMatchObject({ active: false, ended_by_log: true });
  expect((await admin.ask('people.enrolled')).rows.find((row) => row.person === person)?.active).toBe(false);
  // What was signed before stays good, and others go on.
  await hall.as('supervisor');
  expect(hall.assembled.store.shelf.newest(50).map(({ fact }) => fact.type)).toContain('session.closed');
  await hall.bench('in step', ({ sync }) => sync.state === 'in_step' || undefined, limitMs);
});

test('a scan of another site’s drive brings its story, and says so when nobody answers', { timeout: 180_000 }, async () => {
  const drive = virtualDrive('sata_ssd');
  const { registry, join: enter } = await elsewhere();
  const [a, b] = [await enter('Bench A', 'Oslo', { drives: [drive] }), await enter('Bench B', 'Rome')];
  await a.as('technician');
  const subject = await a.claim(labelOf(drive));
  await a.drive(subject, ({ life }) => life.every(({ log_index: index }) => index !== undefined), limitMs);
  // Nothing is told that no checkpoint covers.
  const { integrator, projector, store } = registry.ledger;
  await integrator.settle();
  await projector.settled((await store.logSize()) - 1);
  expect(b.assembled.store.drives.life(subject)).toBeUndefined();

  await b.as('technician');
  const scan = async (label: readonly string[]): Promise<void> => {
    for (const text of label) await b.client.bench.scan({ text, source: 'wedge' });
  };
  await scan(labelOf(drive));
  await b.bench('the whole story', askedIs('here'), limitMs);
  expect((await b.drive(subject)).life.map(({ type }) => type)).toContain('custody.claimed');
  expect(whyNot(await b.client.custody.claim({ reason: 'failed', data_class: 'unknown', destination: 'maker', place: 'Bench B' }))).toBe(
    'already_in_custody',
  );

  mustBeDone(await b.client.bench.clearScan(), 'clearing the desk');
  await scan(labelOf(virtualDrive('sata_hdd')));
  await b.bench('a drive nobody took in', askedIs('none'), limitMs);
  mustBeDone(await b.client.bench.clearScan(), 'clearing the desk');
  await registry.close();
  await scan(labelOf(virtualDrive('sas_hdd')));
  await b.bench('no answer', askedIs('away'), limitMs);
});
