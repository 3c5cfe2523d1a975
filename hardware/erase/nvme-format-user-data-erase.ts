import { ses } from '../nvme/blocks.ts';
import { nvmeFormat } from './nvme-format.ts';

/** Format NVM, SES = 1. */
export const nvmeFormatUserDataErase = nvmeFormat('nvme_format_user_data_erase', ses.userDataErase);
