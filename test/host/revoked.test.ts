import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBundle } from '../../certificate/bundle.ts';
import { checkBundle } from '../../certificate/check/bundle-check.ts';
import { mustBeDone } from '../../host/demo/window.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { hallFor, virtualDrive } from '../kit/station.ts';

const main = join(import.meta.dirname, '../../host/cli/main.ts');

test(
  'a certificate is taken back at the station, another one takes its place, and both say so to the registry’s askers and in a bundle',
  { timeout: 90_000 },
  async () => {
    const hall = await hallFor({ drives: [virtualDrive('sata_ssd')], registry: 'embedded' });
    const { subject } = await hall.validated(0);
    const before = (await hall.drive(subject)).certificate;
    const asked = { subject, certificate: before?.id ?? '', reason: 'corrected', replace: true, note: 'A wrong ticket' } as const;
    await hall.as('technician');
    expect(await hall.client.certificates.revoke(asked)).toMatchObject({ kind: 'refused', why: 'role_missing' });
    expect((await hall.drive(subject)).certificate?.id).toBe(before?.id);

    await hall.as('supervisor');
    // Everything after this is signed with another key.
    mustBeDone(await hall.client.sync.rotateKey(), 'changing the key');
    mustBeDone(await hall.client.certificates.revoke(asked), 'taking it back');
    const after = await hall.drive(subject, ({ certificate }) => certificate?.safety === 'proven', 60_000);
    expect(after.certificate?.id).not.toBe(before?.id);
    expect(after.life.map(({ type }) => type)).toContain('certificate.revoked');
    expect(await hall.client.certificates.revoke(asked)).toMatchObject({ kind: 'refused', why: 'illegal_move' });

    const { registry } = hall.assembled;
    const status = async (id = ''): Promise<unknown> => (await fetch(`${registry?.url ?? ''}/v1/certificates/${id}`)).json();
    await expect
      .poll(() => status(before?.id), { timeout: 20_000 })
      .toMatchObject({ status: 'superseded', superseded_by: after.certificate?.id });
    expect(await status(after.certificate?.id)).toMatchObject({ status: 'valid', outcome: 'sanitized' });

    await hall.shut();
    const out = join(hall.dir, 'case.zip');
    execFileSync(process.execPath, [main, 'export', '--practice', '--data', join(hall.dir, 'data'), '--out', out, '--drive', after.serial]);
    const opened = openBundle(new Uint8Array(readFileSync(out)));
    if (opened.kind === 'refused') throw new Error(opened.detail);
    const report = checkBundle({ files: opened.files, verifier: createVerifier() });
    expect(report.findings.map(({ code }) => code)).toEqual(['superseded']);
    expect(new Map(report.certificates.map(({ id, report: each }) => [id, each.verdict]))).toEqual(
      new Map([
        [before?.id, 'superseded'],
        [after.certificate?.id, 'valid'],
      ]),
    );
  },
);
