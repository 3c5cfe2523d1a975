import type { Technique } from '../erase/technique.ts';
import type { AnyControlFact } from '../facts/control.ts';
import type { AnyFact, Verdict } from '../facts/facts.ts';

/** A technique that drives of one model with one firmware are not trusted with. */
export interface FirmwareTechnique {
  readonly model: string;
  readonly firmware: string;
  readonly technique: Technique;
}

/** What the facts of one drive said so far of who it is, and with what it was erased. */
export interface DriveSaid {
  readonly model: string;
  readonly firmware: string;
  readonly job?: string;
  readonly technique?: Technique;
}

/** The drive said that it was done and was not. A bad sector or a cable is no word about a firmware. */
const againstFirmware: ReadonlySet<Verdict['reasons'][number]> = new Set(['markers_survive', 'read_back_unexpected', 'structures_found']);

/**
 * The next fact of one drive, in the order of the log: what it has said of itself then, and the technique that this fact
 * shows to have left data behind. An image has no firmware; a drive that does not tell its own speaks for no other.
 */
export function firmwareStep(
  said: DriveSaid | undefined,
  fact: AnyFact,
): { readonly said?: DriveSaid; readonly found?: FirmwareTechnique } {
  switch (fact.type) {
    case 'drive.seen': {
      const { interface: speaks, model, firmware } = fact.body.identity;
      if (speaks === 'image' || model === '' || firmware === '') return {};
      return { said: { ...said, model, firmware } };
    }
    case 'erase.finished':
      if (said === undefined) return {};
      return { said: { ...said, job: fact.body.job, technique: fact.body.record.technique } };
    case 'verify.finished': {
      if (said === undefined) return {};
      const { job, verdict } = fact.body;
      const isAgainst = verdict.kind === 'failed' && verdict.reasons.some((reason) => againstFirmware.has(reason));
      if (!isAgainst || said.job !== job || said.technique === undefined) return { said };
      return { said, found: { model: said.model, firmware: said.firmware, technique: said.technique } };
    }
    default:
      return said === undefined ? {} : { said };
  }
}

/** Types that `firmwareStep` hears; all others leave things as they are. */
export const firmwareTypes: ReadonlySet<string> = new Set<AnyFact['type']>(['drive.seen', 'erase.finished', 'verify.finished']);

/** One row of the list that stands: by which verdict, and since which place of the log. */
export interface BlockedFirmware extends FirmwareTechnique {
  /** Hash of the `verify.finished`. */
  readonly by: string;
  readonly at: number;
}

/** By `firmwareKey`. */
export type FirmwareList = ReadonlyMap<string, BlockedFirmware>;

export function firmwareKey({ model, firmware, technique }: FirmwareTechnique): string {
  return JSON.stringify([model, firmware, technique]);
}

/** The list after the next word of the registry. A later success takes nothing back: it may have been luck. */
export function applyFirmware(
  list: Map<string, BlockedFirmware>,
  fact: Extract<AnyControlFact, { type: 'firmware.blocked' | 'firmware.lifted' }>,
  at: number,
): void {
  const key = firmwareKey(fact.body);
  if (fact.type === 'firmware.lifted') list.delete(key);
  else if (!list.has(key)) list.set(key, { ...fact.body, at });
}

/** What speaks against a technique on this drive; undefined when nothing does. */
export function blockOf(
  list: FirmwareList | undefined,
  { model, firmware }: Pick<FirmwareTechnique, 'model' | 'firmware'>,
  technique: Technique,
): BlockedFirmware | undefined {
  return list?.get(firmwareKey({ model, firmware, technique }));
}
