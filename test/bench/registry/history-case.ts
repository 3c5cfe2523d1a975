import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { subjectPage } from '../../../registry/projections/subjects.ts';
import type { RegistryStore } from '../../../registry/store.ts';
import type { BenchCase } from '../bench-case.ts';
import { quantile, timedMs } from '../figures.ts';
import { driveAt, drivesIn, fillLog } from './filled-log.ts';

const names = ['registry_history_p99', 'registry_history_growth'] as const;
const page = 50;
const asked = 400;
const mostMs = 10;
const mostGrowth = 1.3;

/** How long one page of a drive's history takes, in a log and in one a tenth as long. */
export const historyCase: BenchCase = {
  group: 'registry',
  names,
  async run(room) {
    const events = room.historyEvents;
    const folder = room.folder.path;
    const measured: { readonly times: readonly number[] }[] = [];
    for (const size of [events / 10, events]) {
      room.say(`Filling a log with ${size} events…`);
      const store = await fillLog(folder, size);
      try {
        const drives = drivesIn(size);
        // Once for the pages of the indexes, as in a registry that has run for a while.
        await pages(store, drives, room.rounds, 7);
        measured.push({ times: await pages(store, drives, room.rounds, 1) });
      } finally {
        await store.close();
        for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `log-${size}.sqlite${end}`), { force: true });
      }
    }
    const [small, large] = measured;
    if (small === undefined || large === undefined) throw new Error('nothing was measured');
    const oursIs = `${page} rows of the history of one drive out of ${drivesIn(events)}, its events spread over a log of ${events}; SQLite, one page after another in this process; the log was filled straight into its tables`;
    return [
      {
        name: names[0],
        unit: 'ms',
        better: 'less',
        oursIs,
        peerIs: 'what section 16 asks for, for a log of 10^8',
        ours: [quantile(large.times, 0.99)],
        peer: [mostMs],
        goal: 1,
      },
      {
        name: names[1],
        unit: 'ms',
        better: 'less',
        oursIs: `${oursIs}; the median`,
        peerIs: `the same with a tenth of the events; to be at most ${mostGrowth} times as long`,
        ours: [quantile(large.times, 0.5)],
        peer: [quantile(small.times, 0.5)],
        goal: 0.77,
      },
    ];
  },
};

/** Drives far apart, each asked once. @returns ms for each page */
async function pages(store: RegistryStore, drives: number, rounds: number, shift: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let i = 0; i < asked * rounds; i++) {
    const subject = driveAt((i * 7919 + shift) % drives);
    times.push(
      await timedMs(async () => {
        const rows = await subjectPage(store.sql, subject, { logId: 1, after: -1, limit: page });
        if (rows.length !== page) throw new Error(`${rows.length} rows came`);
      }),
    );
  }
  return times;
}
