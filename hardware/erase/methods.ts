import type { Technique } from '../../domain/erase/technique.ts';
import { ataSanitizeBlockErase } from './ata-sanitize-block-erase.ts';
import { ataSanitizeCryptoScramble } from './ata-sanitize-crypto-scramble.ts';
import { ataSanitizeOverwrite } from './ata-sanitize-overwrite.ts';
import { ataSecurityEraseEnhanced } from './ata-security-erase-enhanced.ts';
import { ataSecurityEraseNormal } from './ata-security-erase-normal.ts';
import type { EraseMethod } from './method.ts';
import { nvmeFormatCryptographicErase } from './nvme-format-cryptographic-erase.ts';
import { nvmeFormatUserDataErase } from './nvme-format-user-data-erase.ts';
import { nvmeSanitizeBlockErase } from './nvme-sanitize-block-erase.ts';
import { nvmeSanitizeCryptoErase } from './nvme-sanitize-crypto-erase.ts';
import { nvmeSanitizeOverwrite } from './nvme-sanitize-overwrite.ts';
import { overwriteByHost } from './overwrite-by-host.ts';
import { scsiFormatUnit } from './scsi-format-unit.ts';
import { scsiSanitizeBlockErase } from './scsi-sanitize-block-erase.ts';
import { scsiSanitizeCryptographicErase } from './scsi-sanitize-cryptographic-erase.ts';
import { scsiSanitizeOverwrite } from './scsi-sanitize-overwrite.ts';

/** Whether an order for this technique can be carried out. A revert by PSID is no erase, so it has no method; the helper does it by itself. */
export function isBuilt(technique: Technique): boolean {
  return technique === 'tcg_psid_revert' || methodOf(technique) !== undefined;
}

/** The method that carries out a technique, or undefined when it is not built: such an order is refused before anything is touched. */
export function methodOf(technique: Technique): EraseMethod | undefined {
  switch (technique) {
    case 'ata_sanitize_block_erase':
      return ataSanitizeBlockErase;
    case 'ata_sanitize_crypto_scramble':
      return ataSanitizeCryptoScramble;
    case 'ata_sanitize_overwrite':
      return ataSanitizeOverwrite;
    case 'ata_security_erase_enhanced':
      return ataSecurityEraseEnhanced;
    case 'ata_security_erase_normal':
      return ataSecurityEraseNormal;
    case 'scsi_sanitize_block_erase':
      return scsiSanitizeBlockErase;
    case 'scsi_sanitize_cryptographic_erase':
      return scsiSanitizeCryptographicErase;
    case 'scsi_sanitize_overwrite':
      return scsiSanitizeOverwrite;
    case 'scsi_format_unit':
      return scsiFormatUnit;
    case 'nvme_sanitize_block_erase':
      return nvmeSanitizeBlockErase;
    case 'nvme_sanitize_crypto_erase':
      return nvmeSanitizeCryptoErase;
    case 'nvme_sanitize_overwrite':
      return nvmeSanitizeOverwrite;
    case 'nvme_format_user_data_erase':
      return nvmeFormatUserDataErase;
    case 'nvme_format_cryptographic_erase':
      return nvmeFormatCryptographicErase;
    case 'host_overwrite':
      return overwriteByHost;
    case 'tcg_psid_revert':
    case 'destroy':
      return undefined;
  }
}
