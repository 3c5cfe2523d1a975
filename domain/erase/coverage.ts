import type { Capabilities } from '../drive/capabilities.ts';
import type { DriveIdentity } from '../drive/identity.ts';
import type { Coverage } from '../facts/facts.ts';
import type { Technique } from './technique.ts';

/**
 * What a technique reaches on this drive when it ends well. `badCount`: ranges that could not be written, 0 when
 * planning. Where nothing public and checked says that an area is reached, the answer is `unknown`.
 */
export function coverageOf(technique: Technique, identity: DriveIdentity, capabilities: Capabilities, badCount: number): Coverage {
  if (technique === 'destroy') {
    return { user_area: 'addressed', hidden_areas: 'addressed', reallocated: 'addressed', other_namespaces: 'addressed' };
  }
  const reach = reachOf(technique);
  return {
    user_area: badCount === 0 ? 'addressed' : 'partly',
    hidden_areas: hiddenAreas(reach, identity, capabilities),
    reallocated: reallocated(reach, identity),
    other_namespaces: otherNamespaces(reach, identity, capabilities),
  };
}

/**
 * As openSeaChest's maintainers describe it (their thread 45): Sanitize and the enhanced security erase reach
 * areas behind HPA, DCO and AMA, the normal security erase does not reach all of them.
 * `device`: the command works on the whole medium below the address space. `spares`: it reaches reallocated
 * sectors but is not known to reach areas cut off by HPA, DCO or AMA. `addresses`: only what the host can address.
 */
type Reach = 'device' | 'spares' | 'addresses';

function reachOf(technique: Exclude<Technique, 'destroy'>): Reach {
  switch (technique) {
    case 'ata_sanitize_crypto_scramble':
    case 'scsi_sanitize_block_erase':
    case 'scsi_sanitize_cryptographic_erase':
    case 'scsi_sanitize_overwrite':
    case 'nvme_sanitize_block_erase':
    case 'nvme_sanitize_crypto_erase':
    case 'nvme_sanitize_overwrite':
    case 'ata_sanitize_block_erase':
    case 'ata_sanitize_overwrite':
    case 'ata_security_erase_enhanced':
      return 'device';
    case 'nvme_format_cryptographic_erase':
    case 'tcg_psid_revert':
      return 'spares';
    case 'ata_security_erase_normal':
    case 'scsi_format_unit':
    case 'nvme_format_user_data_erase':
    case 'host_overwrite':
      return 'addresses';
  }
}

/** What is known of areas that the host cannot address now. A native capacity above the addressable one is one of them. */
export function hiddenOf(identity: DriveIdentity, capabilities: Capabilities): 'none' | 'present' | 'unknown' {
  const { hpa, dco, ama } = capabilities.hidden;
  const states = [hpa, dco, ama];
  if (identity.native_bytes !== undefined && identity.native_bytes > identity.capacity_bytes) return 'present';
  if (states.includes('present')) return 'present';
  // HPA, DCO and AMA are words of ATA: on NVMe and on an image there is nothing they could name.
  if (identity.interface === 'nvme' || identity.interface === 'image') return 'none';
  return states.includes('unknown') ? 'unknown' : 'none';
}

function hiddenAreas(reach: Reach, identity: DriveIdentity, capabilities: Capabilities): Coverage['hidden_areas'] {
  const hidden = hiddenOf(identity, capabilities);
  if (hidden === 'none') return 'not_present';
  if (reach === 'device') return 'addressed';
  if (hidden === 'unknown' || reach === 'spares') return 'unknown';
  return 'not_addressed';
}

function reallocated(reach: Reach, identity: DriveIdentity): Coverage['reallocated'] {
  if (reach !== 'addresses') return 'addressed';
  // An image lies on somebody else's medium: what that one has put aside cannot be seen from here.
  return identity.media === 'image' || identity.media === 'unknown' ? 'unknown' : 'not_addressed';
}

function otherNamespaces(reach: Reach, identity: DriveIdentity, capabilities: Capabilities): Coverage['other_namespaces'] {
  if (identity.interface !== 'nvme') return 'not_present';
  const { namespaces, unallocated_bytes: unallocated } = capabilities;
  if (namespaces !== undefined && namespaces <= 1 && unallocated === 0) return 'not_present';
  if (reach === 'device') return 'addressed';
  if ((namespaces !== undefined && namespaces > 1) || (unallocated !== undefined && unallocated > 0)) return 'not_addressed';
  return 'unknown';
}
