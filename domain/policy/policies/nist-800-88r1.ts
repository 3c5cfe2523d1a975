import type { Policy } from '../policy.ts';
import { drives, handledWithCare, lowClasses, sensitiveClasses, strictestClasses } from './words.ts';

/**
 * For those whose own rules still name Rev. 1 (withdrawn 2025-09-26). Techniques and sampling follow public
 * excerpts of it. The decision flow follows its figure 4-1 as remembered, which could not be checked: those
 * rules are marked as our own.
 */
export const nist80088r1: Policy = {
  id: 'nist-800-88r1',
  version: 1,
  name: 'NIST SP 800-88 Rev. 1',
  standard: 'NIST SP 800-88 Rev. 1 (withdrawn)',
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
      id: 'low_stays',
      media: [...drives, 'usb_flash'],
      data_class: lowClasses,
      destination: ['reuse'],
      least: 'clear',
      witness: false,
      key_change_alone: true,
      origin: 'own',
    },
    {
      id: 'moderate_stays',
      media: drives,
      data_class: ['confidential'],
      destination: ['reuse'],
      least: 'clear',
      witness: false,
      key_change_alone: true,
      origin: 'own',
    },
    {
      id: 'high_stays',
      media: [...drives, 'unknown'],
      data_class: strictestClasses,
      destination: ['reuse'],
      least: 'purge',
      witness: false,
      key_change_alone: false,
      origin: 'own',
    },
    {
      id: 'high_leaves',
      media: [...drives, 'unknown'],
      data_class: strictestClasses,
      destination: ['maker', 'vendor', 'undecided'],
      least: 'destroy',
      witness: true,
      key_change_alone: false,
      origin: 'own',
    },
    {
      id: 'low_or_moderate_leaves',
      media: [...drives, 'unknown'],
      data_class: [...lowClasses, 'confidential'],
      destination: ['maker', 'reuse', 'vendor', 'undecided'],
      least: 'purge',
      witness: false,
      key_change_alone: true,
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
      origin: 'standard_as_described',
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
        { technique: 'tcg_psid_revert', method: 'purge', origin: 'standard_as_described' },
        { technique: 'nvme_format_user_data_erase', method: 'purge', origin: 'standard_as_described' },
        { technique: 'nvme_format_cryptographic_erase', method: 'purge', origin: 'standard_as_described' },
        { technique: 'host_overwrite', method: 'clear', pattern: 'random', origin: 'standard_as_described' },
      ],
    },
  ],
  read_back: [
    { media: ['image', 'usb_flash'], read_back: { kind: 'full' }, origin: 'own' },
    { media: drives, read_back: { kind: 'sample', sections: 1000, per_section: 2, share_permille: 50 }, origin: 'standard_as_described' },
  ],
  destroy: [
    { data_class: lowClasses, techniques: ['disintegrate', 'incinerate', 'melt', 'shred', 'pulverize'], origin: 'own' },
    { data_class: sensitiveClasses, techniques: ['disintegrate', 'incinerate', 'melt'], origin: 'own' },
  ],
  notes: [
    { text: 'Rev. 1 was withdrawn on 2025-09-26.', origin: 'standard_as_described' },
    {
      text: 'Sampling: 1000 equal sections, two places in each, each 5 % of its section, and the first and last block.',
      origin: 'standard_as_described',
    },
    { text: 'One overwrite pass of a fixed value is enough for Clear on magnetic media.', origin: 'standard_as_described' },
    { text: 'ATA security erase is Purge on a disk in enhanced mode only, and Clear on flash.', origin: 'standard_as_described' },
    { text: 'Public and internal count as low, confidential as moderate, restricted and unknown as high.', origin: 'own' },
    { text: 'The decision flow follows figure 4-1 as remembered; it was not checked against the text.', origin: 'own' },
  ],
};
