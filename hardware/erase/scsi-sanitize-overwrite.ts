import { sanitizeOverwrite } from '../scsi/sanitize.ts';
import { scsiSanitize } from './scsi-sanitize.ts';

/** Four zero bytes: what a SATL asks for, and any drive takes. */
const zeros = new Uint8Array(4);

/** SANITIZE with service action OVERWRITE, zeros, never inverted: the last pass leaves zeros. */
export const scsiSanitizeOverwrite = scsiSanitize('scsi_sanitize_overwrite', (passes) => sanitizeOverwrite(zeros, passes));
