import { writeFileSync } from 'node:fs';
import { openLab } from '../lab/guest/lab.ts';
import { cutPowerLine } from '../lab/results.ts';
import { openBench } from '../kit/bench.ts';
import { plant } from '../kit/medium.ts';

/* Starts an overwrite and asks for the power to be cut in the middle of it. `after-power-cut.ts` goes on from there. */

const lab = await openLab();
const bench = await openBench();
const device = await lab.find('sas0');
await plant(device, lab.drive('sas0').sizeBytes);
const { port } = await bench.bayOf(device);
const clearance = await bench.clear(port, 'host_overwrite');
writeFileSync('/lab/keep/unfinished.json', JSON.stringify({ clearance, started_ms: Date.now() }));
await lab.limit('sas0', { bytesPerSecond: 4 * 1024 * 1024 });
for await (const report of await bench.client.erase({ clearance }))
  if (report.kind === 'progress' && report.phase === 'erase' && (report.done_ppm ?? 0) > 200_000) process.stdout.write(`${cutPowerLine}\n`);
