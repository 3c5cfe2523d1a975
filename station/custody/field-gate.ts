import type { StationStore } from '../../contract/ports.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import { legal, type MoveVerdict, refused } from '../../domain/custody/verdicts.ts';
import type { WayOut } from '../../domain/custody/ways-out.ts';
import { missingFields } from '../../domain/policy/fields.ts';
import { adoptedPolicy } from '../policy/adopted.ts';
import type { Gate } from '../record/recorder.ts';

type Needs = { readonly store: Pick<StationStore, 'shelf'> };

/** Facts by which a drive leaves, or by which there is nothing left of it. */
const ends: ReadonlySet<string> = new Set(['custody.released', 'drive.destroyed']);

/**
 * A gate, and behind it what the policy of this station wants to be written down before a drive leaves. Before it is
 * sanitized the rules of custody ask the same, by the policy that its clearance names.
 */
export function withFields(needs: Needs, gate: Gate): Gate {
  return (life, proposed) => {
    const verdict = gate(life, proposed);
    return verdict.kind === 'refused' || life === undefined || !ends.has(proposed.type) ? verdict : judgeFilled(needs, life);
  };
}

/** A way out of custody as the window shows it, with what is still to be filled in. */
export function wayFilled(needs: Needs, life: DriveLife, shown: WayOut): WayOut {
  const verdict = shown.open ? judgeFilled(needs, life) : legal;
  if (verdict.kind === 'legal') return shown;
  const { why, detail } = verdict;
  return { way: shown.way, open: false, why, ...(detail === undefined ? {} : { detail }) };
}

/** Is everything written down that a drive needs before it leaves? The detail names the fields that are not. */
export function judgeFilled({ store }: Needs, life: DriveLife): MoveVerdict {
  const drive = { data: life.record?.data_class ?? 'unknown', filled: life.fields ?? [] } as const;
  const lacking = missingFields(adoptedPolicy(store).fields, drive, 'leave');
  return lacking.length === 0 ? legal : refused('fields_missing', lacking.map(({ label }) => label).join(', '));
}
