import type { Capabilities } from '../../domain/drive/capabilities.ts';
import type { Limits } from '../erase/limits.ts';
import { lookAtUnit, sanitizeSense } from '../erase/scsi-unit-state.ts';
import { sendScsi } from '../erase/wire.ts';
import type { BlockDeviceCharacteristics } from '../scsi/inquiry.ts';
import { parseSupportedOpcode, reportSupportedOpcodes, sanitizeServiceAction } from '../scsi/sanitize.ts';
import type { ScsiTransport } from '../transport/transport.ts';
import { listOffers, type Offer } from './offers.ts';

/** What a SCSI drive can do. It has no host-set limit like HPA, but it may have been formatted short: nothing tells. */
export async function scsiCapabilities(
  transport: ScsiTransport,
  traits: BlockDeviceCharacteristics | undefined,
  limits: Limits,
): Promise<Capabilities> {
  const { state } = await lookAtUnit(transport, sanitizeSense, limits);
  return {
    techniques: listOffers({
      scsi_sanitize_overwrite: await supported(transport, 0x48, sanitizeServiceAction.overwrite, limits),
      scsi_sanitize_block_erase: await supported(transport, 0x48, sanitizeServiceAction.blockErase, limits),
      scsi_sanitize_cryptographic_erase: await supported(transport, 0x48, sanitizeServiceAction.cryptographicErase, limits),
      scsi_format_unit: await supported(transport, 0x04, undefined, limits),
      tcg_psid_revert: {},
      host_overwrite: {},
    }),
    hidden: { hpa: 'none', dco: 'none', ama: 'none' },
    security: 'unknown',
    read_only: false,
    reads_after_erase: readsAfterErase(traits),
    sanitize: state.kind === 'quiet' ? 'idle' : state.kind,
  };
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
