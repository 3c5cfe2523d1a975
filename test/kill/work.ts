import { writeSync } from 'node:fs';
import { openBench } from './bench.ts';
import { carryOn } from './job.ts';

/* Does the job until it is killed. Says the hash of each fact once it is told as written, and what a caller got. */

const [dir = ''] = process.argv.slice(2);
const assembled = await openBench(dir);
for (const { fact } of assembled.store.shelf.newest(1000)) writeSync(1, `told ${fact.hash} ${fact.type}\n`);
// Feeds come from what is stored; a fact is told when the recorder returns, and the receipt follows.
assembled.station.room.parts.recorder.subscribe((facts) => writeSync(1, facts.map(({ hash, type }) => `told ${hash} ${type}\n`).join('')));
writeSync(1, 'open\n');
await carryOn(assembled, (receipt) => {
  if (receipt.kind === 'done') writeSync(1, receipt.events.map((hash) => `receipt ${hash}\n`).join(''));
});
writeSync(1, 'finished\n');
// Waits to be killed: an end in good order is not what is tried here.
setInterval(() => undefined, 1000);
