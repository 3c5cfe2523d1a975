import type { DockFinding } from '../../../domain/drive/dock.ts';
import { plainSerial } from '../../../domain/drive/serials.ts';
import { parseSanitizeStatus } from '../../ata/sanitize.ts';
import type { AtaRegisters, AtaReturn } from '../../ata/sat.ts';
import { bridgeReach } from '../../bridges/nvme-bridge.ts';
import type { DockProbe, IdentityLook, RegisterLook } from './probe-result.ts';

type Told = Extract<IdentityLook, { kind: 'told' }>;

/** Whether anything is there at all to be spoken of. */
export function presenceFindings(probe: DockProbe): readonly DockFinding[] {
  if (!probe.answered) return ['no_answer'];
  if (probe.unit === 'optical') return ['hidden_unit'];
  return probe.unit === 'none' ? ['no_drive'] : [];
}

/** Whether the drive's own name comes through, and stays the same. */
export function identityFindings(probe: DockProbe): readonly DockFinding[] {
  const { first, second, usb, route, chip } = probe;
  // True SCSI has no IDENTIFY. Behind a USB bridge that is not made for SAS, SCSI words are the bridge's own.
  if (route === 'scsi') return usb === undefined || chip?.kind === 'sas' ? scsiSerial(probe) : ['no_sat'];
  if (first?.kind !== 'told') return ['no_sat'];
  const found: DockFinding[] = [];
  if (first.checksum !== 'valid') found.push('identify_fabricated');
  if (!first.serialSound) found.push('no_own_serial');
  if (usb?.serial !== undefined && posesAsDrive(first, usb.serial)) found.push('serial_of_the_bridge');
  if (second?.kind !== 'told' || !sameDrive(first, second)) found.push('identify_unsteady');
  return found;
}

function scsiSerial(probe: DockProbe): readonly DockFinding[] {
  if (probe.unitSerial === undefined) return ['no_own_serial'];
  return probe.usb?.serial !== undefined && plainSerial(probe.usb.serial) === plainSerial(probe.unitSerial) ? ['serial_of_the_bridge'] : [];
}

/** Many bridges pass the drive's serial on as their own, so equality proves nothing where the drive also tells its WWN. */
export function posesAsDrive(drive: Pick<Told, 'serial' | 'wwn'>, usbSerial: string): boolean {
  return drive.wwn === undefined && plainSerial(usbSerial) === plainSerial(drive.serial);
}

function sameDrive(one: Told, other: Told): boolean {
  return one.serial === other.serial && one.model === other.model && one.sectors === other.sectors;
}

/** Whether the dock shows the medium that the drive says it has. Every offset would be wrong otherwise. */
export function capacityFindings(probe: DockProbe): readonly DockFinding[] {
  const { first, capacity } = probe;
  if (capacity === undefined) return isSanitizing(probe) ? [] : ['no_capacity'];
  if (first?.kind !== 'told') return [];
  const { sectors, logicalSectorBytes } = first;
  if (capacity.blocks === sectors && capacity.blockBytes === logicalSectorBytes) return [];
  if (capacity.blockBytes !== logicalSectorBytes) return ['blocks_translated'];
  const limit = 2 ** 32;
  const wraps = sectors > limit && (capacity.blocks === sectors % limit || capacity.blocks === limit || capacity.blocks === limit - 1);
  return [wraps ? 'capacity_wraps' : 'capacity_differs'];
}

/** A drive that sanitizes, or failed to, need not tell how large it is: that is no fault of the dock. */
function isSanitizing({ extended }: DockProbe): boolean {
  if (extended?.asked !== 'sanitize_status') return false;
  const status = parseSanitizeStatus(extended.returned);
  return status.kind === 'status' ? status.inProgress : status.kind === 'aborted' && status.reason === 'unsuccessful';
}

/** Whether the end of a command without data can be read. SANITIZE STATUS keeps its flags in the half of COUNT that gets lost. */
export function registerFindings(probe: DockProbe): readonly DockFinding[] {
  switch (probe.route) {
    case 'ata_12':
      return ['sat_12_only'];
    case 'ata_16':
      return probe.extended === undefined ? ['registers_not_shown'] : ataRegisters(probe, probe.extended);
    case 'nvme':
      if (probe.chip?.nvme !== undefined && bridgeReach(probe.chip.nvme) === 'reads') return ['nvme_without_status'];
      return [probe.nvmeStatusShown === true ? 'nvme_unproven' : 'nvme_without_status'];
    case 'scsi':
      return ['registers_not_shown'];
    case 'none':
      return [];
  }
}

function ataRegisters(probe: DockProbe, look: NonNullable<DockProbe['extended']>): readonly DockFinding[] {
  const { returned, escalated } = look;
  if (returned.kind !== 'registers') return [withoutRegisters(returned)];
  const { registers } = returned;
  if (isStale(registers, probe.power)) return ['stale_registers'];
  // A drive that has no flag set loses none in fixed format. The next one will.
  if (registers.format === 'fixed') return ['sense_without_flags'];
  if (look.asked === 'native_max' && !registers.failed && probe.first?.kind === 'told' && (registers.lba ?? 0) + 1 < probe.first.sectors)
    return ['empty_registers'];
  // What comes through from such a chip came because it was asked for (`withResponseInformation`).
  return escalated || probe.chip?.quirks.includes('empty_registers') === true ? ['sense_by_detour'] : [];
}

function withoutRegisters(returned: Exclude<AtaReturn, { kind: 'registers' }>): DockFinding {
  if (returned.kind === 'refused') return 'commands_blocked';
  switch (returned.why) {
    case 'empty_registers':
      return 'empty_registers';
    case 'bad_sense':
      return 'bad_sense';
    case 'no_registers':
    case 'busy':
    case 'not_ready':
      return 'no_registers';
  }
}

/** CHECK POWER MODE leaves FFh in COUNT; the next command's COUNT 7:0 and LBA cannot be the very same by chance. */
function isStale(registers: AtaRegisters, power: RegisterLook | undefined): boolean {
  if (power?.returned.kind !== 'registers') return false;
  const before = power.returned.registers;
  return before.countLow !== 0 && before.countLow === registers.countLow && before.lbaLow24 === registers.lbaLow24;
}
