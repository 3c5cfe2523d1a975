import { join } from 'node:path';
import { entrySignatureFault, openEntry } from '../../../domain/ledger/entry.ts';
import { createVerifier } from '../../../keys/ed25519.ts';
import { randomBytes } from '../../../keys/random.ts';
import { newBootId, openRegistry } from '../../../registry/open.ts';
import { fetchConnection } from '../../../station/sync/fetch-connection.ts';
import { enrol } from '../../../station/sync/enrol.ts';
import { pushOnce } from '../../../station/sync/push.ts';
import { syncWaits } from '../../../station/sync/waits.ts';
import { type Bench, claim, openBench, setUp } from '../../station/record/bench-kit.ts';
import { bareVerify, listening, type Question } from '../bare-verify.ts';
import type { BenchCase } from '../bench-case.ts';
import { interleave, timedMs } from '../figures.ts';
import { RealClock } from '../real-clock.ts';

const name = 'push_1000';
const events = 1000;

/** A backlog of one station to a registry on this machine, until the registry has acknowledged all of it. */
export const pushCase: BenchCase = {
  group: 'station',
  names: [name],
  async run(room) {
    room.say(`${name}…`);
    const clock = { nowMs: () => Date.now(), monoMs: () => performance.now(), boot: newBootId() };
    const registry = await openRegistry({ dataDir: join(room.folder.path, 'registry'), name: 'custos.invalid/bench', clock });
    const bench = openBench(join(room.folder.path, 'push.sqlite'), { clock: new RealClock(), alone: false });
    const connection = fetchConnection(registry.url);
    try {
      const code = await registry.enrolmentCode();
      const enrolled = await enrol(bench, { connection, url: registry.url, code, name: 'Bench 1', site: 'Bench', platform: 'linux' });
      if (enrolled.kind !== 'enrolled') throw new Error(JSON.stringify(enrolled));
      const person = await setUp(bench);
      const caller = { connection, keys: bench.keys, clock: bench.clock, random: { bytes: randomBytes }, callMs: syncWaits.callMs };
      const pushAll = async (): Promise<void> => {
        for (;;) {
          const outcome = await pushOnce(
            { store: bench.store, keys: bench.keys, clock: bench.clock, waits: syncWaits, share: () => 0 },
            caller,
          );
          if (outcome === 'idle') return;
          if (outcome !== 'moved') throw new Error(`the push is ${outcome}: ${JSON.stringify(bench.store.sync.state())}`);
        }
      };
      let drives = 0;
      const backlog = (): void => {
        for (let i = 0; i < events / 100; i++) bench.recorder.record(Array.from({ length: 100 }, () => claim(person, ++drives)));
      };
      await pushAll();
      backlog();
      const bare = bareVerify(signaturesOf(bench, events));
      const perS = async (act: () => Promise<void> | void): Promise<number> => events / ((await timedMs(act)) / 1000);
      const values = await interleave(room.rounds, {
        ours: async () => {
          if (bench.store.sync.outbox(events).length === 0) backlog();
          const rate = await perS(pushAll);
          const { here, acknowledged } = bench.store.sync.counts();
          if (here !== acknowledged) throw new Error(`${here - acknowledged} events were left`);
          return rate;
        },
        peer: () => perS(bare),
      });
      return [
        {
          name,
          unit: 'events/s',
          better: 'more',
          oursIs: `${events} custody.claimed with two signatures each, in pushes of up to 1000 (the batch grows from 100), station and registry in one process: compressed, sent, checked, stored durably, acknowledged`,
          peerIs: `the physical limit: the same ${events * 2} Ed25519 signatures by node:crypto and nothing else`,
          ...values,
        },
      ];
    } finally {
      connection.close();
      bench.store.close();
      await registry.close();
    }
  },
};

/** The signatures of the newest events that wait, as a verifier is asked for them. */
function signaturesOf(bench: Bench, count: number): readonly Question[] {
  const heard: Question[] = [];
  const verifier = listening(createVerifier(), heard);
  for (const { entry } of bench.store.sync.outbox(count)) {
    const opened = openEntry(entry);
    if (opened.kind === 'refused') throw new Error(opened.code);
    const session = bench.sessions.of(opened.entry.event.actor ?? '')?.signer;
    const fault = entrySignatureFault(
      opened.entry,
      (id) => (id === bench.keys.event.keyId ? bench.keys.event.publicKey : session?.publicKey),
      verifier,
    );
    if (fault !== undefined) throw new Error(`signature ${fault} is wrong`);
  }
  return heard;
}
