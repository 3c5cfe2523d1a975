import { z } from 'zod';
import type { NvmeAnswer } from '../../transport/transport.ts';
import { nvmeStatus } from '../../nvme/status.ts';
import type { Turns } from './operation.ts';
import { commonState, unpowered } from './operation.ts';
import { freshTcg, tcgPoweredOn, tcgState } from './tcg.ts';

export const nvmeState = commonState.extend({
  family: z.literal('nvme'),
  sanitize: z.strictObject({
    /** `verifying` is the Media Verification state: done, readable, not in use yet. */
    outcome: z.enum(['never', 'success', 'running', 'verifying', 'failed']),
    cdw10: z.int(),
    passes: z.int(),
    /** Nothing was written since the last good sanitize. */
    data_erased: z.boolean(),
  }),
  format_failed: z.boolean(),
  tcg: tcgState.default(freshTcg),
});
export type NvmeState = z.infer<typeof nvmeState>;

const noBytes = new Uint8Array(0);
const doNotRetry = 0x4000;
/** EMVS in CDW10 of Sanitize. */
const enterMediaVerification = 0x400;

export function freshNvme(): NvmeState {
  return {
    ...unpowered,
    family: 'nvme',
    sanitize: { outcome: 'never', cdw10: 0, passes: 0, data_erased: false },
    format_failed: false,
    tcg: freshTcg,
  };
}

export const nvmeTurns: Turns<NvmeState> = {
  ended: (state, op, how) => {
    if (op.kind !== 'sanitize') return { ...state, format_failed: how === 'failed' };
    const { cdw10 } = state.sanitize;
    const good = (cdw10 & enterMediaVerification) === 0 ? 'success' : 'verifying';
    return {
      ...state,
      sanitize: { ...state.sanitize, outcome: how === 'succeeded' ? good : 'failed', data_erased: how === 'succeeded' },
    };
  },
  poweredOn: (state) => ({ ...state, tcg: tcgPoweredOn(state.tcg) }),
  poweredOff: (state) => state,
};

export function done(data: Uint8Array = noBytes): NvmeAnswer {
  return { status: nvmeStatus.success, result: 0, data };
}
export function failed(status: number): NvmeAnswer {
  return { status: status | doNotRetry, result: 0, data: noBytes };
}

/** What keeps commands from the media, and Format from starting. */
export function blockedBy(state: NvmeState): number | undefined {
  if (state.sanitize.outcome === 'running' || state.sanitize.outcome === 'verifying') return nvmeStatus.sanitizeInProgress;
  if (state.sanitize.outcome === 'failed') return nvmeStatus.sanitizeFailed;
  return state.operation === null ? undefined : nvmeStatus.formatInProgress;
}
