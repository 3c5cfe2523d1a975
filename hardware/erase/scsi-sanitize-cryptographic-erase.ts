import { sanitizeCryptographicErase } from '../scsi/sanitize.ts';
import { scsiSanitize } from './scsi-sanitize.ts';

/** SANITIZE with service action CRYPTOGRAPHIC ERASE. */
export const scsiSanitizeCryptographicErase = scsiSanitize('scsi_sanitize_cryptographic_erase', () => sanitizeCryptographicErase());
