import { writeFileSync } from 'node:fs';
import type { Report } from '../../../contract/helper.ts';
import type { Clearance } from '../../../domain/erase/clearance.ts';
import type { Technique } from '../../../domain/erase/technique.ts';
import { openLab, type SpeedLimit } from '../lab/guest/lab.ts';
import { cutPowerLine } from '../lab/results.ts';
import { openBench } from '../kit/bench.ts';
import { plant } from '../kit/medium.ts';

/* Starts an overwrite and an NVMe format, and asks for the power to be cut in the middle of both. `after-power-cut.ts` goes on from there. */

const lab = await openLab();

/** Prepares a job on a drive. `start` slows the drive and answers once the job is in its middle; a job that ended first is an error. */
async function prepare(id: string, technique: Technique, limit: SpeedLimit, isInside: (report: Report) => boolean) {
  const bench = await openBench();
  const device = await lab.find(id);
  await plant(device, lab.drive(id).sizeBytes);
  const { port } = await bench.bayOf(device);
  const clearance: Clearance = await bench.clear(port, technique);
  let last: Report | undefined;
  return {
    unfinished: { clearance, started_ms: Date.now() },
    start: async () => {
      await lab.limit(id, limit);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      void (async () => {
        for await (const report of await bench.client.erase({ clearance })) {
          last = report;
          if (isInside(report)) resolve();
        }
        reject(new Error(`${id} had come to its end: ${JSON.stringify(last)}`));
      })();
      await promise;
    },
    isRunning: () => last?.kind === 'progress' || last?.kind === 'accepted',
  };
}

const overwrite = await prepare(
  'sas0',
  'host_overwrite',
  { bytesPerSecond: 1024 * 1024 },
  (report) => report.kind === 'progress' && report.phase === 'erase' && (report.done_ppm ?? 0) > 20_000,
);
// The format is one request to the disk: at this speed it waits eight seconds, until the last marker before it is paid for.
const slowWrites: SpeedLimit = { bytesPerSecond: 16 * 1024, of: 'writes' };
const format = await prepare('nvme0', 'nvme_format_user_data_erase', slowWrites, ({ kind }) => kind === 'accepted');
writeFileSync('/lab/keep/unfinished.json', JSON.stringify({ overwrite: overwrite.unfinished, format: format.unfinished }));
await Promise.all([overwrite.start(), format.start()]);
if (!overwrite.isRunning() || !format.isRunning()) throw new Error('one of the two had come to its end');
process.stdout.write(`${cutPowerLine}\n`);
