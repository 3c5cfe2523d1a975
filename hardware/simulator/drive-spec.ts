import { z } from 'zod';
import { bridgeSpec } from './bridge/quirks.ts';

const fraction = z.number().min(0).max(1);

/**
 * What is wrong with a virtual drive, as data. Fractions count through the work of an erase: of its time when the
 * drive erases itself; when the host writes, of the medium's size, by all bytes written since the drive was opened
 * (markers too).
 */
export const fault = z.discriminatedUnion('kind', [
  /**
   * The bridge tells its own serial in VPD 80h. With `fabricates_identify` IDENTIFY DEVICE carries it too, under the
   * drive's old checksum. On SCSI and NVMe drives, which have no bridge, the drive itself tells this serial.
   */
  z.strictObject({ kind: z.literal('lies_serial'), serial: z.string().max(20), fabricates_identify: z.boolean().optional() }),
  /**
   * Nothing answers any more once the erase has got this far, until a power cycle. The erase itself stops. When the
   * host writes, not before 0.3: the wire cannot show where markers end and the overwrite begins.
   */
  z.strictObject({ kind: z.literal('hangs'), fraction: fraction.default(0) }),
  /** Erases by the drive say that they have completed without error; the bytes stay. Host writes are honest. */
  z.strictObject({ kind: z.literal('false_success') }),
  /** FORMAT UNIT and Format NVM answer at once with good status and do nothing, as disk emulators and some targets do. */
  z.strictObject({ kind: z.literal('format_does_nothing') }),
  /**
   * Somebody resets a SAS drive during an erase, once: 06/29/00 for whoever asks next. A sanitize goes on, a format ends
   * where it is and leaves no other trace.
   */
  z.strictObject({ kind: z.literal('reset_at'), fraction }),
  /** Nobody has taken the attentions of a SAS drive that was powered on: 06/29/00, then 06/2A/09 (capacity data has changed). */
  z.strictObject({ kind: z.literal('attentions') }),
  /** Every erase, or only the first one (`once`), fails at this fraction; behind a failed sanitize the drive stays unreadable. */
  z.strictObject({ kind: z.literal('sanitize_fails'), fraction: fraction.default(0.4), once: z.boolean().optional() }),
  /** Blocks that give MEDIUM ERROR: 03/11 on read, 03/0C on write. */
  z.strictObject({
    kind: z.literal('bad_sectors'),
    ranges: z.array(z.strictObject({ lba: z.int().min(0), blocks: z.int().min(1), on: z.enum(['read', 'write', 'both']) })),
  }),
  /** Somebody pulls the drive, once. */
  z.strictObject({ kind: z.literal('unplug_at'), fraction }),
  /** The dock loses power, once, and has it again after `off_ms` of real time. */
  z.strictObject({ kind: z.literal('power_loss_at'), fraction, off_ms: z.int().min(0).default(300) }),
  /** ATA security is frozen at power-on: by the host at boot (`until_power_cycle`), or each time. */
  z.strictObject({ kind: z.literal('security_frozen'), until_power_cycle: z.boolean().default(true) }),
  /** ATA security is enabled and locked with a user password that nobody here knows. */
  z.strictObject({ kind: z.literal('locked'), password: z.string().max(32).default('a password that is lost') }),
  /** The bridge takes CK_COND = 1 and returns no registers. */
  z.strictObject({ kind: z.literal('empty_registers') }),
  /** The bridge returns registers in fixed format sense, which cannot carry COUNT 15:8. */
  z.strictObject({ kind: z.literal('fixed_sense') }),
  /** Erases take this many times longer than the drive's own estimate. */
  z.strictObject({ kind: z.literal('slow'), factor: z.number().min(1) }),
]);
export type Fault = z.infer<typeof fault>;
export type FaultInput = z.input<typeof fault>;

export const driveKind = z.enum(['sata_hdd', 'sata_ssd', 'sas_hdd', 'sas_ssd', 'nvme_ssd']);
export type DriveKind = z.infer<typeof driveKind>;

/** What a SAS drive is beyond one unit of plain blocks. */
const scsiTraits = z.strictObject({
  /**
   * Host-managed zones of 256 blocks: the first eighth takes random writes, the rest is written from each zone's beginning. On
   * SATA the bridge tells the device type of such a disk, and nothing else of it is modelled.
   */
  zoned: z.boolean().default(false),
  /** Logical units behind this port; more than one is a drive of several actuators. The model is the first of them. */
  luns: z.int().min(1).max(8).default(1),
  write_protected: z.boolean().default(false),
  /** Entries of the grown defect list. */
  grown_defects: z.int().min(0).default(0),
  /** WABEREQ and WACEREQ (VPD B1h): what a read gives after a block or cryptographic erase. */
  after_erase: z.enum(['not_specified', 'reads_complete', 'medium_error', 'medium_error_write_required']).default('reads_complete'),
  /** What READ CAPACITY (10) says instead of the truth. */
  capacity10_blocks: z.int().min(1).optional(),
});

/** What an NVMe drive is beyond one namespace of all its blocks. */
const nvmeTraits = z.strictObject({
  /** Blocks of each namespace, from NSID 1; what is left of the medium is in no namespace. */
  namespaces: z.array(z.int().min(1)).min(1).max(16).optional(),
  /** NSIDs that are allocated and not attached. */
  detached: z.array(z.int().min(1)).default([]),
  /** False: the controller has no Sanitize, and no log 81h. */
  sanitize: z.boolean().default(true),
  /** The controller takes No-Deallocate After Sanitize (NDI clear, NODMMAS 2). */
  no_deallocate: z.boolean().default(false),
  /** The controller has the Media Verification state. */
  media_verification: z.boolean().default(false),
  /** FNA: whether Format reaches the namespace that it names or all, and whether it takes the broadcast NSID. */
  format_scope: z.enum(['each', 'all', 'no_broadcast']).default('each'),
  /** Worn out: critical warning bit 3, and no write is taken. */
  read_only: z.boolean().default(false),
});

/** The drive's TPer (TCG), when it has one. */
const tcgTraits = z.strictObject({
  ssc: z.enum(['opal2', 'pyrite2', 'ruby', 'enterprise']),
  /** The 32 characters printed on the label. */
  psid: z.string().regex(/^[A-Z0-9]{32}$/),
  /** Somebody has set it up with keys that are lost: nothing can be read or written until it is reverted. */
  locked: z.boolean().default(false),
});

/** A virtual drive as it left its imaginary factory. */
export const driveSpec = z.strictObject({
  /** Folder name on the shelf. */
  folder: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  kind: driveKind,
  /** SCSI drives split it at the first space into vendor and product. */
  model: z.string().min(1).max(40),
  serial: z.string().min(1).max(20),
  firmware: z.string().min(1).max(8),
  /** NAA 5 name of 16 hex digits; on NVMe the EUI-64. */
  wwn: z.string().regex(/^[0-9a-f]{16}$/),
  /** 520 and 528 are sectors of storage arrays (SAS only). */
  block_bytes: z.union([z.literal(512), z.literal(520), z.literal(528), z.literal(4096)]),
  /** Blocks of the medium, HPA and all. */
  blocks: z.int().min(2048),
  /** Blocks at the end that a Host Protected Area hides (SATA HDD only). */
  hpa_blocks: z.int().min(0).default(0),
  /** Blocks at the very end that a Device Configuration Overlay hides, from READ NATIVE MAX too (SATA HDD only). */
  dco_blocks: z.int().min(0).default(0),
  /** Blocks at the end that Accessible Max Address hides. A SATA disk with them has AMA where others have HPA and DCO. */
  ama_blocks: z.int().min(0).default(0),
  /** SMART attributes 5 and 197 (SATA only). */
  reallocated: z.int().min(0).default(0),
  pending: z.int().min(0).default(0),
  /** The drive's own estimate of its longest erase, in seconds. SATA rounds it up to 2 minutes. */
  erase_s: z.int().min(1).default(7200),
  scsi: scsiTraits.prefault({}),
  nvme: nvmeTraits.prefault({}),
  tcg: tcgTraits.optional(),
  /** The USB bridge in front of it; absent where nothing stands between host and drive but what `kind` implies. */
  bridge: bridgeSpec.optional(),
  faults: z.array(fault).default([]),
});
export type DriveSpec = z.infer<typeof driveSpec>;
export type DriveSpecInput = z.input<typeof driveSpec>;

export function faultOf<Kind extends Fault['kind']>(spec: DriveSpec, kind: Kind): Extract<Fault, { kind: Kind }> | undefined {
  return spec.faults.find((one): one is Extract<Fault, { kind: Kind }> => one.kind === kind);
}
