import type { DriveInterface, Media } from '../drive/identity.ts';
import type { Technique } from './technique.ts';

/** What is known of an erase when its duration is judged. */
export interface Timed {
  readonly technique: Technique;
  readonly media: Media;
  readonly interface: DriveInterface;
  readonly capacityBytes: number;
  /** As the helper's real clock measured it. */
  readonly durationMs: number;
  /** Overwrite passes; 1 when absent. */
  readonly passes?: number;
  /** The drive's own estimate for this operation, when it gave one. */
  readonly estimateS?: number;
  /**
   * How much faster than real time a drive's clock runs. Give it for virtual bays only (`Bay.virtual`): a real
   * drive is always 1, whatever anybody says about it.
   */
  readonly timeScale?: number;
}

/** What sets the least duration. */
export type FloorReason = 'media_rate' | 'interface_rate' | 'drive_estimate' | 'erase_pulse' | 'key_change' | 'no_known_floor';

/** A verdict on the duration alone. `unknown` is not a pass: the caller says so in the verdict. */
export interface Plausibility {
  readonly kind: 'plausible' | 'too_fast' | 'unknown';
  /** Least plausible duration by the drive's clock, before any time scale. */
  readonly floorMs: number;
  readonly reason: FloorReason;
}

/**
 * Rates in bytes per millisecond that nothing sold goes beyond. They are generous on purpose: a false alarm
 * sends a good drive to the shredder, and the lies worth catching end in seconds, not a tenth too early.
 */
const interfaceRate: Readonly<Record<DriveInterface, number>> = {
  ata: 600_000, // SATA at 6 Gbit/s with 8b/10b coding
  scsi: 4_800_000, // SAS at 22.5 Gbit/s, two ports
  nvme: 16_000_000, // four PCIe lanes at 32 GT/s
  image: 64_000_000, // memory speed: an image may lie in RAM
};

/** What the medium itself can take, whoever writes. Outer tracks of the fastest disks with two actuators stay below 650 MB/s. */
const mediaRate: Readonly<Record<Media, number>> = {
  ata_hdd: 650_000,
  scsi_hdd: 650_000,
  ata_ssd: 32_000_000,
  scsi_ssd: 32_000_000,
  nvme_ssd: 32_000_000,
  usb_flash: 4_000_000,
  image: 64_000_000,
  unknown: 64_000_000,
};

/** An overwrite that takes less than this part of the drive's own estimate did something else. */
const estimatePart = 10;

/**
 * Block erase takes milliseconds a block with all dies at work at once: seconds on a whole drive, yet nothing
 * public bounds it better than a handful of erase pulses.
 */
const erasePulsesMs = 20;

/** Crypto erase replaces a key and writes it down: honest drives end within one poll, so the floor only catches a zero. */
const keyChangeMs = 1;

/** Judges whether the technique can have run in the time it took. Pure; the same answer on station and registry. */
export function judgeDuration(timed: Timed): Plausibility {
  const floor = floorOf(timed);
  if (floor.reason === 'no_known_floor') return { kind: 'unknown', ...floor };
  if (!Number.isFinite(timed.durationMs) || timed.durationMs < 0) return { kind: 'unknown', ...floor };
  const driveMs = timed.durationMs * Math.max(1, timed.timeScale ?? 1);
  return { kind: driveMs < floor.floorMs ? 'too_fast' : 'plausible', ...floor };
}

interface Floor {
  readonly floorMs: number;
  readonly reason: FloorReason;
}

function floorOf(timed: Timed): Floor {
  switch (timed.technique) {
    case 'host_overwrite':
      // Every byte crosses the wire and lands on the medium: the slower of the two is the floor.
      return slower(
        rateFloor(timed, interfaceRate[timed.interface], 'interface_rate'),
        rateFloor(timed, mediaRate[timed.media], 'media_rate'),
      );
    case 'ata_sanitize_overwrite':
    case 'scsi_sanitize_overwrite':
    case 'nvme_sanitize_overwrite':
      // Nothing crosses the wire; the medium and the drive's own estimate remain.
      return slower(rateFloor(timed, mediaRate[timed.media], 'media_rate'), estimateFloor(timed));
    case 'ata_security_erase_normal':
    case 'ata_security_erase_enhanced':
      return securityEraseFloor(timed);
    case 'scsi_format_unit':
      // On a disk every block is written by the drive. What a format does on flash nothing public bounds.
      return timed.media === 'scsi_hdd' ? slower(rateFloor(timed, mediaRate[timed.media], 'media_rate'), estimateFloor(timed)) : none;
    case 'ata_sanitize_block_erase':
    case 'scsi_sanitize_block_erase':
    case 'nvme_sanitize_block_erase':
    case 'nvme_format_user_data_erase':
      return { floorMs: erasePulsesMs, reason: 'erase_pulse' };
    case 'ata_sanitize_crypto_scramble':
    case 'scsi_sanitize_cryptographic_erase':
    case 'nvme_sanitize_crypto_erase':
    case 'nvme_format_cryptographic_erase':
      return { floorMs: keyChangeMs, reason: 'key_change' };
    // A revert claims no erase, so there is no time that it would have to take.
    case 'tcg_psid_revert':
    case 'destroy':
      return none;
  }
}

/**
 * Without words 89 or 90 nothing bounds it. On a disk it is an overwrite; where the drive's own time is too short for one,
 * the disk changes a key instead, and nothing public says how long that may take. On flash the times are rounded up
 * to two minutes and mean little: erase pulses remain.
 */
function securityEraseFloor(timed: Timed): Floor {
  if (timed.estimateS === undefined) return none;
  if (timed.media === 'ata_ssd') return { floorMs: erasePulsesMs, reason: 'erase_pulse' };
  if (timed.media !== 'ata_hdd') return none;
  const overwrite = rateFloor(timed, mediaRate[timed.media], 'media_rate');
  return timed.estimateS * 1000 < overwrite.floorMs ? none : slower(overwrite, estimateFloor(timed));
}

const none: Floor = { floorMs: 0, reason: 'no_known_floor' };

function rateFloor(timed: Timed, bytesPerMs: number, reason: FloorReason): Floor {
  // A small medium still takes a moment: a floor of nothing would judge nothing.
  return { floorMs: Math.max(1, Math.floor((timed.capacityBytes / bytesPerMs) * (timed.passes ?? 1))), reason };
}

function estimateFloor(timed: Timed): Floor {
  if (timed.estimateS === undefined) return none;
  return { floorMs: Math.floor((timed.estimateS * 1000) / estimatePart), reason: 'drive_estimate' };
}

function slower(left: Floor, right: Floor): Floor {
  return right.floorMs > left.floorMs ? right : left;
}
