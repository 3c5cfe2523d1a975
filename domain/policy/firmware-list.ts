import type { RecordedFact } from '../custody/story.ts';
import { readFact, type Verdict } from '../facts/facts.ts';

/** A firmware whose erase left data behind. */
export interface BlockedFirmware {
  readonly model: string;
  readonly firmware: string;
  /** The drive and the verdict that blocked it, by event hash. */
  readonly subject: string;
  readonly by: string;
}

/** The drive said that it was done and was not. A bad sector or a cable is no word about a firmware. */
const againstFirmware: ReadonlySet<Verdict['reasons'][number]> = new Set(['markers_survive', 'read_back_unexpected', 'structures_found']);

/**
 * Every firmware of which one erase failed verification, the first verdict against each, in the order of the log. A
 * later success takes nothing back: it may have been luck.
 */
export function blockedFirmware(facts: Iterable<Pick<RecordedFact, 'type' | 'body' | 'hash' | 'subject'>>): readonly BlockedFirmware[] {
  const said = new Map<string, { readonly model: string; readonly firmware: string }>();
  const blocked: BlockedFirmware[] = [];
  for (const recorded of facts) {
    const { subject, hash } = recorded;
    const read = readFact(recorded.type, recorded.body);
    if (subject === undefined || read.kind !== 'fact') continue;
    const { fact } = read;
    if (fact.type === 'drive.seen') said.set(subject, { model: fact.body.identity.model, firmware: fact.body.identity.firmware });
    if (fact.type !== 'verify.finished' || fact.body.verdict.kind !== 'failed') continue;
    const drive = said.get(subject);
    if (drive === undefined || !fact.body.verdict.reasons.some((reason) => againstFirmware.has(reason))) continue;
    if (blockOf(blocked, drive.model, drive.firmware) === undefined) blocked.push({ ...drive, subject, by: hash });
  }
  return blocked;
}

/** What speaks against this firmware; undefined when nothing does. */
export function blockOf(blocked: readonly BlockedFirmware[], model: string, firmware: string): BlockedFirmware | undefined {
  return blocked.find((row) => row.model === model && row.firmware === firmware);
}

/** One sentence for a person. */
export function blockWords({ model, firmware }: BlockedFirmware): string {
  return `Firmware ${firmware} of ${model} left data behind after an erase that the drive called done. Do not rely on an erase by a drive with it.`;
}
