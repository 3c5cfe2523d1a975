import { z } from 'zod';
import type { LabelClaims } from '../facts/facts.ts';

/** What one part of a scan can be. */
export const understoodAs = z.enum([
  'serial',
  'wwn',
  'part',
  'model',
  'psid',
  'firmware',
  'oem_code',
  'date',
  'lba_count',
  'badge',
  'place',
  'command',
  'drive',
  'container',
  'machine',
  'device',
  'unknown',
]);
export type UnderstoodAs = z.infer<typeof understoodAs>;

/** Why a part was taken for what it was taken for. Closed: the renderer has words for each. */
export const understoodWhy = z.enum([
  'identifier_s',
  'identifier_1p',
  'identifier_p',
  'identifier_d',
  'identifier_q',
  'identifier_t',
  'identifier_2p',
  'identifier_25s',
  'identifier_4l',
  'gs1_serial',
  'gs1_asset',
  'gs1_item',
  'gs1_shipment',
  'printed_name',
  'naa_wwn',
  'long_wwn',
  'eui64_of_maker',
  'fits_maker_serial',
  'fits_several_makers',
  'fits_maker_part',
  'fits_maker_model',
  'fits_psid',
  'fits_firmware',
  'fits_oem_code',
  'fits_date',
  'fits_lba_count',
  'image_serial',
  'own_code',
  'own_code_malformed',
  'could_be_several',
  'nothing_fits',
  'too_long',
]);
export type UnderstoodWhy = z.infer<typeof understoodWhy>;

/** What one part of a scan was understood as, and why. The text of a PSID is never here: it opens the drive. */
export const understoodPart = z.strictObject({ as: understoodAs, text: z.string(), why: understoodWhy });
export type Understood = z.infer<typeof understoodPart>;

/** What was chosen from the parts for one member of the claims, or why nothing was. */
export const choiceWhy = z.enum(['only_one', 'best_reason', 'scanned_again', 'agrees_with_wwn', 'could_be_several', 'none']);
export type ChoiceWhy = z.infer<typeof choiceWhy>;

/** One line for each member of the claims: what was chosen, what stood against it, and why. */
export interface Choice {
  readonly member: keyof LabelClaims;
  readonly text?: string;
  readonly why: ChoiceWhy;
  readonly others: readonly string[];
}
export interface GatheredLabel {
  readonly claims: LabelClaims;
  readonly choices: readonly Choice[];
}
