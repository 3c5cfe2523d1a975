import { z } from 'zod';

/**
 * The interface a drive speaks, whatever cable or bridge stands between.
 * `image` is a file or a loop device: it has no identity of its own.
 */
export const driveInterface = z.enum(['ata', 'scsi', 'nvme', 'image']);
export type DriveInterface = z.infer<typeof driveInterface>;

/**
 * What kind of medium holds the data. Decides which techniques can reach it. `unknown` is treated
 * like the hardest case by policy.
 */
export const media = z.enum(['ata_hdd', 'ata_ssd', 'scsi_hdd', 'scsi_ssd', 'nvme_ssd', 'usb_flash', 'image', 'unknown']);
export type Media = z.infer<typeof media>;

/**
 * Where the serial came from. Only the drive's own answer opens the identity lock; a bridge's USB
 * descriptor never does. `assigned` belongs to images, which have no serial to tell.
 */
export const serialSource = z.enum(['identify_device', 'unit_serial_vpd', 'identify_controller', 'assigned']);
export type SerialSource = z.infer<typeof serialSource>;

/** A count of bytes that is safe in JSON (at most 2^53 - 1, that is 9 PB). */
export const byteCount = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** What a drive says of itself, in the drive's own words but cleaned of padding and control characters. */
export const driveIdentity = z.strictObject({
  interface: driveInterface,
  media,
  model: z.string().max(64),
  serial: z.string().max(64),
  firmware: z.string().max(16),
  /** NAA, EUI-64 or NGUID in lower-case hex, when the drive tells one. */
  wwn: z
    .string()
    .regex(/^[0-9a-f]{16}([0-9a-f]{16})?$/)
    .optional(),
  serial_source: serialSource,
  /** Capacity that the host can address now. */
  capacity_bytes: byteCount,
  /** Capacity without HPA, DCO or AMA limits; absent means it could not be read, not that there is no limit. */
  native_bytes: byteCount.optional(),
  block_bytes: z.int().min(1).max(65536),
});
export type DriveIdentity = z.infer<typeof driveIdentity>;
