import type { Capabilities } from '../../domain/drive/capabilities.ts';
import type { Technique } from '../../domain/erase/technique.ts';
import type { Limits } from '../erase/limits.ts';
import { lookAtUnit, sanitizeSense } from '../erase/scsi-unit-state.ts';
import { sendScsi } from '../erase/wire.ts';
import type { ScsiCommand } from '../scsi/command.ts';
import type { BlockDeviceCharacteristics } from '../scsi/inquiry.ts';
import { modeSense10, parseGrownDefects, parseLunCount, parseWriteProtect, readGrownDefects, reportLuns } from '../scsi/inventory.ts';
import { parseSupportedOpcode, reportSupportedOpcodes, sanitizeServiceAction } from '../scsi/sanitize.ts';
import type { OpenDrive, ScsiTransport } from '../transport/transport.ts';
import { allOut, listOffers, type Offer, type OutReason, sanitizesOnly } from './offers.ts';
import { tcgSecurity } from './tcg-security.ts';

/**
 * What a SCSI drive can do. It has no host-set limit like HPA, but it may have been formatted short: nothing tells. Where
 * something about the whole drive stands in the way, every technique is out with that as its reason.
 */
export async function scsiCapabilities(
  open: Pick<OpenDrive, 'transport'>,
  transport: ScsiTransport,
  traits: ScsiTraits,
  limits: Limits,
): Promise<Capabilities> {
  const { state } = await lookAtUnit(transport, sanitizeSense, limits);
  const tcg = await tcgSecurity(open, 'scsi', limits);
  const luns = await ask(transport, reportLuns(), parseLunCount, limits);
  const readOnly = (await ask(transport, modeSense10(), parseWriteProtect, limits)) === true;
  const grown = await ask(transport, readGrownDefects(), parseGrownDefects, limits);
  const said: Partial<Record<Technique, Offer>> = {
    scsi_sanitize_overwrite: await supported(transport, 0x48, sanitizeServiceAction.overwrite, limits),
    scsi_sanitize_block_erase: await supported(transport, 0x48, sanitizeServiceAction.blockErase, limits),
    scsi_sanitize_cryptographic_erase: await supported(transport, 0x48, sanitizeServiceAction.cryptographicErase, limits),
    scsi_format_unit: await supported(transport, 0x04, undefined, limits),
    host_overwrite: {},
  };
  // A drive of several logical units (two actuators, say) is opened one unit at a time: the others would keep their data.
  const severalUnits = luns !== undefined && luns > 1;
  // Nothing that could be read back from host-managed zones after an erase would prove it (docs/decisions/0113).
  const inTheWay: OutReason | undefined = traits.hostManaged
    ? 'not_built'
    : tcg.locked
      ? 'locked'
      : severalUnits
        ? 'would_leave_areas'
        : undefined;
  // A protected medium may still be worth one sanitize, and behind a failed one nothing else is taken.
  const takes = readOnly || state.kind === 'failed' ? sanitizesOnly(said) : said;
  return {
    techniques: listOffers({ ...(inTheWay === undefined ? takes : allOut(takes, inTheWay)), tcg_psid_revert: tcg.revert }),
    hidden: { hpa: 'none', dco: 'none', ama: 'none' },
    security: tcg.security,
    read_only: readOnly,
    ...(grown !== undefined && { reallocated: grown }),
    reads_after_erase: readsAfterErase(traits.characteristics),
    sanitize: state.kind === 'quiet' ? 'idle' : state.kind,
  };
}

/** What identification has read before. */
export interface ScsiTraits {
  readonly characteristics: BlockDeviceCharacteristics | undefined;
  /** Peripheral device type 14h. */
  readonly hostManaged: boolean;
}

/** One question that a drive may turn down; then nothing is known. */
async function ask<T>(
  transport: ScsiTransport,
  command: ScsiCommand,
  parse: (data: Uint8Array) => T | undefined,
  limits: Limits,
): Promise<T | undefined> {
  const end = await sendScsi(transport, command, limits.commandMs);
  return end.kind === 'good' ? parse(end.data) : undefined;
}

/** Only a plain yes counts: behind a bridge that drops REPORT SUPPORTED OPERATION CODES nothing is known. */
async function supported(transport: ScsiTransport, opcode: number, action: number | undefined, limits: Limits): Promise<Offer> {
  const end = await sendScsi(transport, reportSupportedOpcodes(opcode, action), limits.commandMs);
  if (end.kind !== 'good') return 'bridge_blocks_it';
  switch (parseSupportedOpcode(end.data)) {
    case 'supported':
      return {};
    case 'not_supported':
      return 'drive_lacks_it';
    case 'unknown':
      return 'bridge_blocks_it';
  }
}

function readsAfterErase(traits: BlockDeviceCharacteristics | undefined): Capabilities['reads_after_erase'] {
  if (traits === undefined) return 'unknown';
  const both = [traits.writeAfterBlockErase, traits.writeAfterCryptographicErase];
  if (both.some((one) => one === 'medium_error' || one === 'medium_error_write_required')) return 'errors';
  return both.every((one) => one === 'reads_complete') ? 'anything' : 'unknown';
}

/** An image is written over by the host: it has no commands of its own. */
export function imageCapabilities(): Capabilities {
  return {
    techniques: listOffers({ host_overwrite: {} }),
    hidden: { hpa: 'none', dco: 'none', ama: 'none' },
    security: 'none',
    read_only: false,
    reads_after_erase: 'unknown',
    sanitize: 'never',
  };
}
