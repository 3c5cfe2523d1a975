import { sanitizeStatusExt } from '../../hardware/ata/sanitize.ts';
import { methodOf } from '../../hardware/erase/methods.ts';
import { readIdentity } from '../../hardware/identity/read-identity.ts';
import { demoDrives } from '../../hardware/simulator/demo-drives.ts';
import { descriptorSense, fixedSense } from '../../hardware/simulator/model/scsi-answers.ts';
import type { DriveSpecInput } from '../../hardware/simulator/drive-spec.ts';
import type { Technique } from '../../domain/erase/technique.ts';
import { sendAta } from '../../hardware/erase/wire.ts';
import { join } from './mutate.ts';
import { RecordedDrive, tapeLimits } from './tape.ts';

const kinds = { ata: ['sataHdd', 'sataSsd', 'lying'], scsi: ['sasHdd', 'sasSsd'], nvme: ['nvme'] } as const;
export type Family = keyof typeof kinds;

function drivesOf(family: Family): readonly DriveSpecInput[] {
  return kinds[family].map((name) => ({ ...demoDrives[name], blocks: 4096 }));
}

/** What each virtual drive answers while it is asked for its identity and capabilities. */
export async function identityTapes(family: Family): Promise<readonly Uint8Array[]> {
  const tapes: Uint8Array[] = [];
  for (const spec of drivesOf(family)) {
    const drive = new RecordedDrive(spec);
    await readIdentity(drive.open, tapeLimits);
    tapes.push(drive.takeTape());
  }
  return tapes;
}

const techniques: Readonly<Record<Family, readonly Technique[]>> = {
  ata: ['ata_sanitize_overwrite', 'ata_sanitize_block_erase', 'ata_sanitize_crypto_scramble'],
  scsi: ['scsi_sanitize_overwrite', 'scsi_sanitize_block_erase', 'scsi_sanitize_cryptographic_erase'],
  nvme: ['nvme_sanitize_block_erase', 'nvme_sanitize_crypto_erase', 'nvme_sanitize_overwrite'],
};

export function techniquesOf(family: Family): readonly Technique[] {
  return techniques[family];
}

/** Start of an erase, a look in the middle and a look at its end: good, failed and lying drives. */
export async function eraseTapes(family: Family): Promise<readonly Uint8Array[]> {
  const tapes: Uint8Array[] = [];
  for (const spec of drivesOf(family))
    for (const faults of [[], [{ kind: 'sanitize_fails' as const, fraction: 0.4 }]])
      for (const name of techniques[family]) {
        const drive = new RecordedDrive({ ...spec, faults });
        const method = methodOf(name);
        if (method?.stand === undefined) throw new Error(`${name} is not built`);
        const started = await method.start(targetOf(drive));
        if (started.kind !== 'accepted') continue;
        for (const ms of [1_000, 100_000, 100_000_000]) {
          drive.pass(ms);
          await started.running.poll();
        }
        tapes.push(drive.takeTape());
        await method.stand({ open: drive.open, limits: tapeLimits });
        tapes.push(drive.takeTape());
      }
  return tapes;
}

export function targetOf(drive: {
  readonly open: RecordedDrive['open'];
}): Parameters<NonNullable<ReturnType<typeof methodOf>>['start']>[0] {
  return {
    open: drive.open,
    identity: { capacity_bytes: 4096 * 512, block_bytes: 512 },
    order: { technique: 'host_overwrite', method: 'purge', passes: 1, pattern: 'zero', read_back: { kind: 'full' } },
    seed: new Uint8Array(32),
    limits: tapeLimits,
  };
}

/** The data of each kind of answer, once. */
export async function dataVectors(family: Family): Promise<readonly Uint8Array[]> {
  const all: Uint8Array[] = [];
  for (const spec of drivesOf(family)) {
    const drive = new RecordedDrive(spec);
    await readIdentity(drive.open, tapeLimits);
    all.push(...drive.answers.map(({ data }) => data).filter((data) => data.length > 0));
  }
  return all;
}

export async function identifyVectors(): Promise<readonly Uint8Array[]> {
  return (await dataVectors('ata')).filter((data) => data.length === 512);
}

const tellingSense = [
  [0x0, 0x00, 0x00],
  [0x2, 0x04, 0x1b],
  [0x3, 0x31, 0x03],
  [0x1, 0x00, 0x1d],
  [0x5, 0x20, 0x00],
  [0x6, 0x29, 0x00],
] as const;

/** SCSI status and sense of a virtual drive's answers, one byte before the sense, and the two formats made by hand. */
export async function senseVectors(): Promise<readonly Uint8Array[]> {
  const seen: Uint8Array[] = [];
  for (const family of ['ata', 'scsi'] as const)
    for (const spec of drivesOf(family)) {
      const drive = new RecordedDrive(spec);
      await readIdentity(drive.open, tapeLimits);
      if (family === 'ata' && drive.open.transport.kind === 'scsi') {
        const transport = drive.open.transport;
        const method = methodOf(spec.kind === 'sata_hdd' ? 'ata_sanitize_overwrite' : 'ata_sanitize_block_erase');
        await method?.start(targetOf(drive));
        for (const ms of [1_000, 100_000_000]) {
          drive.pass(ms);
          await sendAta(transport, sanitizeStatusExt(), tapeLimits.commandMs);
        }
      }
      seen.push(...drive.answers.filter(({ sense }) => sense.length > 0).map(({ status, sense }) => join(Uint8Array.of(status), sense)));
    }
  for (const triple of tellingSense) seen.push(join(Uint8Array.of(2), fixedSense(triple)), join(Uint8Array.of(2), descriptorSense(triple)));
  return seen;
}
