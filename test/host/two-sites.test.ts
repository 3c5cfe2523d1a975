import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkCertificate } from '../../certificate/check/check.ts';
import { utf8 } from '../../domain/bytes.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import type { DriveView } from '../../contract/views.ts';
import { mustBeDone } from '../../host/demo/window.ts';
import { machineClock } from '../../host/machine/clock.ts';
import { grantRole } from '../../registry/ledger/grants.ts';
import { openRegistry, type OpenRegistry } from '../../registry/open.ts';
import { contestAt } from '../../station/custody/contest.ts';
import { type Hall, hallFor, labelOf, virtualDrive, whyNot } from '../kit/station.ts';

/* Two stations of one registry, each as a host assembles it: real HTTP, real files, real drive helpers. */

const limitMs = 20_000;
const drive = virtualDrive('sata_ssd');

interface Sites {
  readonly open: () => Promise<OpenRegistry>;
  registry: OpenRegistry;
  readonly a: Hall;
  readonly b: Hall;
}

/** The same drive lies at both sites: what was carried there, or what somebody says is there. */
async function twoSites(): Promise<Sites> {
  const dir = mkdtempSync(join(tmpdir(), 'custos-sites-'));
  const clock = { nowMs: machineClock.wallMs, monoMs: machineClock.monoMs, boot: machineClock.bootId };
  const start = (port: number) => openRegistry({ dataDir: dir, name: 'custos.invalid/sites', clock, port });
  const registry = await start(0);
  const port = Number(new URL(registry.url).port);
  const join1 = async (name: string, site: string): Promise<Hall> =>
    hallFor({ drives: [drive], registry: { url: registry.url, code: await registry.enrolmentCode(), name, site } });
  const sites: Sites = { open: () => start(port), registry, a: await join1('Bench A', 'Oslo'), b: await join1('Bench B', 'Rome') };
  onTestFinished(async () => {
    await sites.registry.close();
    rmSync(dir, { recursive: true, force: true });
  });
  return sites;
}

/** Types of the drive's life and their places in the log, once everything is in the log. */
async function storyAt(hall: Hall, subject: string, is: (types: readonly string[]) => boolean): Promise<readonly string[]> {
  const view = await hall.drive(
    subject,
    ({ life }) => is(life.map(({ type }) => type)) && life.every(({ log_index: index }) => index !== undefined),
    limitMs,
  );
  return view.life.map(({ type, log_index: index }) => `${index} ${type}`);
}

const start = (hall: Hall, subject: string) => hall.client.erase.start({ subject, port: 'virtual/1' });
const inLog = (hall: Hall, subject: string): boolean =>
  hall.assembled.store.shelf.storyOf(subject).every(({ logIndex }) => logIndex !== undefined);
const inDispute = ({ dispute }: DriveView): boolean => dispute?.locked === true;

test(
  'a drive that one site offers is received, erased and certified at another, and both see the same story',
  { timeout: 180_000 },
  async () => {
    const { a, b } = await twoSites();
    await a.as('technician');
    const { subject } = await a.takeIn(0, { dataClass: 'internal' });
    const receiver = await b.idOf('technician');
    await expect.poll(async () => (await a.client.people.elsewhere()).map(({ id }) => id), { timeout: limitMs }).toContain(receiver);
    expect(await a.client.people.elsewhere()).toContainEqual({ id: receiver, station: 'Bench B', site: 'Rome' });
    mustBeDone(await a.client.custody.offer({ subject, to: receiver }), 'offering to somebody at another site');

    await b.as('technician');
    await expect.poll(() => b.assembled.store.drives.row(subject)?.state, { timeout: limitMs }).toBe('offered');
    mustBeDone(await b.client.custody.receive({ subject, place: 'Bench B' }), 'receiving');
    await b.client.bench.scan({ text: labelOf(drive)[0] ?? '', source: 'wedge' });
    await b.shelf.plug('virtual/1', drive.folder);
    await b.bay('virtual/1', 'a judged lock', (bay) => bay.lock?.verdict === 'open' && bay.subject === subject);
    mustBeDone(await b.client.erase.start({ subject, port: 'virtual/1' }), 'starting');
    await b.drive(subject, ({ state }) => state === 'verified', limitMs);
    await b.as('validator');
    mustBeDone(await b.client.erase.validate({ subject, accepted: true }), 'validating');
    const done = await b.drive(subject, ({ certificate }) => certificate !== undefined, limitMs);
    expect(done).toMatchObject({ state: 'validated', certificate: { outcome: 'sanitized' } });
    expect(b.planted(drive)).toBe(0);
    // It rests on what both sites wrote. Proofs of what others wrote are not kept here: a reader asks the registry for them.
    const checked = async () => {
      const file = await b.client.certificates.json({ id: done.certificate?.id ?? '' });
      if (file.kind !== 'file') return file.kind;
      const { verdict, findings } = checkCertificate({ bytes: utf8(file.text), verifier: createVerifier() });
      return [verdict, ...findings.map(({ code }) => code)].join(' ');
    };
    await expect.poll(checked, { timeout: limitMs }).toMatch(/^(valid|incomplete( no_proof)+)$/);

    const here = await storyAt(b, subject, (types) => types.includes('certificate.issued'));
    const there = await storyAt(a, subject, (types) => types.includes('certificate.issued'));
    expect(there).toEqual(here);
    expect(await a.drive(subject)).toMatchObject({ state: 'validated' });
  },
);

test(
  'two sites claim one drive while the line is down: both show it, both lock it, and an officer closes it on both',
  { timeout: 180_000 },
  async () => {
    const sites = await twoSites();
    const { a, b } = sites;
    await a.bench('in step', ({ sync }) => sync.state === 'in_step' || undefined, limitMs);
    await b.bench('in step', ({ sync }) => sync.state === 'in_step' || undefined, limitMs);
    await sites.registry.close();
    const subjects: string[] = [];
    for (const hall of [a, b]) {
      await hall.as('technician');
      subjects.push((await hall.takeIn(0, { dataClass: 'internal' })).subject);
      expect((await hall.drive(subjects[0] ?? '')).dispute).toBeUndefined();
    }
    const [subject = ''] = subjects;
    expect(subjects).toEqual([subject, subject]);
    sites.registry = await sites.open();

    const { sql } = sites.registry.ledger.store;
    const openIds = async (): Promise<readonly string[]> =>
      (await sql.query('SELECT conflict FROM conflicts WHERE open = 1')).map(({ conflict }) => String(conflict)).toSorted();
    const idsAt = (hall: Hall) => contestAt(hall.assembled.station.room.parts, subject).open.map(({ id }) => id);
    /** Once every station and the registry's projection have read the same log, they find the same. */
    const agreed = async (): Promise<readonly string[]> => {
      await expect.poll(() => [a, b].every((hall) => inLog(hall, subject)), { timeout: limitMs }).toBe(true);
      const all = async () => [await openIds(), idsAt(a).toSorted(), idsAt(b).toSorted()].map((ids) => ids.join());
      await expect.poll(async () => new Set(await all()).size, { timeout: limitMs }).toBe(1);
      return openIds();
    };
    await Promise.all([a, b].map((hall) => hall.drive(subject, inDispute, limitMs)));
    expect((await agreed()).length).toBeGreaterThan(0);
    const views = await Promise.all([a, b].map((hall) => hall.drive(subject)));
    expect(views[0]?.dispute).toEqual({ ...views[1]?.dispute, branches: expect.anything() });
    expect(views[0]?.dispute?.branches.map(({ site }) => site).toSorted()).toEqual(['Oslo', 'Rome']);
    for (const hall of [a, b]) {
      expect(whyNot(await start(hall, subject))).toBe('disputed');
      expect((await hall.drive(subject)).ways_out.every(({ open }) => !open)).toBe(true);
    }

    // Two people let the erase through where the holder of the first claim is; elsewhere it stays shut.
    const [ours, theirs] = (await a.idOf('technician')) === a.assembled.store.drives.row(subject)?.holder ? [a, b] : [b, a];
    await ours.as('supervisor');
    const { badge, pin } = ours.cast.witness;
    const override = { subject, act: 'erase', note: 'seen by both of us', witness: { badge, pin } } as const;
    mustBeDone(await ours.client.custody.override(override), 'overriding');
    await ours.as('technician');
    mustBeDone(await start(ours, subject), 'starting in the face of the dispute');
    await ours.drive(subject, ({ erase }) => erase?.ended === 'finished', limitMs);
    expect(whyNot(await start(theirs, subject))).toBe('disputed');

    // A supervisor whom the registry has not named one settles nothing in the log.
    await ours.as('supervisor');
    const holder = await ours.idOf('technician');
    const settle = (conflict: string) => ours.client.custody.resolve({ subject, conflict, holder, reason: 'seen_in_person' });
    const [first = ''] = await agreed();
    expect(whyNot(await settle(first))).toBe('not_an_officer');
    const { control } = sites.registry.ledger;
    const found = contestAt(ours.assembled.station.room.parts, subject).open.find(({ id }) => id === first);
    if (found === undefined) throw new Error('the conflict is gone');
    const officer = `tc_${'0'.repeat(32)}`;
    const body = { conflict: first, class: found.class, holder, reason: 'paper_trail' } as const;
    await control.write({ type: 'conflict.resolved', subject, deps: found.heads, actor: officer, body });
    await expect.poll(async () => (await openIds()).includes(first), { timeout: limitMs }).toBe(false);

    // With the registry's grant the same supervisor may.
    const person = await ours.idOf('supervisor');
    const untilMs = machineClock.wallMs() + 86_400_000;
    await grantRole(control, { person, role: 'supervisor', sites: ['*'], tenants: ['*'], untilMs }, undefined);
    for (let left = await agreed(); left[0] !== undefined; left = await agreed()) {
      const [conflict] = left;
      await expect.poll(async () => whyNot(await settle(conflict)), { timeout: limitMs }).toBe('done');
    }
    const views2 = await Promise.all([a, b].map((hall) => hall.drive(subject)));
    expect(views2.map(({ dispute, life }) => [dispute, life.map(({ hash }) => hash)])).toEqual([
      [undefined, views2[1]?.life.map(({ hash }) => hash)],
      [undefined, views2[0]?.life.map(({ hash }) => hash)],
    ]);
  },
);
