import type { Answer } from '../../../renderer/console/ask.ts';
import { nowMs, people } from '../scenes.ts';
import { dayMs, rows, someHash } from './scene-drives.ts';

const drives = rows.slice(0, 3).map(({ subject, serial, site }, n) => ({
  subject,
  serial,
  site,
  event: `${n}${someHash.slice(1)}`,
  at_ms: nowMs - (n + 2) * dayMs,
}));

/** One that no plan offers any more, one that an officer lifted. */
export const firmware: Answer<'firmware.list'> = {
  at_ms: nowMs,
  rows: [
    {
      model: 'ST8000NM0055',
      firmware: 'SN05',
      technique: 'ata_sanitize_overwrite',
      blocked: true,
      said_ms: nowMs - 3 * dayMs,
      drives: drives.slice(0, 2),
      others: 1,
    },
    {
      model: 'SAMSUNG MZ7LH960HAJR',
      firmware: 'HXT7404Q',
      technique: 'ata_security_erase_enhanced',
      blocked: false,
      said_ms: nowMs - dayMs,
      lifted_by: { person: people[0]!.id, name: people[0]!.name },
      ground: 'cause_was_elsewhere',
      drives: drives.slice(2),
      others: 0,
    },
  ],
};
