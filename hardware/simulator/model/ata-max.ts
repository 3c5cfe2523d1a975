import { putLe16, putLe64 } from '../../transport/fields.ts';
import type { DriveSpec } from '../drive-spec.ts';
import { checksumByte, limitsOf } from './ata-features.ts';
import type { AtaResult, AtaState, AtaTask } from './ata-state.ts';
import { ataAbort, ataGood, ataIdNotFound } from './ata-state.ts';

interface Answered {
  readonly answer: AtaResult;
  readonly state?: AtaState;
}

const refused: Answered = { answer: ataAbort() };

/** READ NATIVE MAX ADDRESS, 28 bits (F8h) and 48 (27h): the end of the medium as a DCO leaves it. */
export function readNativeMax(state: AtaState, task: AtaTask, spec: DriveSpec): Answered {
  if (!limitsOf(spec).hpa) return refused;
  const last = state.max.native - 1;
  const next = { ...state, max: { ...state.max, native_just_read: true } };
  if (task.command === 0x27) return { answer: ataGood({ lba: last }), state: next };
  const told = Math.min(last, 0x0fffffff);
  return { answer: { ...ataGood({ lba: told % 2 ** 24 }), lbaTop: Math.floor(told / 2 ** 24) }, state: next };
}

/** SET MAX ADDRESS (F9h feature 00h) and EXT (37h): directly after the read, one lasting change per power cycle, none while a sanitize runs. */
export function setMax(state: AtaState, task: AtaTask, spec: DriveSpec, nativeJustRead: boolean): Answered {
  const lasting = (task.count & 1) !== 0;
  const current = task.lba + 1;
  // The other features of F9h (SET MAX with a password) belong to a set that these drives do not have.
  if (!limitsOf(spec).hpa || (task.command === 0xf9 && task.features !== 0)) return refused;
  if (!nativeJustRead || state.sanitize.sd === 'SD2') return refused;
  if (current > state.max.native || (lasting && state.max.changed)) return { answer: ataIdNotFound() };
  const max = {
    ...state.max,
    current,
    changed: state.max.changed || lasting,
    after_power_on: lasting ? current : state.max.after_power_on,
  };
  return { answer: ataGood(), state: { ...state, max } };
}

/** Accessible Max Address (78h): read the native end, set the accessible one for good, freeze until power is cycled. */
export function accessibleMax(state: AtaState, task: AtaTask, spec: DriveSpec): Answered {
  if (!limitsOf(spec).ama) return refused;
  switch (task.features) {
    case 0x0000:
      return { answer: ataGood({ lba: state.max.native - 1 }) };
    case 0x0001: {
      if (state.limits.ama_frozen || state.max.changed || state.sanitize.sd === 'SD2') return refused;
      const current = task.lba + 1;
      if (current > state.max.native) return { answer: ataIdNotFound() };
      return { answer: ataGood(), state: { ...state, max: { ...state.max, current, changed: true, after_power_on: current } } };
    }
    case 0x0002:
      return { answer: ataGood(), state: { ...state, limits: { ...state.limits, ama_frozen: true } } };
    default:
      return refused;
  }
}

/** DEVICE CONFIGURATION (B1h): identify, restore, freeze lock. Nothing but freeze works once frozen. */
export function deviceConfiguration(state: AtaState, task: AtaTask, spec: DriveSpec): Answered {
  if (!limitsOf(spec).dco || state.limits.dco_frozen) return refused;
  switch (task.features & 0xff) {
    case 0xc0: {
      // A Host Protected Area lies on top: it has to go first.
      if (state.max.current !== state.max.native || state.sanitize.sd === 'SD2') return refused;
      const max = { ...state.max, current: spec.blocks, native: spec.blocks, after_power_on: spec.blocks };
      return { answer: ataGood(), state: { ...state, max } };
    }
    case 0xc1:
      return { answer: ataGood(), state: { ...state, limits: { ...state.limits, dco_frozen: true } } };
    case 0xc2:
      return { answer: ataGood({ data: configurationData(spec) }) };
    default:
      return refused;
  }
}

/** DEVICE CONFIGURATION IDENTIFY data: what could be chosen, with the largest address in words 3 to 6. */
function configurationData(spec: DriveSpec): Uint8Array {
  const data = new Uint8Array(512);
  putLe16(data, 0, 0x0002);
  putLe16(data, 2, 0x0007);
  putLe16(data, 4, 0x007f);
  putLe64(data, 6, spec.blocks - 1);
  // SMART, security, 48-bit addressing and HPA may be switched off.
  putLe16(data, 14, 0x0189);
  data[510] = 0xa5;
  data[511] = checksumByte(data);
  return data;
}
