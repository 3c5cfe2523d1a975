import { cryptoScrambleExt } from '../ata/sanitize.ts';
import { ataSanitize } from './ata-sanitize.ts';

/** CRYPTO SCRAMBLE EXT. Failure mode 0: after a failure only another sanitize can free the drive. */
export const ataSanitizeCryptoScramble = ataSanitize('ata_sanitize_crypto_scramble', () => cryptoScrambleExt());
