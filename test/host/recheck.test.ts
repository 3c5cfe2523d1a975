import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mustBeDone } from '../../host/demo/window.ts';
import { machineClock } from '../../host/machine/clock.ts';
import { openRegistry } from '../../registry/open.ts';
import { type Hall, hallFor, type InCustody, virtualDrive, whyNot } from '../kit/station.ts';

/* Drives are drawn by a real registry, and read again at a real station by another person in another bay. */

const limitMs = 60_000;

test(
  'a drawn drive stays until another person has read it again in another bay, and data found there takes its proof away',
  { timeout: 180_000 },
  async () => {
    const hall = await hallWithDraws();
    const clean = await hall.validated(0);
    const dirty = await hall.validated(1);
    for (const { subject } of [clean, dirty]) {
      const drawn = await hall.drive(subject, ({ next }) => next?.kind === 'recheck', limitMs);
      expect(drawn.recheck).toEqual({ due: true });
      expect(drawn.next, 'it sits where it was erased').toEqual({ kind: 'recheck', subject });
      expect(drawn.ways_out.find(({ way }) => way === 'maker')).toMatchObject({ open: false, why: 'recheck_due' });
      expect(drawn.ways_out.find(({ way }) => way === 'destroy')).toMatchObject({ open: true });
    }
    const drawn = async () => (await hall.client.drives.find({ query: '', drawn: true, limit: 9 })).map(({ subject }) => subject);
    expect(new Set(await drawn())).toEqual(new Set([clean.subject, dirty.subject]));
    await hall.handOver(clean.subject);
    expect(whyNot(await hall.client.custody.release({ subject: clean.subject, way: 'maker', consignee: 'Maker' }))).toBe('recheck_due');

    await hall.as('validator');
    expect(whyNot(await recheck(hall, clean)), 'in the same bay').toBe('same_dock');
    const moved = await moveTo(hall, clean, 'virtual/3');
    await hall.as('technician');
    expect(whyNot(await recheck(hall, moved)), 'by who erased it').toBe('same_person');
    await hall.as('validator');
    const before = hall.bytesOf(clean.spec);
    mustBeDone(await recheck(hall, moved), 'a re-check');
    const borneOut = await hall.drive(
      clean.subject,
      ({ recheck: again, next }) => again?.last?.verdict !== undefined && next !== undefined,
    );
    expect(borneOut.recheck).toMatchObject({ due: false, last: { verdict: 'borne_out', by: hall.cast.validator.name } });
    expect(await drawn()).toEqual([dirty.subject]);
    expect(borneOut.next).toEqual({ kind: 'release', subject: clean.subject });
    expect(hall.bytesOf(clean.spec), 'nothing was written').toBe(before);
    expect(whyNot(await recheck(hall, moved)), 'once is enough').toBe('not_drawn');
    await hall.as('custodian');
    mustBeDone(await hall.client.custody.release({ subject: clean.subject, way: 'maker', consignee: 'Maker' }), 'a release');

    await hall.shelf.unplug('virtual/3');
    scribble(hall, dirty);
    const found = await moveTo(hall, dirty, 'virtual/3');
    await hall.as('validator');
    mustBeDone(await recheck(hall, found), 'a re-check');
    const refuted = await hall.drive(dirty.subject, ({ recheck: again, next }) => again?.last?.verdict !== undefined && next !== undefined);
    expect(refuted).toMatchObject({ state: 'sanitized_unverified', recheck: { due: false, last: { verdict: 'not_borne_out' } } });
    expect(refuted.ways_out.find(({ way }) => way === 'maker')).toMatchObject({
      open: false,
      why: 'proof_rejected',
      detail: 'not_borne_out',
    });
    expect(refuted.next).toEqual({ kind: 'start_erase', subject: dirty.subject, port: 'virtual/3' });
    await hall.as('technician');
    mustBeDone(await hall.start(found), 'erasing it again');
    await hall.drive(dirty.subject, ({ state }) => state === 'verified');
  },
);

/** One station at a registry that draws every drive as soon as its certificate is in the log. */
async function hallWithDraws(): Promise<Hall> {
  const dir = mkdtempSync(join(tmpdir(), 'custos-recheck-'));
  const clock = { nowMs: machineClock.wallMs, monoMs: machineClock.monoMs, boot: machineClock.bootId };
  const rechecks = { permille: 1000, windowMs: 0 };
  const registry = await openRegistry({ dataDir: dir, name: 'custos.invalid/drawn', clock, port: 0, rechecks });
  onTestFinished(async () => {
    await registry.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const drives = [virtualDrive('sata_ssd'), virtualDrive('sata_hdd')];
  return hallFor({ drives, spareBays: 1, registry: { url: registry.url, code: await registry.enrolmentCode() } });
}

async function moveTo(hall: Hall, { subject, port, spec }: InCustody, to: string): Promise<InCustody> {
  await hall.shelf.unplug(port);
  await hall.shelf.plug(to, spec.folder);
  await hall.bay(to, 'a judged lock', (bay) => bay.lock !== undefined && bay.subject === subject);
  return { subject, port: to, spec };
}

function recheck(hall: Hall, { subject, port }: InCustody) {
  return hall.client.erase.recheck({ subject, port });
}

/** Somebody wrote to the drive after it was verified. */
function scribble(hall: Hall, { spec }: InCustody): void {
  const file = openSync(hall.medium(spec), 'r+');
  const mib = Buffer.alloc(1024 * 1024, 'CUSTOMER RECORD 000002 ');
  for (let at = 0; at < 8; at += 1) writeSync(file, mib, 0, mib.length, at * mib.length);
  closeSync(file);
}
