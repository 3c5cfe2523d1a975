import { sanact, sanitizeOverwrite } from '../nvme/sanitize.ts';
import { nvmeSanitize } from './nvme-sanitize.ts';

/** Sanitize, Overwrite with zeros, never inverted: the last pass leaves zeros. */
export const nvmeSanitizeOverwrite = nvmeSanitize('nvme_sanitize_overwrite', sanact.overwrite, (passes, options) =>
  sanitizeOverwrite(0, passes, options),
);
