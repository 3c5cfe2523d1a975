import type { DriveRow } from '../contract/ports.ts';
import type { DriveLife } from '../domain/custody/life.ts';
import { stateOf } from '../domain/custody/life.ts';

/** What a list shows of a drive. */
export function rowOf(life: DriveLife): DriveRow {
  const wwn = life.seen?.identity.wwn ?? life.record?.label.wwn?.toLowerCase();
  const model = life.seen?.identity.model ?? life.record?.model ?? life.record?.label.model;
  const outcome = life.certificates.at(-1)?.outcome;
  const sinceMs = Date.parse(life.since);
  return {
    subject: life.subject,
    state: stateOf(life),
    serial: life.record?.serial ?? life.seen?.identity.serial ?? '',
    ...(wwn === undefined ? {} : { wwn }),
    ...(model === undefined || model === '' ? {} : { model }),
    ...(life.holder === undefined ? {} : { holder: life.holder }),
    ...(life.place === undefined ? {} : { place: life.place }),
    ...(outcome === undefined ? {} : { outcome }),
    sinceMs: Number.isFinite(sinceMs) ? sinceMs : 0,
  };
}

/** What a drive is found by, upper case: serials and WWNs by any account, models whole and word by word. */
export function wordsOf(life: DriveLife): readonly string[] {
  const { record, seen } = life;
  const names = [life.subject.slice(3), record?.serial, record?.label.serial, record?.label.wwn, seen?.identity.serial, seen?.identity.wwn];
  const models = [record?.model, record?.label.model, seen?.identity.model].filter((each) => each !== undefined);
  const words = [...names, ...models, ...models.flatMap((model) => model.split(/\s+/))];
  return [...new Set(words.map((word) => (word ?? '').trim().toUpperCase()).filter((word) => word !== ''))];
}
