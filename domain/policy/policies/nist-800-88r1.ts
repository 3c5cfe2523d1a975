import type { Policy } from '../policy.ts';

/** Default policy: the terms and the two-step assurance of NIST SP 800-88 Rev. 1, techniques by our own list. */
export const nist80088r1: Policy = {
  id: 'nist-800-88r1',
  version: 1,
  name: 'NIST SP 800-88 Rev. 1',
  standard: 'NIST SP 800-88 Rev. 1',
  rules: [
    {
      id: 'image',
      media: ['image'],
      data_class: ['public', 'internal', 'confidential', 'restricted', 'unknown'],
      destination: ['maker', 'reuse', 'vendor', 'undecided'],
      least: 'clear',
      witness: false,
      key_change_alone: false,
      origin: 'own',
    },
  ],
  ladders: [{ media: ['image'], rungs: [{ technique: 'host_overwrite', method: 'clear', origin: 'own' }] }],
  passes: 1,
  read_back: [{ media: ['image'], read_back: { kind: 'full' }, origin: 'own' }],
  destroy: [{ data_class: ['public'], techniques: ['incinerate'], origin: 'own' }],
  notes: [],
};
