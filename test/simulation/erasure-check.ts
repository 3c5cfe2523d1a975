import { readControlFact } from '../../domain/facts/control.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import type { Scene } from './invariants.ts';
import type { Log } from './log.ts';

/**
 * I14: where the log says that a value was erased, neither it nor its salt is in any byte of the registry's database, nor
 * in that of a station that has read so far. The log's own bytes are held against its roots elsewhere.
 */
export function erasedIsGone({ world, registry, observer, stations }: Scene, { entries }: Log): void {
  const done = new Map<string, number>();
  for (const [index, { event }] of entries.entries()) {
    const fact = event.station === controlStation ? readControlFact(event.type, event.body) : undefined;
    if (fact?.type === 'erasure.done') for (const field of fact.body.fields) done.set(`${fact.body.event} ${field}`, index);
  }
  const wanted = observer.erased.flatMap((each) => {
    const index = done.get(`${each.event} ${each.field}`);
    return index === undefined ? [] : [{ ...each, index }];
  });
  if (wanted.length === 0) return;
  const disks = [
    { name: 'the registry', reads: Infinity, image: registry.disk.image() },
    ...stations.flatMap(({ name, follows, given, disk, running }) =>
      // A log that went back told two stories; a station that read the other one stops and says so (I9). A copied machine
      // that was given up has the values under events of its own, which no log names: people wipe it.
      follows && !given && running !== undefined && !observer.rewound
        ? [{ name, reads: running.store.pull.cursor(), image: disk.image() }]
        : [],
    ),
  ];
  // Who works at a station is told anew in each chain: another event, with the same name under a salt of its own.
  const alive = new Set(registry.disk.database.prepare<[], string>('SELECT value FROM sealed').pluck().all());
  for (const { field, value, salt, event, index } of wanted)
    for (const { name, reads, image } of disks) {
      if (reads < index) continue;
      for (const [what, bytes] of [
        ['the value', Buffer.from(value.slice(1, -1))],
        ['the salt', Buffer.from(salt)],
      ] as const)
        if (image.includes(bytes) && (what === 'the salt' || !alive.has(value)))
          world.broken('I14 erased values are gone', `${name} holds ${what} of ${field} of ${event}, erased at ${index}`);
    }
}
