import { overwriteExt } from '../ata/sanitize.ts';
import { ataSanitize } from './ata-sanitize.ts';

/** OVERWRITE EXT with zeros, never inverted: so the last pass leaves zeros, which the read-back expects. */
export const ataSanitizeOverwrite = ataSanitize('ata_sanitize_overwrite', (passes) => overwriteExt(0, passes));
