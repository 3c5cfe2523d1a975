import { blockEraseExt } from '../ata/sanitize.ts';
import { ataSanitize } from './ata-sanitize.ts';

/** BLOCK ERASE EXT. Failure mode 0: after a failure only another sanitize can free the drive. */
export const ataSanitizeBlockErase = ataSanitize('ata_sanitize_block_erase', () => blockEraseExt());
