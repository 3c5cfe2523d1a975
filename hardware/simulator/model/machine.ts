import { z } from 'zod';
import type { DriveSpec } from '../drive-spec.ts';
import { ataTurns, freshAta } from './ata-drive.ts';
import { ataState } from './ata-state.ts';
import type { Medium } from './medium.ts';
import { freshNvme, nvmeState, nvmeTurns } from './nvme-state.ts';
import type { Trip } from './operation.ts';
import { advance, powerOff, powerOn } from './operation.ts';
import { freshScsi, scsiState, scsiTurns } from './scsi-drive.ts';

/** The state of any virtual drive, as kept in its folder. */
export const driveState = z.discriminatedUnion('family', [ataState, scsiState, nvmeState]);
export type DriveState = z.infer<typeof driveState>;

/** A drive as made: never powered, nothing written. */
export function freshState(spec: DriveSpec): DriveState {
  switch (spec.kind) {
    case 'sata_hdd':
    case 'sata_ssd':
      return freshAta(spec);
    case 'sas_hdd':
    case 'sas_ssd':
      return freshScsi();
    case 'nvme_ssd':
      return freshNvme();
  }
}

/** Lets the drive live until `untilMs`. */
export function live(
  state: DriveState,
  untilMs: number,
  spec: DriveSpec,
  medium: Medium,
): { readonly state: DriveState; readonly trip?: Trip } {
  switch (state.family) {
    case 'ata':
      return advance(state, untilMs, spec, medium, ataTurns);
    case 'scsi':
      return advance(state, untilMs, spec, medium, scsiTurns);
    case 'nvme':
      return advance(state, untilMs, spec, medium, nvmeTurns);
  }
}

/** Power comes or goes at `atMs`; the drive has lived until then. */
export function switchPower(state: DriveState, on: boolean, atMs: number, spec: DriveSpec, medium: Medium): DriveState {
  switch (state.family) {
    case 'ata':
      return on ? powerOn(state, atMs, spec, ataTurns) : powerOff(state, atMs, medium, ataTurns);
    case 'scsi':
      return on ? powerOn(state, atMs, spec, scsiTurns) : powerOff(state, atMs, medium, scsiTurns);
    case 'nvme':
      return on ? powerOn(state, atMs, spec, nvmeTurns) : powerOff(state, atMs, medium, nvmeTurns);
  }
}
