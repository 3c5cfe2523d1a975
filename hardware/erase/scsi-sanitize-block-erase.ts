import { sanitizeBlockErase } from '../scsi/sanitize.ts';
import { scsiSanitize } from './scsi-sanitize.ts';

/** SANITIZE with service action BLOCK ERASE. */
export const scsiSanitizeBlockErase = scsiSanitize('scsi_sanitize_block_erase', () => sanitizeBlockErase());
