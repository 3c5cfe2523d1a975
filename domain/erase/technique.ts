import { z } from 'zod';

/**
 * Every way to sanitize that Custos knows, named by the standard that defines the command.
 * `destroy` is physical and has no command.
 */
export const technique = z.enum([
  'ata_sanitize_block_erase',
  'ata_sanitize_crypto_scramble',
  'ata_sanitize_overwrite',
  'ata_security_erase_enhanced',
  'ata_security_erase_normal',
  'scsi_sanitize_block_erase',
  'scsi_sanitize_cryptographic_erase',
  'scsi_sanitize_overwrite',
  'scsi_format_unit',
  'nvme_sanitize_block_erase',
  'nvme_sanitize_crypto_erase',
  'nvme_sanitize_overwrite',
  'nvme_format_user_data_erase',
  'nvme_format_cryptographic_erase',
  'tcg_psid_revert',
  'host_overwrite',
  'destroy',
]);
export type Technique = z.infer<typeof technique>;

/** The three methods of NIST SP 800-88 (IEEE 2883 says Destruct for Destroy). */
export const method = z.enum(['clear', 'purge', 'destroy']);
export type Method = z.infer<typeof method>;

/** True when `reached` satisfies a demand for `demanded`: Destroy covers Purge, Purge covers Clear. */
export function methodCovers(reached: Method, demanded: Method): boolean {
  const rank = { clear: 1, purge: 2, destroy: 3 } as const;
  return rank[reached] >= rank[demanded];
}

/** What a technique leaves behind, so that a read-back is judged against the right expectation. */
export type Residue = 'zeros' | 'pattern' | 'not_the_markers';

/**
 * The residue a technique promises. Block erase may leave zeros, ones or read errors, crypto erase leaves
 * noise: for those only the absence of the markers and of known structures can be checked
 * (`docs/verification.md`).
 */
export function residueOf(t: Technique): Residue {
  switch (t) {
    case 'host_overwrite':
      return 'pattern';
    case 'ata_sanitize_overwrite':
    case 'scsi_sanitize_overwrite':
    case 'nvme_sanitize_overwrite':
      return 'zeros';
    case 'ata_sanitize_block_erase':
    case 'ata_sanitize_crypto_scramble':
    case 'ata_security_erase_enhanced':
    case 'ata_security_erase_normal':
    case 'scsi_sanitize_block_erase':
    case 'scsi_sanitize_cryptographic_erase':
    case 'scsi_format_unit':
    case 'nvme_sanitize_block_erase':
    case 'nvme_sanitize_crypto_erase':
    case 'nvme_format_user_data_erase':
    case 'nvme_format_cryptographic_erase':
    case 'tcg_psid_revert':
    case 'destroy':
      return 'not_the_markers';
  }
}

/** True when the host writes every byte itself: then, and only then, somebody can stop it in the middle. */
export function hostWrites(t: Technique): boolean {
  return t === 'host_overwrite';
}

/** True for the erases that set a password first, and take it away by ending. */
export function usesPassword(t: Technique): boolean {
  return t === 'ata_security_erase_enhanced' || t === 'ata_security_erase_normal';
}

/**
 * True for a technique that opens a locked drive and claims nothing: what it does to the data differs by class and by drive.
 * It is the first of two steps, and the second one carries the claim.
 */
export function opensOnly(t: Technique): boolean {
  return t === 'tcg_psid_revert';
}

/** True when the drive carries on by itself once told, even if host, dock or power go away. */
export function runsInDrive(t: Technique): boolean {
  return t.includes('sanitize');
}
