import type { Heard } from './heard.ts';

/** What is heard, one after another. */
export interface Turns {
  heard(heard: Heard): void;
  /** The newest scan whose verdict the window shows. */
  shown(number: number): void;
}

/** A verdict that does not come is waited for no longer, ms: the line may be gone, and people see that. */
const longestMs = 3_000;

/**
 * Holds back what is scanned after a code that the station has to judge, until the window shows the verdict. Who scans a
 * label and at once a card means the drive of that label: without this the card pressed the button of what stood there
 * before, which may be another drive's.
 *
 * @param route takes a scan; answers the number that the station gave it, and nothing when somebody here took it
 */
export function createTurns(
  route: (heard: Heard) => Promise<number | undefined> | undefined,
  after: (ms: number, run: () => void) => void,
): Turns {
  const held: Heard[] = [];
  let seen = -1;
  let turn = 0;
  let awaited: number | 'answer' | undefined;

  function begin(heard: Heard): void {
    const answer = route(heard);
    if (answer === undefined) return;
    turn += 1;
    const mine = turn;
    awaited = 'answer';
    void answer.then((number) => {
      if (number === undefined || number <= seen) return goOn(mine);
      awaited = number;
      after(longestMs, () => goOn(mine));
    });
  }

  function goOn(of: number): void {
    if (of !== turn) return;
    awaited = undefined;
    for (let next = held.shift(); next !== undefined; next = held.shift()) {
      begin(next);
      if (isBusy()) return;
    }
  }

  const isBusy = (): boolean => awaited !== undefined;

  return {
    heard(heard) {
      if (isBusy()) held.push(heard);
      else begin(heard);
    },
    shown(number) {
      seen = number;
      if (typeof awaited === 'number' && number >= awaited) goOn(turn);
    },
  };
}
