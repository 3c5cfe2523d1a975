import { ses } from '../nvme/blocks.ts';
import { nvmeFormat } from './nvme-format.ts';

/** Format NVM, SES = 2. */
export const nvmeFormatCryptographicErase = nvmeFormat('nvme_format_cryptographic_erase', ses.cryptographicErase);
