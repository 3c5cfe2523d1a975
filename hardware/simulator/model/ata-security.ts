import { toHex } from '../../../domain/bytes.ts';
import { le16 } from '../../transport/fields.ts';
import { eraseTimeWord } from './ata-identify-data.ts';
import type { AtaOutcome, AtaResult, AtaState, AtaTask } from './ata-state.ts';
import { ataAbort, ataGood } from './ata-state.ts';
import type { Context } from './context.ts';
import { startOperation } from './operation.ts';

type Answer = (result: AtaResult, next?: AtaState) => AtaOutcome;

/** The SECURITY commands, F1h to F6h. `prepared`: ERASE PREPARE was the command directly before. */
export function ataSecurity(state: AtaState, task: AtaTask, context: Context, prepared: boolean, answer: Answer): AtaOutcome {
  const sec = state.security;
  // During and after a failed sanitize the drive takes no security command.
  if (state.sanitize.sd === 'SD2' || state.sanitize.sd === 'SD3') return answer(ataAbort());
  const master = ((task.data[0] ?? 0) & 1) !== 0;
  const given = toHex(task.data.subarray(2, 34));
  const right = given === (master ? sec.master : sec.user);
  const miss = (): AtaOutcome => {
    const tries = Math.max(0, sec.tries - 1);
    return answer(ataAbort(), { ...state, security: { ...sec, tries, expired: tries === 0 } });
  };
  switch (task.command) {
    case 0xf1:
      if (sec.frozen || sec.locked) return answer(ataAbort());
      if (master) return answer(ataGood(), { ...state, security: { ...sec, master: given, master_id: masterIdentifier(task, sec) } });
      return answer(ataGood(), { ...state, security: { ...sec, user: given, enabled: true, maximum: ((task.data[1] ?? 0) & 1) !== 0 } });
    case 0xf2:
      if (sec.frozen || sec.expired || !sec.enabled) return answer(ataAbort());
      if (!right || (master && sec.maximum)) return miss();
      return answer(ataGood(), { ...state, security: { ...sec, locked: false } });
    case 0xf3:
      if (sec.frozen) return answer(ataAbort());
      return answer(ataGood(), { ...state, security: { ...sec, prepared: true } });
    case 0xf4:
      if (sec.frozen || sec.expired || !prepared || !sec.enabled) return answer(ataAbort());
      return right ? eraseUnit(state, task, context) : miss();
    case 0xf5:
      // A locked drive cannot be frozen: it would stay locked for as long as it has power.
      if (sec.locked) return answer(ataAbort());
      return answer(ataGood(), { ...state, security: { ...sec, frozen: true } });
    default:
      if (sec.frozen || sec.locked) return answer(ataAbort());
      if (!right || (master && sec.maximum)) return answer(ataAbort());
      return answer(ataGood(), { ...state, security: { ...sec, enabled: false, maximum: false, user: '' } });
  }
}

/** 0000h and FFFFh leave the identifier as it was. */
function masterIdentifier(task: AtaTask, sec: AtaState['security']): number {
  const given = le16(task.data, 34);
  return given === 0 || given === 0xffff ? sec.master_id : given;
}

/** SECURITY ERASE UNIT blocks to its end. Normal mode stops at the addressable end, enhanced covers all. */
function eraseUnit(state: AtaState, task: AtaTask, context: Context): AtaOutcome {
  const enhanced = ((task.data[0] ?? 0) & 2) !== 0;
  const { spec } = context;
  const operation = startOperation(
    {
      kind: 'security_erase',
      name: enhanced ? 'SECURITY ERASE UNIT (enhanced)' : 'SECURITY ERASE UNIT',
      estimateS: (eraseTimeWord(spec.erase_s) & 0x7fff) * 120,
      fill: { kind: 'zeros' },
      reachBytes: (enhanced ? spec.blocks : state.max.current) * spec.block_bytes,
    },
    spec,
    context.nowMs,
    context.timeScale,
  );
  return { kind: 'waits', state: { ...state, operation }, whenEnded: (ended) => (ended.security.enabled ? ataAbort() : ataGood()) };
}
