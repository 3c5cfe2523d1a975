import type { AtaReturn } from '../../ata/sat.ts';
import type { BridgeChip } from '../../bridges/chips.ts';
import type { UsbWords } from '../../transport/transport.ts';

/** What IDENTIFY DEVICE or Identify Controller gave. `refused`: the bridge turned it down. */
export type IdentityLook =
  | {
      readonly kind: 'told';
      readonly model: string;
      readonly serial: string;
      /** Only ATA has one; NVMe identity counts as `valid` when it came whole. */
      readonly checksum: 'valid' | 'absent' | 'wrong';
      /** False when the serial is blank, zeros, a counting sequence or debris. */
      readonly serialSound: boolean;
      readonly wwn?: string;
      readonly sectors: number;
      readonly logicalSectorBytes: number;
    }
  | { readonly kind: 'refused' }
  | { readonly kind: 'silent' };

/** Registers of one command without data. `escalated`: the first sense was not enough, REQUEST SENSE was asked. */
export interface RegisterLook {
  readonly returned: AtaReturn;
  readonly escalated: boolean;
}

/** Everything that a look at a dock found, read and nothing changed. What was not asked or not answered is absent. */
export interface DockProbe {
  readonly usb?: UsbWords;
  readonly chip?: BridgeChip;
  /** INQUIRY was answered; false also when nothing answers at all. */
  readonly answered: boolean;
  /** The unit at this LUN: `none` is an empty bay, `optical` a made-up CD. */
  readonly unit: 'disk' | 'optical' | 'none';
  /** VPD 80h. */
  readonly unitSerial?: string;
  readonly route: 'ata_16' | 'ata_12' | 'nvme' | 'scsi' | 'none';
  readonly first?: IdentityLook;
  /** The same question after all others. */
  readonly second?: IdentityLook;
  readonly capacity?: { readonly blocks: number; readonly blockBytes: number };
  /** CHECK POWER MODE, whose COUNT cannot be mistaken for the next command's. */
  readonly power?: RegisterLook;
  /** A 48-bit command without data. */
  readonly extended?: RegisterLook & { readonly asked: 'sanitize_status' | 'native_max' };
  /** An NVMe command that must fail came back as failed: then its statuses can be believed. */
  readonly nvmeStatusShown?: boolean;
  /** What happened while asking, or is remembered of this dock. */
  readonly trouble: readonly ('spins_down' | 'stalls' | 'falls_silent')[];
}
