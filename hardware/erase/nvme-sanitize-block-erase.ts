import { sanact, sanitizeBlockErase } from '../nvme/sanitize.ts';
import { nvmeSanitize } from './nvme-sanitize.ts';

/** Sanitize, Block Erase, restricted completion (AUSE = 0). */
export const nvmeSanitizeBlockErase = nvmeSanitize('nvme_sanitize_block_erase', sanact.blockErase, (_passes, options) =>
  sanitizeBlockErase(options),
);
