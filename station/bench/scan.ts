import type { ScanSource } from '../../contract/scanners.ts';
import type { ScanView, Sound } from '../../contract/views.ts';
import { readAim } from '../../domain/label/aim.ts';
import { readOwnCode, type Command } from '../../domain/label/codes.ts';
import { gatherLabel } from '../../domain/label/gather.ts';
import { type PsidReading, readPsid } from '../../domain/label/psid.ts';
import { understandScan, withoutSecrets } from '../../domain/label/scan.ts';
import type { Understood } from '../../domain/label/understood.ts';
import type { LabelCode } from '../labels/scan-back.ts';
import type { Docks } from '../docks/docks.ts';
import type { StationParts } from '../parts.ts';
import type { Desk } from './desk.ts';
import { recordOfLabel } from './match.ts';
import { drivesToOpen } from './psids.ts';

/** A scan that comes again within this time is the same pull of the trigger. */
const bounceMs = 1000;

/** What the bench does with a scan that is not only looked at. */
export interface ScanActions {
  /** Runs a command from the card. @returns false when it has nothing to act on now */
  command(command: Command): boolean;
  /** Looks again at every bay that has no record yet. */
  bindAgain(): void;
  /** Our own label on a drive. */
  label(code: LabelCode): Verdict;
}

type Verdict = ScanView['verdict'];

const sounds: Readonly<Record<Verdict, Sound>> = {
  part_added: 'ok',
  same_again: 'already',
  drive_found: 'ok',
  drive_unknown: 'stop',
  label_matches: 'ok',
  label_differs: 'stop',
  badge_read: 'ok',
  command_done: 'done',
  not_now: 'stop',
  not_understood: 'stop',
  place_set: 'ok',
  zombie: 'stop',
  psid_taken: 'ok',
  psid_not_whole: 'stop',
  psid_letter_o: 'stop',
  psid_of_which: 'stop',
  label_applied: 'done',
  label_elsewhere: 'stop',
  label_unknown: 'stop',
};

/** A scan as it came. The identifier stands before the text, or apart from it in `aim`. */
export interface AskedScan {
  readonly text: string;
  readonly source: ScanSource;
  readonly aim?: string | undefined;
  readonly device?: string | undefined;
}

/** Understands one scan, does what it asks for, and says what was done. Never throws on odd input. */
export function readScan(
  room: { readonly parts: StationParts; readonly docks: Docks; readonly desk: Desk },
  actions: ScanActions,
  asked: AskedScan,
): ScanView {
  const { parts, desk } = room;
  const atMs = parts.clock.wallMs();
  const { text, aim } = asked.aim === undefined ? readAim(asked.text) : { text: asked.text, aim: asked.aim };
  const understood = understandScan(text, aim);
  const plain = withoutSecrets(text);
  const last = desk.lastScan;
  const bounced = last !== undefined && last.text === plain && atMs - last.at_ms < bounceMs;
  // A PSID that comes again is kept again: masked, two of them may look alike, and the drive may just have refused this one.
  const verdict =
    routePsid(room, understood, readPsid(text, asked.source === 'typed')) ??
    (bounced ? 'same_again' : route(room, actions, understood, text, aim ?? ''));
  // What was meant as a PSID and is none yet is most of one: nothing of it is shown.
  const hidden = verdict === 'psid_not_whole' || verdict === 'psid_letter_o';
  const scan = desk.keep({
    at_ms: atMs,
    text: hidden ? '****' : plain,
    source: asked.source,
    ...(aim === undefined ? {} : { aim }),
    ...(asked.device === undefined ? {} : { device: asked.device }),
    understood: hidden ? [] : [...understood],
    verdict,
    sound: sounds[verdict],
  });
  parts.changes.notify();
  return scan;
}

function route(
  room: { readonly parts: StationParts; readonly docks: Docks; readonly desk: Desk },
  actions: ScanActions,
  understood: readonly Understood[],
  raw: string,
  aim: string,
): Verdict {
  const { desk } = room;
  const own = readOwnCode(raw);
  if (own !== undefined) {
    switch (own.kind) {
      case 'badge':
        return 'badge_read';
      case 'place':
        desk.place = own.place;
        return 'place_set';
      case 'command':
        return actions.command(own.command) ? 'command_done' : 'not_now';
      case 'drive':
        return actions.label(own);
      // The window opens the page of a container by itself, and asks for a machine where one is needed: at the bench there is nothing to do with either.
      case 'container':
      case 'machine':
      // The form for what is taken in hears it before it comes here.
      case 'device':
      case 'malformed':
        return 'not_understood';
    }
  }
  if (understood.every((part) => part.as === 'unknown')) return 'not_understood';
  return routeLabel(room, actions, understood, aim + raw);
}

/**
 * A PSID goes to the drive that it was scanned with, to the one in hand, or to the only one that waits for one. Undefined when no
 * drive waits, or a label is being gathered: then it is a part of that label like any other.
 */
function routePsid(
  { parts, docks, desk }: { readonly parts: StationParts; readonly docks: Docks; readonly desk: Desk },
  understood: readonly Understood[],
  reading: PsidReading | undefined,
): Verdict | undefined {
  if (reading === undefined || desk.gathering) return undefined;
  const waiting = drivesToOpen({ parts, docks });
  if (waiting.length === 0) return undefined;
  const { claims } = gatherLabel(understood);
  const isAlone = claims.serial === undefined && claims.wwn === undefined;
  const inHand = isAlone ? desk.focus : recordOfLabel(parts.store, claims)?.life.subject;
  const subject = waiting.find((one) => one === inHand) ?? (isAlone && waiting.length === 1 ? waiting[0] : undefined);
  if (subject === undefined) return isAlone ? 'psid_of_which' : undefined;
  switch (reading.kind) {
    case 'psid':
      desk.psids.keep(subject, reading.psid, parts.clock.wallMs());
      desk.focus = subject;
      return 'psid_taken';
    case 'not_whole':
      return 'psid_not_whole';
    case 'letter_o':
      return 'psid_letter_o';
  }
}

function routeLabel(
  room: { readonly parts: StationParts; readonly docks: Docks; readonly desk: Desk },
  actions: ScanActions,
  understood: readonly Understood[],
  raw: string,
): Verdict {
  const { parts, docks, desk } = room;
  const { claims } = gatherLabel(understood);
  const match = recordOfLabel(parts.store, claims);
  if (match !== undefined) {
    desk.focus = match.life.subject;
    if (match.ended) return 'zombie';
    desk.clear();
    actions.bindAgain();
    const seen = parts.store.drives.life(match.life.subject)?.seen;
    // The bay where it was last seen may hold another drive by now: only the very drive can match.
    const there = seen === undefined ? undefined : docks.at(seen.port)?.identified;
    if (seen === undefined || there?.kind !== 'identified' || there.identity.serial !== seen.identity.serial) return 'drive_found';
    return seen.lock.verdict === 'open' ? 'label_matches' : 'label_differs';
  }
  const before = desk.label().claims.serial;
  if (before !== undefined && claims.serial !== undefined && claims.serial !== before) return 'label_differs';
  const fresh = understood.filter((part) => !desk.parts.some((other) => other.as === part.as && other.text === part.text));
  if (fresh.length === 0) return 'same_again';
  desk.add(fresh, withoutSecrets(raw));
  return 'part_added';
}
