import type { Technique } from '../../../domain/erase/technique.ts';

/**
 * What a full Windows (not its preinstallation environment) lets a program send to a drive, by Microsoft's
 * documentation of the NVMe and ATA pass-through. `blocked` says by whom. Nothing of this was run on Windows.
 */
export type OnWindows = 'allowed' | 'sanitize_call_only' | 'blocked';

export function onWindows(technique: Technique): OnWindows {
  switch (technique) {
    case 'host_overwrite':
    case 'ata_sanitize_block_erase':
    case 'ata_sanitize_crypto_scramble':
    case 'ata_sanitize_overwrite':
    case 'scsi_sanitize_block_erase':
    case 'scsi_sanitize_cryptographic_erase':
    case 'scsi_sanitize_overwrite':
    case 'scsi_format_unit':
      return 'allowed';
    case 'nvme_sanitize_block_erase':
    case 'nvme_sanitize_crypto_erase':
      return 'sanitize_call_only';
    case 'ata_security_erase_enhanced':
    case 'ata_security_erase_normal':
    case 'nvme_sanitize_overwrite':
    case 'nvme_format_user_data_erase':
    case 'nvme_format_cryptographic_erase':
    case 'tcg_psid_revert':
    case 'destroy':
      return 'blocked';
  }
}
