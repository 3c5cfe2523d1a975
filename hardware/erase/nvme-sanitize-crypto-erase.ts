import { sanact, sanitizeCryptoErase } from '../nvme/sanitize.ts';
import { nvmeSanitize } from './nvme-sanitize.ts';

/** Sanitize, Crypto Erase, restricted completion (AUSE = 0). */
export const nvmeSanitizeCryptoErase = nvmeSanitize('nvme_sanitize_crypto_erase', sanact.cryptoErase, (_passes, options) =>
  sanitizeCryptoErase(options),
);
