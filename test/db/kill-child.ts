import { writeSync } from 'node:fs';
import { claim, openBench, setUp } from '../station/record/bench-kit.ts';

/* Records facts until it is killed, and says the hash of each one once `record` has returned. */

const [path = '', seed = '0'] = process.argv.slice(2);
const bench = openBench(path);
const known = bench.people.isSetUp();
const person = known ? undefined : await setUp(bench);
for (let i = 0; ; i++) {
  const facts = bench.recorder.record(
    person === undefined
      ? [{ type: 'station.heartbeat', body: { version: `${seed}-${i}` } }]
      : [
          claim(person, Number(seed) * 100_000 + i * 2, { sealed: { host: `host-${i}` } }),
          claim(person, Number(seed) * 100_000 + i * 2 + 1),
        ],
  );
  writeSync(1, `${facts.map(({ hash }) => hash).join('\n')}\n`);
}
