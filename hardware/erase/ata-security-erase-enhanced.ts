import { ataSecurityErase } from './ata-security-erase.ts';

/** SECURITY ERASE UNIT, enhanced: the vendor's pattern over everything, areas behind HPA, DCO and AMA too. */
export const ataSecurityEraseEnhanced = ataSecurityErase('ata_security_erase_enhanced', true);
