import { ataSecurityErase } from './ata-security-erase.ts';

/** SECURITY ERASE UNIT, normal: what the host can address. Clear at most. */
export const ataSecurityEraseNormal = ataSecurityErase('ata_security_erase_normal', false);
