import type { HandedOver, ShiftView } from '../../contract/shift.ts';
import { containerViews } from './scenes-containment.ts';
import { driveLines, people } from './scenes.ts';

/** What the supervisor of the scenes holds at the end of a shift. */
const person = people[0]?.id;
if (person === undefined) throw new Error('the scenes have nobody');

export const shiftScene: ShiftView = {
  person,
  items: driveLines
    .filter(({ state }) => state !== 'released')
    .map((drive) => {
      if (drive.state === 'offered') return { drive, why: 'illegal_move' as const, detail: 'already_offered' };
      return drive.state === 'disputed' ? { drive, why: 'disputed' as const } : { drive };
    }),
  more: false,
  waiting: driveLines.filter(({ state }) => state === 'offered'),
  running: 1,
  counting: containerViews.slice(0, 1).map(({ container, name }) => ({ container, name })),
};

export const shiftKept: HandedOver['kept'] = driveLines
  .filter(({ state }) => state === 'verified')
  .map(({ subject, serial }) => ({ subject, serial, why: 'log_knows_more' as const }));
