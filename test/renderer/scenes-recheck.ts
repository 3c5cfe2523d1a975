import type { DriveView } from '../../contract/views.ts';
import { provenDrive } from './canned-drive.ts';
import { seenStamp } from './scenes-stamp.ts';
import { nowMs } from './scenes.ts';

/** Proven, drawn by the registry, and in another bay than the one where it was erased. */
export function drawnDrive(at = 6): DriveView {
  const drive = provenDrive(at);
  return {
    ...drive,
    recheck: { due: true },
    stamp: {
      may: false,
      made: { certificate: seenStamp.certificate, at_ms: nowMs - 86_400_000, by: 'Technician 1', length: 4096, end: 'written' },
      seen: seenStamp,
    },
    ways_out: drive.ways_out.map((way) => (way.way === 'maker' ? { way: 'maker', open: false, why: 'recheck_due' } : way)),
    next: { kind: 'recheck', subject: drive.subject, port: 'port-0' },
  };
}

/** A re-check found something on it. */
export function refutedDrive(at = 7): DriveView {
  const drive = provenDrive(at);
  return {
    ...drive,
    state: 'sanitized_unverified',
    recheck: {
      due: false,
      last: { at_ms: nowMs - 240_000, by: 'Validator 1', verdict: 'not_borne_out', places: 2048, read_bytes: 80_000_000_000 },
    },
    ways_out: drive.ways_out.map((way) =>
      way.way === 'maker' ? { way: 'maker', open: false, why: 'proof_rejected', detail: 'not_borne_out' } : way,
    ),
    next: { kind: 'start_erase', subject: drive.subject, port: 'port-0' },
  };
}
