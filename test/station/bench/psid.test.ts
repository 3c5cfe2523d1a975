import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ScanView } from '../../../contract/views.ts';
import { mustBeDone } from '../../../host/demo/window.ts';
import { Psids, psidKeptMs } from '../../../station/bench/psids.ts';
import { type Hall, hallFor, labelOf, virtualDrive, whyNot } from '../../kit/station.ts';

const psid = 'TEST0PSID000000000000000000000E4';
const wrong = 'TEST0PSID000000000000000000000E5';
const locked = (its = psid) => virtualDrive('sas_ssd', { tcg: { ssc: 'opal2', psid: its, locked: true } });

async function scan(hall: Hall, text: string, source: 'wedge' | 'typed' = 'wedge'): Promise<ScanView['verdict']> {
  return (await hall.client.bench.scan({ text, source })).verdict;
}
const nextOf = (hall: Hall, subject: string, kind: string) => hall.drive(subject, ({ next }) => next?.kind === kind);

describe('a locked drive', () => {
  it('is opened by the PSID on its label, sanitized after that, and verified; the PSID is nowhere', async () => {
    const hall = await hallFor({ drives: [locked()] });
    await hall.as('technician');
    const drive = await hall.takeIn(0);
    const { subject } = drive;
    const shut = await nextOf(hall, subject, 'scan_psid');
    expect(shut.plan).toMatchObject({ kind: 'plan', technique: 'tcg_psid_revert', opens: true });
    expect(whyNot(await hall.start(drive))).toBe('psid_missing');
    expect(await scan(hall, psid.slice(1))).toBe('psid_not_whole');
    expect(await scan(hall, psid.replace('T0', 'TO'), 'typed')).toBe('psid_letter_o');
    expect((await nextOf(hall, subject, 'scan_psid')).erase).toBeUndefined();

    for (const tries of [2, 1]) {
      expect(await scan(hall, `PSID: ${wrong}`)).toBe('psid_taken');
      expect((await nextOf(hall, subject, 'start_erase')).next).toMatchObject({ opens: true });
      mustBeDone(await hall.start(drive), 'opening');
      const refused = await hall.drive(subject, ({ erase, next }) => erase?.why === 'wrong_psid' && next?.kind === 'scan_psid');
      expect(refused.erase).toMatchObject({ data: 'untouched' });
      expect(JSON.stringify(refused.life.at(-1))).toContain(`tries left before it has to lose power: ${tries}`);
    }
    const before = hall.planted(drive.spec);
    expect(before).toBeGreaterThan(0);

    expect(await scan(hall, psid)).toBe('psid_taken');
    await nextOf(hall, subject, 'start_erase');
    mustBeDone(await hall.start(drive), 'opening');
    const opened = await hall.drive(
      subject,
      ({ erase, plan, next }) =>
        erase?.why === 'psid_reverted' && plan?.kind === 'plan' && plan.opens !== true && next?.kind === 'start_erase',
    );
    expect(opened.next).toEqual({ kind: 'start_erase', subject, port: drive.port });
    expect(opened.verdict).toBeUndefined();
    expect(opened.erase).toMatchObject({ technique: 'tcg_psid_revert', data: 'unknown' });
    expect(opened.plan).toMatchObject({ technique: 'scsi_sanitize_block_erase', method: 'purge' });
    expect(hall.facts(subject)).not.toContain('erase.finished');
    expect(hall.facts(subject)).not.toContain('custody.quarantined');

    mustBeDone(await hall.start(drive), 'sanitizing');
    const done = await hall.drive(subject, ({ state }) => state === 'verified');
    expect(done.erase).toMatchObject({ technique: 'scsi_sanitize_block_erase', method: 'purge' });
    expect(hall.planted(drive.spec)).toBe(0);
    await hall.as('validator');
    mustBeDone(await hall.client.erase.validate({ subject, accepted: true }), 'validating');
    await hall.drive(subject, ({ certificate }) => certificate?.outcome === 'sanitized');

    await hall.shut();
    expect(filesWith(join(hall.dir, 'data'), psid)).toEqual([]);
    expect(filesWith(join(hall.dir, 'data'), wrong)).toEqual([]);
  }, 60_000);

  it('asks for a power cycle after three wrong ones', async () => {
    const hall = await hallFor({ drives: [locked()] });
    await hall.as('technician');
    const drive = await hall.takeIn(0);
    for (const why of ['wrong_psid', 'wrong_psid', 'power_cycle_needed']) {
      await nextOf(hall, drive.subject, 'scan_psid');
      await scan(hall, wrong);
      const started = mustBeDone(await hall.start(drive), 'opening');
      expect(started.kind).toBe('done');
      await hall.drive(drive.subject, ({ erase, next }) => erase?.why === why && next !== undefined);
    }
    await nextOf(hall, drive.subject, 'power_cycle');
    await hall.shelf.powerCycle(drive.port);
    await nextOf(hall, drive.subject, 'scan_psid');
  }, 60_000);

  it('gets no PSID that could be of another', async () => {
    const hall = await hallFor({ drives: [locked(), locked(wrong)] });
    await hall.as('technician');
    const one = await hall.takeIn(0);
    const other = await hall.takeIn(1);
    await nextOf(hall, one.subject, 'scan_psid');
    await nextOf(hall, other.subject, 'scan_psid');
    // In hand is the second: it was scanned last.
    expect(await scan(hall, wrong)).toBe('psid_taken');
    await nextOf(hall, other.subject, 'start_erase');
    await scan(hall, labelOf(one.spec)[0] ?? '');
    expect(await scan(hall, psid)).toBe('psid_taken');
    await nextOf(hall, one.subject, 'start_erase');
  }, 60_000);
});

describe('a kept PSID', () => {
  it('is given away once, and is gone after a few minutes', () => {
    const psids = new Psids();
    psids.keep('d1_a', psid, 1000);
    expect(psids.has('d1_a', 1000 + psidKeptMs - 1)).toBe(true);
    expect(psids.take('d1_b', 1000)).toBeUndefined();
    expect(psids.take('d1_a', 1000)).toBe(psid);
    expect(psids.take('d1_a', 1000)).toBeUndefined();
    psids.keep('d1_a', psid, 1000);
    expect(psids.take('d1_a', 1000 + psidKeptMs)).toBeUndefined();
  });
});

/** Names of the files in which a text stands, as text or in hexadecimal. */
function filesWith(dir: string, text: string): readonly string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const bytes = readFileSync(path);
      return bytes.includes(text) || bytes.includes(Buffer.from(text).toString('hex'));
    });
}
