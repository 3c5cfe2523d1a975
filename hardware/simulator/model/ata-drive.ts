import { toHex, utf8 } from '../../../domain/bytes.ts';
import type { DriveSpec } from '../drive-spec.ts';
import { faultOf } from '../drive-spec.ts';
import { identifyData } from './ata-identify-data.ts';
import { readLog } from './ata-logs.ts';
import { accessibleMax, deviceConfiguration, readNativeMax, setMax } from './ata-max.ts';
import { ataSanitize } from './ata-sanitize.ts';
import { ataSecurity } from './ata-security.ts';
import { ataSmart } from './ata-smart.ts';
import type { AtaOutcome, AtaResult, AtaState, AtaTask } from './ata-state.ts';
import { ataAbort, ataGood } from './ata-state.ts';
import type { Context } from './context.ts';
import type { Turns } from './operation.ts';
import { powerCyclesOf, unpowered } from './operation.ts';
import { freshTcg, tcgLocked, tcgPoweredOn, tcgReceive, tcgSend } from './tcg.ts';

const passwordTries = 5;

function password(text: string): string {
  const bytes = new Uint8Array(32);
  bytes.set(utf8(text));
  return toHex(bytes);
}

export function freshAta(spec: DriveSpec): AtaState {
  const locked = faultOf(spec, 'locked');
  const native = spec.blocks - spec.dco_blocks;
  const current = native - spec.hpa_blocks - spec.ama_blocks;
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
    max: { current, native, after_power_on: current, native_just_read: false, changed: false },
    limits: { dco_frozen: false, ama_frozen: false },
    tcg: freshTcg,
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
      limits: { dco_frozen: false, ama_frozen: false },
      tcg: tcgPoweredOn(state.tcg),
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
  const limit = (done: ReturnType<typeof setMax>): AtaOutcome => answer(done.answer, done.state ?? state);
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
    case 0xe0: // STANDBY IMMEDIATE
    case 0xe1: // IDLE IMMEDIATE
      return answer(ataGood());
    case 0x5c:
    case 0x5e:
      return trusted(state, task, context);
    case 0xb0:
      return answer(ataSmart(task, context.spec, powerCyclesOf(state)));
    case 0x2f:
      return answer(readLog(state, task, context.spec));
    case 0x27:
    case 0xf8:
      return limit(readNativeMax(state, task, context.spec));
    case 0x37:
    case 0xf9:
      return limit(setMax(state, task, context.spec, nativeJustRead));
    case 0x78:
      return limit(accessibleMax(state, task, context.spec));
    case 0xb1:
      return limit(deviceConfiguration(state, task, context.spec));
    case 0xf1:
    case 0xf2:
    case 0xf3:
    case 0xf4:
    case 0xf5:
    case 0xf6:
      return ataSecurity(state, task, context, prepared, answer);
    default:
      return answer(ataAbort());
  }
}

/** TRUSTED RECEIVE (5Ch) and TRUSTED SEND (5Eh): protocol in FEATURES, blocks in COUNT and LBA 7:0, SPSP in LBA 23:8. */
function trusted(state: AtaState, task: AtaTask, context: Context): AtaOutcome {
  const address = { protocol: task.features & 0xff, specific: (task.lba >> 8) & 0xffff };
  if (task.command === 0x5e) {
    const tcg = tcgSend(state.tcg, address, task.data, context);
    return { kind: 'answered', state: tcg === undefined ? state : { ...state, tcg }, answer: tcg === undefined ? ataAbort() : ataGood() };
  }
  const blocks = (task.count & 0xff) | ((task.lba & 0xff) << 8);
  const got = tcgReceive(state.tcg, address, blocks * 512, context.spec);
  return got === undefined
    ? { kind: 'answered', state, answer: ataAbort() }
    : { kind: 'answered', state: { ...state, tcg: got.state }, answer: ataGood({ data: got.data }) };
}

/** Media access aborts while a sanitize runs, behind a failed one, and behind a lock. */
export function ataMediaBlocked(state: AtaState, spec: DriveSpec): 'sanitize' | 'locked' | undefined {
  if (state.sanitize.sd === 'SD2' || state.sanitize.sd === 'SD3') return 'sanitize';
  return state.security.locked || tcgLocked(state.tcg, spec) ? 'locked' : undefined;
}
