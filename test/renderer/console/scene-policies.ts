import type { ReplayAnswer } from '../../../contract/console/policies.ts';
import type { ConsoleRouteId } from '../../../contract/console/routes.ts';
import { defaultPolicy } from '../../../domain/policy/policies.ts';
import { policyHash } from '../../../domain/policy/policy.ts';
import { type Sketch, sketch } from '../../../domain/policy/sketch.ts';
import type { Answer } from '../../../renderer/console/ask.ts';
import { nowMs, people, subjectOf } from '../scenes.ts';
import { dayMs, hour, serials } from './scene-drives.ts';

/** Drafts of policies and a replay, as a registry of some thousand drives would answer. */

export const draftId = `dr_${'4'.repeat(32)}`;

const rules = sketch.parse(defaultPolicy).rules;
const flash = rules.findIndex(({ id }) => id === 'flash_card_stays');

/** What is written here: every leaving drive needs a witness, flash has a hole, and one rule comes too late. */
export const draftText: Sketch = {
  ...sketch.parse(defaultPolicy),
  id: 'house-rules',
  version: 3,
  name: 'House rules',
  rules: [
    ...rules
      .toSpliced(flash, 1)
      .map((rule) =>
        rule.id === 'all_else' ? { ...rule, witness: true } : rule.id === 'strictest_stays' ? { ...rule, witness: true } : rule,
      ),
    { ...rules[4]!, id: 'spare_disks', media: ['ata_hdd'], data_class: ['public'] },
  ],
  places: [
    {
      id: 'stays_in_germany',
      within: ['Frankfurt 2', 'Frankfurt 3'],
      media: ['ata_hdd', 'ata_ssd', 'nvme_ssd'],
      data_class: ['restricted', 'unknown'],
      least: 'purge',
      key_change_alone: false,
      origin: 'own',
    },
  ],
  counts: [
    { kinds: ['bin', 'cage'], days: 30 },
    { kinds: ['shelf', 'box', 'pallet'], days: 90 },
  ],
};

const draftRow: Answer<'drafts.list'>['rows'][number] = {
  draft: draftId,
  name: 'A witness for all that leaves',
  revision: 4,
  id: draftText.id,
  version: draftText.version,
  from: policyHash(defaultPolicy),
  made_by: { person: people[0]!.id, name: 'Supervisor 1' },
  made_ms: nowMs - 9 * dayMs,
  saved_by: { person: people[1]!.id, name: 'Admin 1' },
  saved_ms: nowMs - 2 * hour,
};

/** Of somebody else than who looks. */
const proposal: Answer<'policies.proposals'>['rows'][number] = {
  hash: policyHash(draftText),
  id: draftText.id,
  version: draftText.version,
  name: draftText.name,
  proposed_by: { person: people[1]!.id, name: 'Admin 1' },
  proposed_ms: nowMs - 2 * hour,
};

export const policyDrafts = {
  'drafts.list': {
    rows: [
      draftRow,
      {
        ...draftRow,
        draft: `dr_${'5'.repeat(32)}`,
        name: 'Every byte of every disk',
        revision: 1,
        id: 'every-byte',
        version: 1,
        saved_ms: nowMs - 30 * dayMs,
      },
    ],
  },
  'drafts.look': { row: draftRow, policy: draftText },
  'policies.proposals': { rows: [proposal] },
  'policies.proposal': { row: proposal, policy: JSON.parse(JSON.stringify(draftText)) as Answer<'policies.proposal'>['policy'] },
} satisfies { readonly [Id in ConsoleRouteId]?: Answer<Id> };

export const replayed: ReplayAnswer = {
  at_ms: nowMs,
  drives: 874,
  walked: 874,
  tally: {
    judged: 612,
    untouched: 201,
    unknown_policy: 4,
    older: 57,
    spared: 3,
    changes: [
      { step: 'witness', old: 'no', draft: 'yes', drives: 431 },
      { step: 'rule', old: 'flash_card_stays', draft: 'none', drives: 17 },
      { step: 'method', old: 'clear', draft: 'purge', drives: 9 },
    ],
    rework: [
      { media: 'ata_hdd', technique: 'ata_sanitize_overwrite', short: 'witness', drives: 288 },
      { media: 'nvme_ssd', technique: 'nvme_sanitize_block_erase', short: 'witness', drives: 96 },
      { media: 'ata_ssd', technique: 'ata_sanitize_block_erase', short: 'witness', drives: 24 },
      { media: 'ata_hdd', technique: 'ata_sanitize_overwrite', short: 'method', drives: 9 },
      { media: 'usb_flash', technique: 'destroy', short: 'method', drives: 2 },
    ],
    times: [
      { media: 'ata_hdd', technique: 'ata_sanitize_overwrite', ms: [39_000_000, 40_000_000, 52_000_000] },
      { media: 'nvme_ssd', technique: 'nvme_sanitize_block_erase', ms: [18_000, 21_000, 30_000] },
      { media: 'ata_ssd', technique: 'ata_sanitize_block_erase', ms: [41_000] },
    ],
  },
  rows: serials.slice(0, 8).map((serial, at) => ({
    subject: subjectOf(at + 1),
    serial,
    model: at % 3 === 2 ? 'Micron 7450' : 'ST8000NM0055',
    site: at % 2 === 0 ? 'Frankfurt 2' : 'Dublin 1',
    media: at % 3 === 2 ? ('nvme_ssd' as const) : ('ata_hdd' as const),
    technique: at % 3 === 2 ? ('nvme_sanitize_block_erase' as const) : ('ata_sanitize_overwrite' as const),
    short: at === 4 ? ('method' as const) : ('witness' as const),
  })),
};
