import type { DriveLife } from '../../domain/custody/life.ts';

const longest = 80;

/** A word as it is looked for: upper case, single spaces, no more than a label holds. */
export function termOf(text: string): string {
  return text.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toUpperCase().slice(0, longest);
}

/** What a drive is found by: serials and WWNs by any account, and the container or place it stands in. */
export function termsOf(life: DriveLife): readonly string[] {
  const { record, seen } = life;
  const words = [
    record?.serial,
    record?.label.serial,
    record?.label.wwn,
    seen?.identity.serial,
    seen?.identity.wwn,
    life.place,
    life.subject,
  ];
  return [...new Set(words.map((word) => termOf(word ?? '')).filter((word) => word !== ''))];
}

/** The one by which a list without a question is ordered. */
export function mainTermOf(life: DriveLife): string {
  const serial = termOf(life.record?.serial ?? life.seen?.identity.serial ?? '');
  return serial === '' ? termOf(life.subject) : serial;
}
