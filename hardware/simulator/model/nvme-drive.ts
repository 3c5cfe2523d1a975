import { z } from 'zod';
import type { NvmeAnswer, NvmeCommand } from '../../transport/transport.ts';
import { sanact } from '../../nvme/sanitize.ts';
import { nvmeStatus } from '../../nvme/status.ts';
import type { DriveSpec } from '../drive-spec.ts';
import type { Context, Outcome } from './context.ts';
import { badBlock, estimates, refusesWrites } from './context.ts';
import {
  controllerData,
  formatIndex,
  healthLog,
  namespaceData,
  namespaceList,
  nvmeMaximumTransferBytes,
  sanitizeLog,
} from './nvme-data.ts';
import type { Fill, Turns } from './operation.ts';
import { commonState, startOperation, unpowered } from './operation.ts';

export const nvmeState = commonState.extend({
  family: z.literal('nvme'),
  sanitize: z.strictObject({
    outcome: z.enum(['never', 'success', 'running', 'failed']),
    cdw10: z.int(),
    passes: z.int(),
    /** Nothing was written since the last good sanitize. */
    data_erased: z.boolean(),
  }),
  format_failed: z.boolean(),
});
export type NvmeState = z.infer<typeof nvmeState>;

type Result = Outcome<NvmeState, NvmeAnswer>;
const noBytes = new Uint8Array(0);
const doNotRetry = 0x4000;

export function freshNvme(): NvmeState {
  return { ...unpowered, family: 'nvme', sanitize: { outcome: 'never', cdw10: 0, passes: 0, data_erased: false }, format_failed: false };
}

export const nvmeTurns: Turns<NvmeState> = {
  ended: (state, op, how) => {
    if (op.kind !== 'sanitize') return { ...state, format_failed: how === 'failed' };
    return {
      ...state,
      sanitize: { ...state.sanitize, outcome: how === 'succeeded' ? 'success' : 'failed', data_erased: how === 'succeeded' },
    };
  },
  poweredOn: (state) => state,
  poweredOff: (state) => state,
};

function done(data: Uint8Array = noBytes): NvmeAnswer {
  return { status: nvmeStatus.success, result: 0, data };
}
function failed(status: number): NvmeAnswer {
  return { status: status | doNotRetry, result: 0, data: noBytes };
}

/** What keeps commands from the media, and Format from starting. */
function blockedBy(state: NvmeState): number | undefined {
  if (state.sanitize.outcome === 'running') return nvmeStatus.sanitizeInProgress;
  if (state.sanitize.outcome === 'failed') return nvmeStatus.sanitizeFailed;
  return state.operation === null ? undefined : nvmeStatus.formatInProgress;
}

/** Runs one admin command. */
export function nvmeAdmin(state: NvmeState, command: NvmeCommand, context: Context): Result {
  const answer = (one: NvmeAnswer): Result => {
    const room = command.data.kind === 'in' ? command.data.lengthBytes : 0;
    return { kind: 'answered', state, answer: { ...one, data: one.data.subarray(0, room) } };
  };
  switch (command.opcode) {
    case 0x06:
      return answer(identify(command, context.spec));
    case 0x02:
      return answer(logPage(state, command, context));
    case 0x84:
      return sanitize(state, command, context);
    case 0x80:
      return format(state, command, context);
    default:
      return answer(failed(nvmeStatus.invalidOpcode));
  }
}

function identify(command: NvmeCommand, spec: DriveSpec): NvmeAnswer {
  switch ((command.cdw10 ?? 0) & 0xff) {
    case 0x00:
      return command.nsid === 1 || command.nsid === 0xffffffff ? done(namespaceData(spec)) : failed(nvmeStatus.invalidNamespace);
    case 0x01:
      return done(controllerData(spec));
    case 0x02:
      return done(namespaceList(command.nsid));
    default:
      return failed(nvmeStatus.invalidField);
  }
}

function logPage(state: NvmeState, command: NvmeCommand, context: Context): NvmeAnswer {
  const cdw10 = command.cdw10 ?? 0;
  const dwords = (cdw10 >>> 16) + ((command.cdw11 ?? 0) & 0xffff) * 65536 + 1;
  switch (cdw10 & 0xff) {
    case 0x02:
      return done(healthLog().subarray(0, dwords * 4));
    case 0x81:
      return done(sanitizeLog(state, context.spec, context.nowMs).subarray(0, dwords * 4));
    default:
      return failed(nvmeStatus.invalidLogPage);
  }
}

function sanitize(state: NvmeState, command: NvmeCommand, context: Context): Result {
  const answer = (one: NvmeAnswer, next: NvmeState = state): Result => ({ kind: 'answered', state: next, answer: one });
  const cdw10 = command.cdw10 ?? 0;
  const action = cdw10 & 7;
  if (state.operation !== null) return answer(failed(blockedBy(state) ?? nvmeStatus.sanitizeInProgress));
  if (action === sanact.exitFailureMode) {
    // Restricted mode (AUSE 0) is left by another sanitize only.
    if (state.sanitize.outcome !== 'failed') return answer(done());
    if ((state.sanitize.cdw10 & 0x08) === 0) return answer(failed(nvmeStatus.sanitizeFailed));
    return answer(done(), { ...state, sanitize: { ...state.sanitize, outcome: 'never' } });
  }
  const passes = (cdw10 >> 4) & 0x0f || 16;
  const wanted = wantedErase(action, passes, command, context);
  // NDI is set: No-Deallocate is refused, and so is media verification, which this controller lacks.
  if (wanted === undefined || (cdw10 & 0x600) !== 0) return answer(failed(nvmeStatus.invalidField));
  const operation = startOperation(
    { kind: 'sanitize', ...wanted, reachBytes: context.medium.sizeBytes },
    context.spec,
    context.nowMs,
    context.timeScale,
  );
  return answer(done(), {
    ...state,
    operation,
    format_failed: false,
    sanitize: { outcome: 'running', cdw10, passes: action === sanact.overwrite ? passes : 0, data_erased: false },
  });
}

function wantedErase(
  action: number,
  passes: number,
  command: NvmeCommand,
  context: Context,
): { readonly name: string; readonly estimateS: number; readonly fill: Fill } | undefined {
  const { spec, nowMs } = context;
  const time = estimates(spec);
  switch (action) {
    case sanact.blockErase:
      return { name: 'Block Erase', estimateS: time.blockEraseS, fill: { kind: 'zeros' } };
    case sanact.cryptoErase:
      return { name: 'Crypto Erase', estimateS: time.cryptoEraseS, fill: { kind: 'noise', seed: `${spec.serial}:${nowMs}` } };
    case sanact.overwrite: {
      const inverted = ((command.cdw10 ?? 0) & 0x100) !== 0 && passes % 2 === 0;
      const pattern = (inverted ? ~(command.cdw11 ?? 0) : (command.cdw11 ?? 0)) >>> 0;
      const hex = [0, 8, 16, 24].map((shift) => ((pattern >>> shift) & 0xff).toString(16).padStart(2, '0')).join('');
      return { name: 'Overwrite', estimateS: time.overwriteS * passes, fill: pattern === 0 ? { kind: 'zeros' } : { kind: 'pattern', hex } };
    }
    default:
      return undefined;
  }
}

/** Format NVM blocks to its end. Without a secure erase setting it still deallocates everything. */
function format(state: NvmeState, command: NvmeCommand, context: Context): Result {
  const answer = (one: NvmeAnswer): Result => ({ kind: 'answered', state, answer: one });
  const blocked = blockedBy(state);
  if (blocked !== undefined) return answer(failed(blocked));
  const cdw10 = command.cdw10 ?? 0;
  const ses = (cdw10 >> 9) & 7;
  const index = (cdw10 & 0x0f) | (((cdw10 >> 12) & 3) << 4);
  if (command.nsid !== 1 && command.nsid !== 0xffffffff) return answer(failed(nvmeStatus.invalidNamespace));
  // Another block size would change what the namespace is: refused, the format in use is the only one offered.
  if (index !== formatIndex(context.spec)) return answer(failed(nvmeStatus.invalidFormat));
  if (ses > 2 || (cdw10 & 0x1f0) !== 0) return answer(failed(nvmeStatus.invalidField));
  const time = estimates(context.spec);
  const fill: Fill = ses === 2 ? { kind: 'noise', seed: `${context.spec.serial}:${context.nowMs}` } : { kind: 'zeros' };
  const operation = startOperation(
    {
      kind: 'format',
      name: 'Format NVM',
      estimateS: ses === 2 ? time.cryptoEraseS : time.blockEraseS,
      fill,
      reachBytes: context.medium.sizeBytes,
    },
    context.spec,
    context.nowMs,
    context.timeScale,
  );
  const whenEnded = (ended: NvmeState): NvmeAnswer => (ended.format_failed ? failed(nvmeStatus.internalError) : done());
  return { kind: 'waits', state: { ...state, operation }, whenEnded };
}

/** Runs one I/O command. */
export function nvmeIo(state: NvmeState, command: NvmeCommand, context: Context): Result {
  const answer = (one: NvmeAnswer, next: NvmeState = state): Result => ({ kind: 'answered', state: next, answer: one });
  const blocked = blockedBy(state);
  if (blocked !== undefined) return answer(failed(blocked));
  if (command.nsid !== 1) return answer(failed(nvmeStatus.invalidNamespace));
  if (command.opcode === 0x00) return answer(done());
  const { spec, medium } = context;
  const lba = (command.cdw10 ?? 0) + (command.cdw11 ?? 0) * 2 ** 32;
  const blocks = ((command.cdw12 ?? 0) & 0xffff) + 1;
  const length = blocks * spec.block_bytes;
  if (lba + blocks > spec.blocks) return answer(failed(nvmeStatus.lbaOutOfRange));
  const written: NvmeState = state.sanitize.data_erased ? { ...state, sanitize: { ...state.sanitize, data_erased: false } } : state;
  switch (command.opcode) {
    case 0x02: {
      if (command.data.kind !== 'in' || command.data.lengthBytes < length || length > nvmeMaximumTransferBytes)
        return answer(failed(nvmeStatus.invalidField));
      if (badBlock(spec, 'read', lba, blocks) !== undefined) return answer(failed(nvmeStatus.unrecoveredReadError));
      const bytes = new Uint8Array(length);
      medium.read(lba * spec.block_bytes, bytes);
      return answer(done(bytes));
    }
    case 0x01:
      if (command.data.kind !== 'out' || command.data.bytes.length !== length || length > nvmeMaximumTransferBytes)
        return answer(failed(nvmeStatus.invalidField));
      if (refusesWrites(context) || badBlock(spec, 'write', lba, blocks) !== undefined) return answer(failed(nvmeStatus.writeFault));
      medium.write(lba * spec.block_bytes, command.data.bytes);
      return answer(done(), written);
    case 0x08:
      if (refusesWrites(context)) return answer(failed(nvmeStatus.writeFault));
      medium.zero(lba * spec.block_bytes, length);
      return answer(done(), written);
    default:
      return answer(failed(nvmeStatus.invalidOpcode));
  }
}
