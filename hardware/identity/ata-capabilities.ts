import type { AreaState, Capabilities } from '../../domain/drive/capabilities.ts';
import type { Technique } from '../../domain/erase/technique.ts';
import type { AtaSecurityWord, EraseTime, IdentifyDevice } from '../ata/identify.ts';
import { getNativeMaxAddressExt, parseNativeMaxAddress, readNativeMaxAddressExt } from '../ata/max-address.ts';
import type { SanitizeStatus } from '../ata/sanitize.ts';
import type { AtaCommand } from '../ata/sat.ts';
import { ataSanitizeState } from '../erase/ata-sanitize.ts';
import type { Limits } from '../erase/limits.ts';
import { sendAta } from '../erase/wire.ts';
import type { ScsiTransport } from '../transport/transport.ts';
import { listOffers, type Offer, type OutReason } from './offers.ts';

/** What an ATA drive can do behind this dock. `nativeBytes` only when every limit is known. */
export async function ataCapabilities(
  transport: ScsiTransport,
  device: IdentifyDevice,
  limits: Limits,
): Promise<{ readonly capabilities: Capabilities; readonly nativeBytes?: number }> {
  const status = device.sanitize.supported ? (await ataSanitizeState(transport, limits)).status : undefined;
  const hpa = await area(transport, device, device.hpa, readNativeMaxAddressExt(), limits);
  const ama = await area(transport, device, device.ama, getNativeMaxAddressExt(), limits);
  // A configuration overlay can hide sectors from READ NATIVE MAX too; reading it needs a table that is not built yet.
  const dco: AreaState = device.dco === false ? 'none' : 'unknown';
  const native =
    hpa.state === 'unknown' || ama.state === 'unknown' ? undefined : Math.max(device.sectors, hpa.sectors ?? 0, ama.sectors ?? 0);
  const hidden = { hpa: hpa.state, dco, ama: ama.state };
  const capabilities: Capabilities = {
    techniques: listOffers(offers(device, status, hidden.hpa === 'present' || hidden.ama === 'present')),
    hidden,
    security: securityOf(device.security),
    read_only: false,
    reads_after_erase: 'anything',
    sanitize: sanitizeOf(status),
  };
  return { capabilities, ...(native !== undefined && { nativeBytes: native * device.logicalSectorBytes }) };
}

/** A limit that the drive can have is `none` only when the drive's own native maximum came back and equals what is addressable. */
async function area(
  transport: ScsiTransport,
  device: IdentifyDevice,
  supported: boolean | undefined,
  ask: AtaCommand,
  limits: Limits,
): Promise<{ readonly state: AreaState; readonly sectors?: number }> {
  if (supported === undefined) return { state: 'unknown' };
  if (!supported) return { state: 'none' };
  const lastLba = parseNativeMaxAddress((await sendAta(transport, ask, limits.commandMs)).returned);
  // Zero is what a bridge without registers gives; a native maximum below the capacity is no answer either.
  if (lastLba === undefined || lastLba + 1 < device.sectors) return { state: 'unknown' };
  return { state: lastLba + 1 > device.sectors ? 'present' : 'none', sectors: lastLba + 1 };
}

function offers(device: IdentifyDevice, status: SanitizeStatus | undefined, hiddenSectors: boolean): Partial<Record<Technique, Offer>> {
  const barred = sanitizeBarred(device, status);
  const sanitize = (has: boolean): Offer => (device.sanitize.supported && has ? (barred ?? {}) : 'drive_lacks_it');
  const security = (has: boolean, time: EraseTime): Offer => {
    if (!device.security.supported || !has) return 'drive_lacks_it';
    if (device.security.frozen) return 'security_frozen';
    return time.kind === 'not_given' ? {} : { estimateS: time.minutes * 60 };
  };
  return {
    ata_sanitize_block_erase: sanitize(device.sanitize.blockErase),
    ata_sanitize_crypto_scramble: sanitize(device.sanitize.cryptoScramble),
    ata_sanitize_overwrite: sanitize(device.sanitize.overwrite),
    ata_security_erase_enhanced: security(device.security.enhancedErase, device.security.enhancedEraseTime),
    ata_security_erase_normal: security(true, device.security.eraseTime),
    host_overwrite: device.security.locked ? 'locked' : hiddenSectors ? 'would_leave_areas' : {},
    tcg_psid_revert: {},
  };
}

/** Why no sanitize can be trusted here. A dock that does not bring the status registers back could never show completion. */
function sanitizeBarred(device: IdentifyDevice, status: SanitizeStatus | undefined): OutReason | undefined {
  if (device.security.locked) return 'locked';
  if (status === undefined) return 'drive_lacks_it';
  switch (status.kind) {
    case 'status':
      return status.frozen ? 'sanitize_frozen' : undefined;
    case 'aborted':
      // A failed sanitize can be followed by another one.
      return status.reason === 'frozen' ? 'sanitize_frozen' : status.reason === 'unsuccessful' ? undefined : 'drive_lacks_it';
    case 'refused':
    case 'unknown':
      return 'bridge_blocks_it';
  }
}

function securityOf(word: AtaSecurityWord): Capabilities['security'] {
  if (!word.supported) return 'none';
  if (word.locked) return 'locked';
  if (word.frozen) return 'frozen';
  return word.enabled ? 'enabled' : 'disabled';
}

function sanitizeOf(status: SanitizeStatus | undefined): Capabilities['sanitize'] {
  if (status === undefined) return 'never';
  switch (status.kind) {
    case 'status':
      if (status.inProgress) return 'running';
      return status.completedWithoutError ? 'succeeded' : 'never';
    case 'aborted':
      return status.reason === 'unsuccessful' ? 'failed' : 'unknown';
    case 'refused':
    case 'unknown':
      return 'unknown';
  }
}
