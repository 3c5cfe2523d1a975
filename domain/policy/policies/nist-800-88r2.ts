import type { Policy } from '../policy.ts';
import { drives, handledWithCare, lowClasses, sensitiveClasses, strictestClasses } from './words.ts';

/**
 * Default policy. NIST SP 800-88 Rev. 2 names the methods and asks for verification and validation, but has no
 * table of techniques and asks for no sampling: which technique, how much read-back and who must be there are
 * our own choices, and marked so.
 */
export const nist80088r2: Policy = {
  id: 'nist-800-88r2',
  version: 1,
  name: 'NIST SP 800-88 Rev. 2',
  standard: 'NIST SP 800-88 Rev. 2',
  rules: [
    {
      id: 'bound_for_destruction',
      media: [...drives, 'usb_flash', 'image', 'unknown'],
      data_class: [...lowClasses, ...sensitiveClasses],
      destination: ['destruction'],
      least: 'destroy',
      witness: true,
      key_change_alone: false,
      origin: 'own',
    },
    {
      id: 'image',
      media: ['image'],
      data_class: [...lowClasses, ...sensitiveClasses],
      destination: ['maker', 'reuse', 'vendor', 'undecided'],
      least: 'clear',
      witness: false,
      key_change_alone: false,
      origin: 'own',
    },
    {
      id: 'flash_card_stays',
      media: ['usb_flash'],
      data_class: lowClasses,
      destination: ['reuse'],
      least: 'clear',
      witness: false,
      key_change_alone: false,
      origin: 'own',
    },
    {
      id: 'flash_card',
      media: ['usb_flash'],
      data_class: [...lowClasses, ...sensitiveClasses],
      destination: ['maker', 'reuse', 'vendor', 'undecided'],
      least: 'destroy',
      witness: true,
      key_change_alone: false,
      origin: 'own',
    },
    {
      id: 'low_stays',
      media: drives,
      data_class: lowClasses,
      destination: ['reuse'],
      least: 'clear',
      witness: false,
      key_change_alone: true,
      origin: 'own',
    },
    {
      id: 'strictest_leaves',
      media: [...drives, 'unknown'],
      data_class: strictestClasses,
      destination: ['maker', 'vendor', 'undecided'],
      least: 'purge',
      witness: true,
      key_change_alone: false,
      origin: 'own',
    },
    {
      id: 'strictest_stays',
      media: [...drives, 'unknown'],
      data_class: strictestClasses,
      destination: ['reuse'],
      least: 'purge',
      witness: false,
      key_change_alone: false,
      origin: 'own',
    },
    {
      id: 'all_else',
      media: [...drives, 'unknown'],
      data_class: [...lowClasses, 'confidential'],
      destination: ['maker', 'reuse', 'vendor', 'undecided'],
      least: 'purge',
      witness: false,
      key_change_alone: true,
      origin: 'own',
    },
  ],
  ladders: [
    ...handledWithCare,
    {
      media: ['nvme_ssd'],
      rungs: [
        { technique: 'nvme_sanitize_block_erase', method: 'purge', origin: 'standard_as_described' },
        { technique: 'nvme_sanitize_crypto_erase', method: 'purge', origin: 'standard_as_described' },
        { technique: 'nvme_sanitize_overwrite', method: 'purge', origin: 'standard_as_described' },
        { technique: 'tcg_psid_revert', method: 'purge', origin: 'own' },
        // Whether Format counts as Purge under IEEE 2883 could not be checked: it gets the lower word.
        { technique: 'nvme_format_user_data_erase', method: 'clear', origin: 'own' },
        { technique: 'nvme_format_cryptographic_erase', method: 'clear', origin: 'own' },
        { technique: 'host_overwrite', method: 'clear', pattern: 'random', origin: 'own' },
      ],
    },
  ],
  read_back: [
    { media: ['image', 'usb_flash'], read_back: { kind: 'full' }, origin: 'own' },
    { media: drives, read_back: { kind: 'sample', sections: 1000, per_section: 2, share_permille: 1 }, origin: 'own' },
  ],
  destroy: [
    { data_class: ['public'], techniques: ['disintegrate', 'incinerate', 'melt', 'shred', 'pulverize'], origin: 'standard_as_described' },
    { data_class: ['internal', ...sensitiveClasses], techniques: ['disintegrate', 'incinerate', 'melt'], origin: 'standard_as_described' },
  ],
  notes: [
    { text: 'Purge is preferred over Clear whenever possible.', origin: 'standard_as_described' },
    { text: 'Read-back by sampling is not required by Rev. 2. This policy asks for it.', origin: 'own' },
    { text: 'One overwrite pass. More passes are not needed.', origin: 'standard_as_described' },
    { text: 'Shred and pulverize serve the lowest category only.', origin: 'standard_as_described' },
    {
      text: 'Degaussing counts as Purge at best, never as Destroy, and never on flash. This policy does not offer it.',
      origin: 'standard_as_described',
    },
    {
      text: 'A changed key counts for restricted or unknown data only beside another technique: its conditions cannot be seen from outside.',
      origin: 'own',
    },
    {
      text: 'An image has no sanitize commands: Clear by host overwrite is the most it can reach, and the certificate says so.',
      origin: 'own',
    },
  ],
};
