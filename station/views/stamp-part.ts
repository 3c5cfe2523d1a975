import type { StampSeen } from '../../contract/stamps.ts';
import type { DriveView } from '../../contract/views.ts';
import { acceptedJob, certificateOf } from '../../domain/custody/proof.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import { judgeStart } from '../../domain/custody/stamp-rules.ts';
import { bestDriveName, driveId } from '../../domain/ledger/ids.ts';
import { judgeStamp, stampLength } from '../../domain/stamp/stamp.ts';
import { drawHere } from '../custody/recheck-gate.ts';
import type { DockedBay } from '../docks/docks.ts';
import type { StationParts } from '../parts.ts';

type Needs = Pick<StationParts, 'store' | 'authority' | 'keys'>;

/** What was made of a drive's stamp here, whether one may be written now, and what the drive in the bay carries. */
export function stampPart(
  parts: Needs,
  life: DriveLife,
  docked: DockedBay | undefined,
  { idle, nameOf }: { readonly idle: boolean; readonly nameOf: (person: string) => string },
): Pick<DriveView, 'stamp'> {
  const { stamp } = life;
  const seen = stampSeen(parts, docked, life.subject);
  const may = idle && mayStamp(parts, life, docked);
  if (stamp === undefined && seen === undefined && !may) return {};
  const made =
    stamp === undefined
      ? {}
      : {
          made: {
            certificate: stamp.certificate,
            at_ms: Date.parse((stamp.ended ?? stamp.started).wall),
            length: stamp.region.length,
            ...(stamp.started.by === undefined ? {} : { by: nameOf(stamp.started.by) }),
            ...(stamp.end === undefined ? {} : { end: stamp.end }),
          },
        };
  return { stamp: { may, ...made, ...(seen === undefined ? {} : { seen }) } };
}

/** What the stamp of the drive in this bay says; undefined where there is none. `subject` is who the drive is by the record. */
export function stampSeen({ authority, keys }: Needs, docked: DockedBay | undefined, subject?: string): StampSeen | undefined {
  if (docked?.identified?.kind !== 'identified' || keys === undefined) return undefined;
  const { stamp, identity } = docked.identified;
  if (stamp === undefined) return undefined;
  const keyOf = (station: string, keyid: string): Uint8Array | undefined => {
    // One that was taken back may be anybody's.
    const known = authority?.()
      ?.keys.get(keyid)
      ?.find((key) => key.use === 'event' && key.station === station && key.revoked === undefined);
    return known?.publicKey ?? (keyid === keys.event.keyId ? keys.event.publicKey : undefined);
  };
  return {
    certificate: stamp.certificate,
    issued_ms: Date.parse(stamp.issued),
    station: stamp.station,
    signature: judgeStamp(stamp, keyOf, keys.verifier),
    own: stamp.subject === subject || stamp.subject === driveId(bestDriveName(identity)),
  };
}

/** The rules are asked as they will be, of a stamp that is not made yet. */
function mayStamp(parts: Needs, life: DriveLife, docked: DockedBay | undefined): boolean {
  const accepted = acceptedJob(life);
  if (accepted.kind === 'none' || docked?.identified?.kind !== 'identified' || parts.keys === undefined) return false;
  const { record, holder } = life;
  const certificate = certificateOf(life, accepted.job);
  if (certificate === undefined || record === undefined || holder === undefined || drawHere(parts, life) !== undefined) return false;
  const { serial, block_bytes: blockBytes } = docked.identified.identity;
  const verdict = judgeStart(
    { ...life, record },
    {
      job: accepted.job.job,
      certificate: certificate.id,
      clearance: '',
      port: docked.bay.port,
      serial,
      deadline_ms: 0,
      region: { offset: 0, length: stampLength(blockBytes), sha256: '' },
    },
  );
  return verdict.kind === 'legal';
}
