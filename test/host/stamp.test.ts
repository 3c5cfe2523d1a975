import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { readStamp } from '../../domain/stamp/stamp.ts';
import { mustBeDone } from '../../host/demo/window.ts';
import { machineClock } from '../../host/machine/clock.ts';
import { openRegistry } from '../../registry/open.ts';
import { hallFor, virtualDrive, whyNot } from '../kit/station.ts';

/* A drive is stamped at a real station, read by the command line, drawn by a real registry, and read again around its stamp. */

const program = fileURLToPath(new URL('../../host/cli/main.ts', import.meta.url));
const limitMs = 60_000;

function read(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [program, 'stamp', 'read', ...args], (_error, out, err) => {
      resolve({ code: child.exitCode ?? -1, out: out + err });
    });
  });
}

test('a proven drive is stamped on request, says so at the dock, and is read again around its stamp', { timeout: 180_000 }, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'custos-stamp-'));
  const windowMs = 60_000;
  let ahead = 0;
  const clock = { nowMs: () => machineClock.wallMs() + ahead, monoMs: machineClock.monoMs, boot: machineClock.bootId };
  const rechecks = { permille: 1000, windowMs };
  const registry = await openRegistry({ dataDir: dir, name: 'custos.invalid/stamped', clock, port: 0, rechecks });
  onTestFinished(async () => {
    await registry.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const drives = [virtualDrive('sata_hdd')];
  const hall = await hallFor({ drives, spareBays: 2, registry: { url: registry.url, code: await registry.enrolmentCode() } });
  const { subject, port, spec } = await hall.validated(0);
  const image = hall.medium(spec);
  const stamp = () => hall.client.erase.stamp({ subject, port });

  const proven = await hall.drive(subject, (view) => view.stamp?.may === true);
  expect(proven.stamp).toEqual({ may: true });
  const before = readFileSync(image);
  expect(await read(image)).toMatchObject({ code: 1, out: expect.stringContaining('No stamp') as string });
  await hall.as('custodian');
  expect(whyNot(await stamp()), 'by a custodian').toBe('role_missing');
  await hall.as('technician');
  mustBeDone(await stamp(), 'a stamp');
  const written = await hall.drive(subject, (view) => view.stamp?.made?.end !== undefined && view.stamp.seen !== undefined);
  const { certificate } = written;
  if (certificate === undefined) throw new Error('no certificate');
  expect(written.stamp).toMatchObject({
    may: false,
    made: { certificate: certificate.id, by: hall.cast.technician.name, end: 'written' },
    seen: { certificate: certificate.id, signature: 'signed', own: true },
  });
  expect(whyNot(await stamp())).toBe('already_stamped');
  const after = readFileSync(image);
  expect(readStamp(after.subarray(0, 4096))).toMatchObject({ certificate: certificate.id, subject });
  expect(after.subarray(4096).equals(before.subarray(4096)), 'nothing else was written').toBe(true);

  const file = join(dir, 'certificate.json');
  const saved = await hall.client.certificates.json({ id: certificate.id });
  if (saved.kind !== 'file') throw new Error('no certificate file');
  writeFileSync(file, saved.text);
  expect(await read(image, '--certificate', file)).toMatchObject({ code: 0, out: expect.stringMatching(/signature +valid/) as string });
  const other = join(dir, 'other.json');
  writeFileSync(other, saved.text.replaceAll(certificate.id, `cert_${'z'.repeat(20)}`));
  expect(await read(image, '--certificate', other, '--json')).toMatchObject({
    code: 1,
    out: expect.stringContaining('other_certificate') as string,
  });

  ahead = windowMs + 10_000;
  // The registry draws when something new is in its log.
  await hall.as('validator');
  await hall.drive(subject, ({ next }) => next?.kind === 'recheck', limitMs);
  await hall.shelf.unplug(port);
  await hall.shelf.plug('virtual/2', spec.folder);
  const bay = await hall.bay('virtual/2', 'a judged lock', (each) => each.lock !== undefined && each.subject === subject);
  expect(bay.stamp).toMatchObject({ certificate: certificate.id, signature: 'signed', own: true });
  mustBeDone(await hall.client.erase.recheck({ subject, port: 'virtual/2' }), 'a re-check');
  const looked = await hall.drive(subject, ({ recheck }) => recheck?.last?.verdict !== undefined);
  expect(looked.recheck).toMatchObject({ due: false, last: { verdict: 'borne_out' } });
  const last = looked.life.findLast(({ type }) => type === 'recheck.finished');
  expect(last?.body).toMatchObject({ evidence: { unexpected: 0 }, excluded: { offset: 0, length: 4096 } });
});
