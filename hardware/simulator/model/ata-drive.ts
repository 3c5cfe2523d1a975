import { toHex, utf8 } from '../../../domain/bytes.ts';
import { le16 } from '../../transport/fields.ts';
import type { DriveSpec } from '../drive-spec.ts';
import { faultOf } from '../drive-spec.ts';
import { eraseTimeWord, identifyData } from './ata-identify-data.ts';
import { ataSanitize } from './ata-sanitize.ts';
import type { AtaOutcome, AtaResult, AtaState, AtaTask } from './ata-state.ts';
import { ataAbort, ataGood } from './ata-state.ts';
import type { Context } from './context.ts';
import type { Turns } from './operation.ts';
import { startOperation, unpowered } from './operation.ts';

const passwordTries = 5;

function password(text: string): string {
  const bytes = new Uint8Array(32);
  bytes.set(utf8(text));
  return toHex(bytes);
}

export function freshAta(spec: DriveSpec): AtaState {
  const locked = faultOf(spec, 'locked');
  const native = spec.blocks;
  return {
    ...unpowered,
    family: 'ata',
    encrypts: spec.kind === 'sata_ssd',
    sanitize: { sd: 'SD0', failure_mode: false, antifreeze: false },
    security: {
      enabled: locked !== undefined,
      locked: locked !== undefined,
      frozen: false,
      expired: false,
      tries: passwordTries,
      // Maximum: a factory master password opens nothing here.
      maximum: locked !== undefined,
      user: locked === undefined ? '' : password(locked.password),
      master: password(''),
      master_id: 0xfffe,
      prepared: false,
      power_ons: 0,
    },
    max: { current: native - spec.hpa_blocks, native, after_power_on: native - spec.hpa_blocks, native_just_read: false, changed: false },
  };
}

export const ataTurns: Turns<AtaState> = {
  ended: (state, op, how) => {
    if (op.kind === 'sanitize') return { ...state, sanitize: { ...state.sanitize, sd: how === 'succeeded' ? 'SD4' : 'SD3' } };
    // A good SECURITY ERASE UNIT takes the user password away; a failed one leaves it (ACS: security stays enabled).
    return how === 'failed'
      ? state
      : { ...state, security: { ...state.security, enabled: false, locked: false, maximum: false, user: '' } };
  },
  poweredOn: (state, spec) => {
    const frozenFault = faultOf(spec, 'security_frozen');
    const frozen = frozenFault !== undefined && (!frozenFault.until_power_cycle || state.security.power_ons === 0);
    return {
      ...state,
      sanitize: { ...state.sanitize, sd: state.sanitize.sd === 'SD1' ? 'SD0' : state.sanitize.sd, antifreeze: false },
      security: {
        ...state.security,
        locked: state.security.enabled,
        frozen,
        expired: false,
        tries: passwordTries,
        prepared: false,
        power_ons: state.security.power_ons + 1,
      },
      max: { ...state.max, current: state.max.after_power_on, native_just_read: false, changed: false },
    };
  },
  poweredOff: (state) => state,
};

/** Runs one ATA command. The answer is the registers; bytes move only through `data`. */
export function ataCommand(before: AtaState, task: AtaTask, context: Context): AtaOutcome {
  // PREPARE and READ NATIVE MAX count only for the very next command.
  const { prepared } = before.security;
  const nativeJustRead = before.max.native_just_read;
  const state: AtaState =
    prepared || nativeJustRead
      ? { ...before, security: { ...before.security, prepared: false }, max: { ...before.max, native_just_read: false } }
      : before;
  const answer = (result: AtaResult, next: AtaState = state): AtaOutcome => ({ kind: 'answered', state: next, answer: result });
  switch (task.command) {
    case 0xec:
      return answer(ataGood({ data: identifyData(state, context.spec) }));
    case 0xb4:
      return ataSanitize(state, task, context);
    case 0xe5: // CHECK POWER MODE: active
      return answer(ataGood({ count: 0xff }));
    case 0xe7: // FLUSH CACHE
    case 0xea: // FLUSH CACHE EXT
      return answer(ataGood());
    case 0x27: {
      if (context.spec.kind !== 'sata_hdd') return answer(ataAbort());
      return answer(ataGood({ lba: state.max.native - 1 }), { ...state, max: { ...state.max, native_just_read: true } });
    }
    case 0x37:
      return setMax(state, task, nativeJustRead, answer);
    case 0xf1:
    case 0xf2:
    case 0xf3:
    case 0xf4:
    case 0xf5:
    case 0xf6:
      return security(state, task, context, prepared, answer);
    default:
      return answer(ataAbort());
  }
}

type Answer = (result: AtaResult, next?: AtaState) => AtaOutcome;

/** SET MAX ADDRESS EXT: one non-volatile change per power cycle, and none while a sanitize runs. */
function setMax(state: AtaState, task: AtaTask, nativeJustRead: boolean, answer: Answer): AtaOutcome {
  const lasting = (task.count & 1) !== 0;
  const current = task.lba + 1;
  if (!nativeJustRead || current > state.max.native || state.sanitize.sd === 'SD2' || (lasting && state.max.changed))
    return answer(ataAbort());
  return answer(ataGood(), {
    ...state,
    max: { ...state.max, current, changed: state.max.changed || lasting, after_power_on: lasting ? current : state.max.after_power_on },
  });
}

function security(state: AtaState, task: AtaTask, context: Context, prepared: boolean, answer: Answer): AtaOutcome {
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
      if (master) return answer(ataGood(), { ...state, security: { ...sec, master: given, master_id: le16(task.data, 34) } });
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
      return answer(ataGood(), { ...state, security: { ...sec, frozen: true } });
    default:
      if (sec.frozen || sec.locked) return answer(ataAbort());
      if (!right || (master && sec.maximum)) return answer(ataAbort());
      return answer(ataGood(), { ...state, security: { ...sec, enabled: false, maximum: false, user: '' } });
  }
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
      reachBytes: (enhanced ? state.max.native : state.max.current) * spec.block_bytes,
    },
    spec,
    context.nowMs,
    context.timeScale,
  );
  return { kind: 'waits', state: { ...state, operation }, whenEnded: (ended) => (ended.security.enabled ? ataAbort() : ataGood()) };
}

/** Media access aborts while a sanitize runs, behind a failed one, and behind a lock. */
export function ataMediaBlocked(state: AtaState): 'sanitize' | 'locked' | undefined {
  if (state.sanitize.sd === 'SD2' || state.sanitize.sd === 'SD3') return 'sanitize';
  return state.security.locked ? 'locked' : undefined;
}
