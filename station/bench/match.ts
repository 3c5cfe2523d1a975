import type { StationStore } from '../../contract/ports.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import type { DriveIdentity } from '../../domain/drive/identity.ts';
import { compareSerials } from '../../domain/drive/serials.ts';
import type { LabelClaims } from '../../domain/facts/facts.ts';

/** A record that fits, and whether its drive is already gone from custody: then it should not be here at all. */
export interface Match {
  readonly life: DriveLife;
  readonly ended: boolean;
}

/** The custody record of a drive by what the drive says of itself. Living records come before ended ones. */
export function recordOfDrive(store: StationStore, identity: DriveIdentity): Match | undefined {
  const { serial, model, wwn } = identity;
  const queries = new Set([serial, serial.replace(/^WD-/, ''), serial.slice(0, 8), serial.slice(-8), ...(wwn === undefined ? [] : [wwn])]);
  return best(store, queries, (life) => {
    const record = life.record;
    if (record === undefined) return false;
    if (wwn !== undefined && (life.seen?.identity.wwn === wwn || record.label.wwn === wwn)) return true;
    return compareSerials(record.serial, serial, model, wwn).match !== 'differs';
  });
}

/** The custody record that a label names, by serial or WWN exactly. */
export function recordOfLabel(store: StationStore, label: LabelClaims): Match | undefined {
  const queries = new Set([label.serial, label.wwn].filter((query) => query !== undefined));
  return best(store, queries, (life) => {
    const record = life.record;
    if (record === undefined) return false;
    if (label.serial !== undefined && (record.serial === label.serial || life.seen?.identity.serial === label.serial)) return true;
    return label.wwn !== undefined && (record.label.wwn === label.wwn || life.seen?.identity.wwn === label.wwn);
  });
}

function best(store: StationStore, queries: ReadonlySet<string>, fits: (life: DriveLife) => boolean): Match | undefined {
  let ended: Match | undefined;
  for (const query of queries) {
    if (query === '') continue;
    for (const row of store.drives.find(query, { limit: 50 })) {
      const life = store.drives.life(row.subject);
      if (life === undefined || !fits(life)) continue;
      if (life.released === undefined && life.destroyed === undefined) return { life, ended: false };
      ended ??= { life, ended: true };
    }
  }
  return ended;
}
