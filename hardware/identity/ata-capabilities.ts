import type { PowerReading } from '../../domain/drive/power.ts';
import type { Capabilities } from '../../domain/drive/capabilities.ts';
import type { Technique } from '../../domain/erase/technique.ts';
import type { AtaSecurityWord, EraseTime, IdentifyDevice } from '../ata/identify.ts';
import type { SanitizeStatus } from '../ata/sanitize.ts';
import { parseAtaReturn } from '../ata/sat.ts';
import { parseSmartPowerCycles, parseSmartSectors, smartReadData } from '../ata/smart.ts';
import { type AtaSanitizeState, ataSanitizeState } from '../erase/ata-sanitize.ts';
import type { Limits } from '../erase/limits.ts';
import { readAta, sendScsi } from '../erase/wire.ts';
import { status as scsiStatus } from '../scsi/command.ts';
import { requestSense } from '../scsi/sense.ts';
import type { ScsiTransport } from '../transport/transport.ts';
import { hiddenIn, nativeSectorsOf, readAtaLimits } from './ata-limits.ts';
import { allOut, listOffers, type Offer, type OutReason, sanitizesOnly } from './offers.ts';
import { tcgSecurity } from './tcg-security.ts';

/** What identification has read before. */
export interface AtaTraits {
  /** The lock on this drive is one that we can open, so it stands in nobody's way. */
  readonly ours: boolean;
  /** Peripheral device type 14h, by the translator's INQUIRY. */
  readonly hostManaged: boolean;
}

/** What an ATA drive can do behind this dock. `nativeBytes` only when every limit is known. */
export async function ataCapabilities(
  transport: ScsiTransport,
  device: IdentifyDevice,
  limits: Limits,
  { ours, hostManaged }: AtaTraits,
): Promise<{ readonly capabilities: Capabilities; readonly nativeBytes?: number; readonly power?: PowerReading }> {
  const state = device.sanitize.supported ? await ataSanitizeState(transport, limits) : undefined;
  const status = state?.status;
  const flags = state === undefined || (await flagsComeThrough(transport, state, limits));
  const found = await readAtaLimits(transport, device, limits);
  const { sectors, power } = await smartCounts(transport, device, limits);
  const native = nativeSectorsOf(device, found);
  const tcg = device.trusted ? await tcgSecurity({ transport }, 'ata', limits) : undefined;
  const said = offers(device, { status, flags }, ours);
  // Behind a failed sanitize the drive takes nothing but another one; ranges that TCG has locked take nothing at all.
  const takes = sanitizeOf(status) === 'failed' ? sanitizesOnly(said) : said;
  // Nothing that could be read back from host-managed zones after an erase would prove it (docs/decisions/0113).
  const inTheWay: OutReason | undefined = hostManaged ? 'not_built' : tcg?.locked === true ? 'locked' : undefined;
  const capabilities: Capabilities = {
    techniques: listOffers({
      ...(inTheWay === undefined ? takes : allOut(takes, inTheWay)),
      tcg_psid_revert: tcg?.revert ?? 'drive_lacks_it',
    }),
    ...hiddenIn(found),
    security: tcg?.locked === true ? 'locked' : securityOf(device.security),
    read_only: false,
    ...(sectors !== undefined && { reallocated: sectors }),
    reads_after_erase: 'anything',
    sanitize: sanitizeOf(status),
  };
  return {
    capabilities,
    ...(native !== undefined && { nativeBytes: native * device.logicalSectorBytes }),
    ...(power !== undefined && { power }),
  };
}

/** Sectors that SMART calls reallocated (attribute 5) or pending (197), and power cycles; absent what the drive keeps no count of. */
async function smartCounts(
  transport: ScsiTransport,
  device: IdentifyDevice,
  limits: Limits,
): Promise<{ readonly sectors?: number; readonly power?: PowerReading }> {
  const data = device.smart ? await readAta(transport, smartReadData(), limits.commandMs) : undefined;
  if (data === undefined) return {};
  const told = parseSmartSectors(data);
  const cycles = parseSmartPowerCycles(data);
  return {
    ...(told?.reallocated === undefined ? {} : { sectors: told.reallocated + (told.pending ?? 0) }),
    ...(cycles === undefined ? {} : { power: { cycles } }),
  };
}

/**
 * Fixed-format sense loses the half of COUNT with every flag. A drive that has no flag set loses none yet: whether the
 * rest could be had is asked now, for after a sanitize it is too late.
 */
async function flagsComeThrough(transport: ScsiTransport, { answer }: AtaSanitizeState, limits: Limits): Promise<boolean> {
  const { returned, escalated } = answer;
  if (returned.kind !== 'registers' || returned.registers.format !== 'fixed' || escalated) return true;
  const more = await sendScsi(transport, requestSense({ desc: true }), limits.commandMs);
  if (more.kind !== 'good') return false;
  const again = parseAtaReturn({ status: scsiStatus.checkCondition, sense: more.data, data: more.data });
  return again.kind === 'registers' && again.registers.format !== 'fixed';
}

interface SanitizeWords {
  readonly status: SanitizeStatus | undefined;
  readonly flags: boolean;
}

function offers(device: IdentifyDevice, words: SanitizeWords, ours: boolean): Partial<Record<Technique, Offer>> {
  const locked = device.security.locked && !ours;
  const barred = locked ? 'locked' : (sanitizeBarred(words.status) ?? (words.flags ? undefined : 'bridge_blocks_it'));
  const sanitize = (has: boolean): Offer => (device.sanitize.supported && has ? (barred ?? {}) : 'drive_lacks_it');
  const security = (has: boolean, time: EraseTime): Offer => {
    if (!device.security.supported || !has) return 'drive_lacks_it';
    if (locked) return 'locked';
    if (device.security.frozen) return 'security_frozen';
    if (device.security.countExpired) return 'password_tries_spent';
    return time.kind === 'not_given' ? {} : { estimateS: time.minutes * 60 };
  };
  return {
    ata_sanitize_block_erase: sanitize(device.sanitize.blockErase),
    ata_sanitize_crypto_scramble: sanitize(device.sanitize.cryptoScramble),
    ata_sanitize_overwrite: sanitize(device.sanitize.overwrite),
    ata_security_erase_enhanced: security(device.security.enhancedErase, device.security.enhancedEraseTime),
    ata_security_erase_normal: security(true, device.security.eraseTime),
    // Hidden areas can be given back first; the plan weighs those that cannot.
    host_overwrite: locked ? 'locked' : {},
  };
}

/** Why no sanitize can be trusted here. A dock that does not bring the status registers back could never show completion. */
function sanitizeBarred(status: SanitizeStatus | undefined): OutReason | undefined {
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
