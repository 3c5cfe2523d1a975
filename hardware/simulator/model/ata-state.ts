import { z } from 'zod';
import type { Outcome } from './context.ts';
import { commonState } from './operation.ts';
import { freshTcg, tcgState } from './tcg.ts';

export const ataState = commonState.extend({
  family: z.literal('ata'),
  /** The drive encrypts all user data, so that it can lose the key. */
  encrypts: z.boolean(),
  sanitize: z.strictObject({ sd: z.enum(['SD0', 'SD1', 'SD2', 'SD3', 'SD4']), failure_mode: z.boolean(), antifreeze: z.boolean() }),
  security: z.strictObject({
    enabled: z.boolean(),
    locked: z.boolean(),
    frozen: z.boolean(),
    expired: z.boolean(),
    tries: z.int(),
    maximum: z.boolean(),
    user: z.string(),
    master: z.string(),
    master_id: z.int(),
    /** ERASE PREPARE was the last command. */
    prepared: z.boolean(),
    power_ons: z.int(),
  }),
  /** Counts of sectors. `current` below `native` is a Host Protected Area. */
  max: z.strictObject({ current: z.int(), native: z.int(), after_power_on: z.int(), native_just_read: z.boolean(), changed: z.boolean() }),
  tcg: tcgState.default(freshTcg),
  /** Freeze locks of the two other limits, until power is cycled. */
  limits: z.strictObject({ dco_frozen: z.boolean(), ama_frozen: z.boolean() }).default({ dco_frozen: false, ama_frozen: false }),
});
export type AtaState = z.infer<typeof ataState>;

/** One ATA command as the bridge hands it on. */
export interface AtaTask {
  readonly command: number;
  readonly features: number;
  readonly count: number;
  readonly lba: number;
  readonly data: Uint8Array;
}

export interface AtaResult {
  readonly status: number;
  readonly error: number;
  readonly count: number;
  readonly lba: number;
  /** DEVICE 3:0, where a 28-bit command returns LBA 27:24. */
  readonly lbaTop?: number;
  readonly data: Uint8Array;
}

export type AtaOutcome = Outcome<AtaState, AtaResult>;

const noBytes = new Uint8Array(0);

export function ataGood(registers: { readonly count?: number; readonly lba?: number; readonly data?: Uint8Array } = {}): AtaResult {
  return { status: 0x50, error: 0, count: registers.count ?? 0, lba: registers.lba ?? 0, data: registers.data ?? noBytes };
}

/** ERR with IDNF: an address that is not there. */
export function ataIdNotFound(): AtaResult {
  return { status: 0x51, error: 0x10, count: 0, lba: 0, data: noBytes };
}

/** ERR with ABRT; `reason` goes to LBA 7:0. */
export function ataAbort(reason = 0): AtaResult {
  return { status: 0x51, error: 0x04, count: 0, lba: reason, data: noBytes };
}
