import type { AtaOutcome, AtaResult, AtaState, AtaTask } from './ata-state.ts';
import { ataAbort, ataGood } from './ata-state.ts';
import type { Context } from './context.ts';
import { estimates } from './context.ts';
import type { Start } from './operation.ts';
import { progress16, startOperation } from './operation.ts';
import { tcgLocked } from './tcg.ts';

const reason = { unsuccessful: 1, unsupported: 2, frozen: 3, antifreeze: 4 } as const;

/** The flags and the progress that every good sub-command returns. */
function statusRegisters(state: AtaState, nowMs: number): AtaResult {
  const { sd, antifreeze } = state.sanitize;
  const count = (sd === 'SD4' ? 0x8000 : 0) | (sd === 'SD2' ? 0x4000 : 0) | (sd === 'SD1' ? 0x2000 : 0) | (antifreeze ? 0x1000 : 0);
  return ataGood({ count, lba: state.operation?.kind === 'sanitize' ? progress16(state.operation, nowMs) : 0xffff });
}

/** SANITIZE DEVICE (B4h): the state machine SD0 to SD4. */
export function ataSanitize(state: AtaState, task: AtaTask, context: Context): AtaOutcome {
  const answer = (result: AtaResult, next: AtaState = state): AtaOutcome => ({ kind: 'answered', state: next, answer: result });
  const { sd, antifreeze } = state.sanitize;
  switch (task.features) {
    case 0x0000: {
      if (sd !== 'SD3') return answer(statusRegisters(state, context.nowMs));
      if ((task.count & 1) === 0 || !state.sanitize.failure_mode) return answer(ataAbort(reason.unsuccessful));
      const cleared: AtaState = { ...state, sanitize: { ...state.sanitize, sd: 'SD0' } };
      return answer(statusRegisters(cleared, context.nowMs), cleared);
    }
    case 0x0020:
      if (task.lba !== 0x46724c6b || sd === 'SD2' || sd === 'SD3') return answer(ataAbort());
      if (antifreeze) return answer(ataAbort(reason.antifreeze));
      return answer(ataGood({ count: 0x2000 }), { ...state, sanitize: { ...state.sanitize, sd: 'SD1' } });
    case 0x0040: {
      if (task.lba !== 0x416e7469 || sd === 'SD2') return answer(ataAbort());
      if (sd === 'SD1') return answer(ataAbort(reason.frozen));
      const held: AtaState = { ...state, sanitize: { ...state.sanitize, antifreeze: true } };
      return answer(statusRegisters(held, context.nowMs), held);
    }
    default:
      return begin(state, task, context, answer);
  }
}

function begin(state: AtaState, task: AtaTask, context: Context, answer: (result: AtaResult, next?: AtaState) => AtaOutcome): AtaOutcome {
  const start = startOf(state, task, context);
  if (start === 'unsupported') return answer(ataAbort(reason.unsupported));
  if (start === 'bad_key' || state.sanitize.sd === 'SD2' || state.security.locked || tcgLocked(state.tcg, context.spec))
    return answer(ataAbort());
  if (state.sanitize.sd === 'SD1') return answer(ataAbort(reason.frozen));
  const next: AtaState = {
    ...state,
    sanitize: { ...state.sanitize, sd: 'SD2', failure_mode: (task.count & 0x10) !== 0 },
    operation: startOperation(start, context.spec, context.nowMs, context.timeScale),
  };
  return answer(statusRegisters(next, context.nowMs), next);
}

function startOf(state: AtaState, task: AtaTask, context: Context): Start | 'unsupported' | 'bad_key' {
  const { spec, medium, nowMs } = context;
  const time = estimates(spec);
  const common = { kind: 'sanitize', reachBytes: medium.sizeBytes } as const;
  switch (task.features) {
    case 0x0011:
      if (!state.encrypts) return 'unsupported';
      return task.lba === 0x43727970
        ? { ...common, name: 'CRYPTO SCRAMBLE EXT', estimateS: time.cryptoEraseS, fill: { kind: 'noise', seed: `${spec.serial}:${nowMs}` } }
        : 'bad_key';
    case 0x0012:
      if (spec.kind !== 'sata_ssd') return 'unsupported';
      return task.lba === 0x426b4572
        ? { ...common, name: 'BLOCK ERASE EXT', estimateS: time.blockEraseS, fill: { kind: 'zeros' } }
        : 'bad_key';
    case 0x0014: {
      if (spec.kind !== 'sata_hdd') return 'unsupported';
      if (Math.floor(task.lba / 2 ** 32) !== 0x4f57) return 'bad_key';
      const passes = task.count & 0x0f || 16;
      return { ...common, name: 'OVERWRITE EXT', estimateS: time.overwriteS * passes, fill: patternFill(task, passes) };
    }
    default:
      return 'unsupported';
  }
}

/** The 32-bit pattern as it lies on the medium (little-endian here); inverted on every other pass when asked for. */
function patternFill(task: AtaTask, passes: number): Start['fill'] {
  const inverted = (task.count & 0x80) !== 0 && passes % 2 === 0;
  const pattern = task.lba % 2 ** 32;
  const last = inverted ? ~pattern >>> 0 : pattern;
  if (last === 0) return { kind: 'zeros' };
  const hex = [0, 8, 16, 24].map((shift) => ((last >>> shift) & 0xff).toString(16).padStart(2, '0')).join('');
  return { kind: 'pattern', hex };
}
