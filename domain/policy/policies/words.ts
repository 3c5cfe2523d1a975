import type { DataClass } from '../../custody/words.ts';
import type { Media } from '../../drive/identity.ts';
import type { Policy } from '../policy.ts';

/** Drives that answer commands of their own interface. */
export const drives: Media[] = ['ata_hdd', 'ata_ssd', 'scsi_hdd', 'scsi_ssd', 'nvme_ssd'];
export const lowClasses: DataClass[] = ['public', 'internal'];
export const sensitiveClasses: DataClass[] = ['confidential', 'restricted', 'unknown'];
/** Unknown counts as the highest. */
export const strictestClasses: DataClass[] = ['restricted', 'unknown'];

/**
 * Ladders on which both policies agree. Order is our own: what rewrites the medium before what changes a key,
 * because a tool cannot see whether the conditions of key change hold. Methods follow public descriptions of
 * Rev. 1, appendix A. A medium without a ladder (`unknown`) has no technique at all.
 */
export const handledWithCare: Policy['ladders'] = [
  {
    media: ['ata_hdd'],
    rungs: [
      { technique: 'ata_sanitize_overwrite', method: 'purge', origin: 'standard_as_described' },
      { technique: 'ata_security_erase_enhanced', method: 'purge', origin: 'standard_as_described' },
      { technique: 'ata_sanitize_crypto_scramble', method: 'purge', origin: 'standard_as_described' },
      { technique: 'tcg_psid_revert', method: 'purge', origin: 'standard_as_described' },
      { technique: 'ata_security_erase_normal', method: 'clear', origin: 'standard_as_described' },
      { technique: 'host_overwrite', method: 'clear', pattern: 'zero', origin: 'standard_as_described' },
    ],
  },
  {
    media: ['ata_ssd'],
    rungs: [
      { technique: 'ata_sanitize_block_erase', method: 'purge', origin: 'standard_as_described' },
      { technique: 'ata_sanitize_crypto_scramble', method: 'purge', origin: 'standard_as_described' },
      { technique: 'tcg_psid_revert', method: 'purge', origin: 'standard_as_described' },
      { technique: 'ata_security_erase_enhanced', method: 'clear', origin: 'standard_as_described' },
      { technique: 'ata_security_erase_normal', method: 'clear', origin: 'standard_as_described' },
      { technique: 'host_overwrite', method: 'clear', pattern: 'random', origin: 'standard_as_described' },
    ],
  },
  {
    media: ['scsi_hdd'],
    rungs: [
      { technique: 'scsi_sanitize_overwrite', method: 'purge', origin: 'standard_as_described' },
      { technique: 'scsi_sanitize_cryptographic_erase', method: 'purge', origin: 'standard_as_described' },
      { technique: 'tcg_psid_revert', method: 'purge', origin: 'standard_as_described' },
      { technique: 'scsi_format_unit', method: 'clear', origin: 'standard_as_described' },
      { technique: 'host_overwrite', method: 'clear', pattern: 'zero', origin: 'standard_as_described' },
    ],
  },
  {
    media: ['scsi_ssd'],
    rungs: [
      { technique: 'scsi_sanitize_block_erase', method: 'purge', origin: 'standard_as_described' },
      { technique: 'scsi_sanitize_cryptographic_erase', method: 'purge', origin: 'standard_as_described' },
      { technique: 'tcg_psid_revert', method: 'purge', origin: 'standard_as_described' },
      { technique: 'host_overwrite', method: 'clear', pattern: 'random', origin: 'standard_as_described' },
    ],
  },
  { media: ['usb_flash'], rungs: [{ technique: 'host_overwrite', method: 'clear', passes: 2, pattern: 'random', origin: 'own' }] },
  { media: ['image'], rungs: [{ technique: 'host_overwrite', method: 'clear', pattern: 'zero', origin: 'own' }] },
];
