import { z } from 'zod';
import { technique } from '../../domain/erase/technique.ts';
import { firmwareLiftGround } from '../../domain/facts/control.ts';
import type { RouteTable } from '../route.ts';
import { count, hash, personName, reason } from './parts.ts';

/** Firmware that left data behind, from our own results. */

const named = { model: z.string().min(1).max(64), firmware: z.string().min(1).max(16), technique };

/** A drive that left data behind, of those that the asker may see. */
export const firmwareDrive = z.strictObject({
  subject: z.string(),
  serial: z.string(),
  site: z.string(),
  /** The verification that found it. */
  event: hash,
  at_ms: z.int(),
});

export const firmwareRow = z.strictObject({
  ...named,
  /** Lifted: the technique is offered again, until a drive leaves data behind anew. */
  blocked: z.boolean(),
  said_ms: z.int(),
  lifted_by: personName.optional(),
  ground: firmwareLiftGround.optional(),
  /** Newest first, up to a hundred. */
  drives: z.array(firmwareDrive),
  /** Further findings, on drives that the asker may not see or beyond the hundred. */
  others: count,
});
export type FirmwareRow = z.infer<typeof firmwareRow>;

export const firmwareRoutes = {
  'firmware.list': {
    method: 'GET',
    path: '/v1/console/firmware',
    who: 'person',
    roles: ['technician', 'custodian', 'validator', 'supervisor', 'auditor'],
    summary: 'Techniques that no plan offers to drives of a model and firmware, because one of them left data behind; with those drives.',
    answer: z.strictObject({ at_ms: z.int(), rows: z.array(firmwareRow) }),
    logged: true,
  },
  'firmware.lift': {
    method: 'POST',
    path: '/v1/console/firmware/lift',
    who: 'person',
    roles: ['supervisor'],
    summary:
      'Takes a row off the list, for those who rule at every site: logs firmware.lifted. A drive that leaves data behind later blocks it anew.',
    body: z.strictObject({ ...named, ground: firmwareLiftGround, note: reason }),
    answer: z.strictObject({ event: hash }),
  },
} as const satisfies RouteTable;
