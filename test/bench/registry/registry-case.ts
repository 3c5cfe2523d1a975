import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '../../../domain/ledger/entry.ts';
import { eventSigningBytes } from '../../../domain/ledger/signing.ts';
import { createThreadedVerifier, generateSigner } from '../../../keys/ed25519.ts';
import { startPostgres, whyNoPostgres } from '../../kit/postgres.ts';
import type { BenchCase, BenchRoom } from '../bench-case.ts';
import { type Figure, interleave, median, quantile, timedMs } from '../figures.ts';
import { latencies } from './latencies.ts';
import { replicate, whyNoPouch } from './pouch.ts';
import { type Body, openRig, type Rig, sendAll } from './rig.ts';
import { pushBody } from './stations.ts';
import { storm, stormNames } from './storm.ts';

const stationCount = 4;
const perPush = 500;
const perRound = 4000;
const pouchDocuments = 1000;
const ingestNames = [
  'ingest_1',
  'ingest_2',
  'resend',
  'pouch',
  'main_thread_1',
  'stored_event',
  'push_p50',
  'push_p99',
  'checkpoint_p99',
] as const;
const figureNames = [...ingestNames, ...stormNames];
const stores = ['sqlite', 'postgres'] as const;
type Store = (typeof stores)[number];

interface Round {
  /** For each station, in order. */
  readonly bodies: readonly (readonly Body[])[];
  readonly entries: readonly Entry[];
}

/** Signed and compressed before any clock starts. */
function sealRound({ stations }: Rig, signatures: 1 | 2, perBody = perPush): Round {
  const entries: Entry[] = [];
  const bodies = stations.map((station) =>
    Array.from({ length: perRound / stationCount / perBody }, () => {
      const sealed = station.seal(perBody, signatures);
      entries.push(...sealed);
      return pushBody(station.id, sealed);
    }),
  );
  return { bodies, entries };
}

function documentOf({ hash, event, sigs }: Entry): string {
  return JSON.stringify({ _id: `e${hash}`, event, sigs });
}

/** The machine's own limit: so many Ed25519 verifications on all threads of the platform, keys imported, nothing around. */
async function verifyLimit(signatures: number): Promise<number> {
  const signer = generateSigner();
  const verifier = createThreadedVerifier();
  const message = eventSigningBytes(new Uint8Array(600));
  const signature = signer.sign(message);
  const ms = await timedMs(() =>
    verifier.verifyAside(Array.from({ length: signatures }, () => ({ publicKey: signer.publicKey, message, signature }))),
  );
  return signatures / (ms / 1000);
}

/** Documents a second of the peer; nothing once it has failed, and then it is not tried again. */
function pouchSide(room: BenchRoom, noPouch: string | undefined): { run(entries: readonly Entry[]): Promise<number> } {
  let failed = noPouch !== undefined;
  return {
    async run(entries) {
      if (failed) return Number.NaN;
      try {
        return await replicate(mkdtempSync(join(room.folder.path, 'pouch-')), entries.slice(0, pouchDocuments).map(documentOf));
      } catch (cause) {
        failed = true;
        room.say(`Without PouchDB: ${cause instanceof Error ? cause.message : String(cause)}`);
        return Number.NaN;
      }
    },
  };
}

async function measure(room: BenchRoom, rig: Rig, store: Store, noPouch: string | undefined): Promise<readonly Figure[]> {
  let last: Round = { bodies: [], entries: [] };
  const mainUs: number[] = [];
  const sendLast = async (): Promise<number> => perRound / ((await timedMs(() => sendAll(rig, last.bodies))) / 1000);
  const pouch = pouchSide(room, noPouch);
  const values = await interleave(room.rounds, {
    ingest1: async (round) => {
      last = sealRound(rig, 1);
      const before = await rig.server.settle();
      const rate = await sendLast();
      const after = await rig.server.settle();
      if (round >= 0) mainUs.push((after.mainUs - before.mainUs) / perRound);
      return rate;
    },
    ingest2: async () => {
      last = sealRound(rig, 2);
      await rig.server.settle();
      return sendLast();
    },
    resend: sendLast,
    limit: () => verifyLimit(perRound * 2),
    pouch: () => pouch.run(last.entries),
  });
  const { size, storedBytes } = await rig.server.settle();
  const { answers, delays } = await latencies(rig, sealRound(rig, 2, 100).bodies, median(values.ingest2) / 2);
  const oursIs = `${stationCount} stations in one process and the registry in another, pushes of ${perPush}, signed and compressed beforehand; ${store}`;
  const limitIs = 'the physical limit: as many Ed25519 verifications by node:crypto on all its threads and nothing else';
  const askedFor = 'what section 16 asks for';
  const figure = (name: string, unit: string, better: Figure['better'], sides: Pick<Figure, 'ours' | 'peer' | 'peerIs'>): Figure => ({
    name: `registry_${store}_${name}`,
    unit,
    better,
    oursIs,
    ...sides,
  });
  const pouchValues = values.pouch.filter((value) => !Number.isNaN(value));
  return [
    figure('ingest_1', 'events/s', 'more', { ours: values.ingest1, peer: values.limit, peerIs: limitIs }),
    figure('ingest_2', 'events/s', 'more', { ours: values.ingest2, peer: values.limit.map((limit) => limit / 2), peerIs: limitIs }),
    figure('resend', 'events/s', 'more', {
      ours: values.resend,
      peer: values.ingest2,
      peerIs: 'ingest of the same events with two signatures',
    }),
    figure('main_thread_1', 'µs/event', 'less', {
      ours: mainUs,
      peer: [250],
      peerIs:
        'what lets two processors take 3,000 events a second: processor time of the main thread with one signature, checkpoint and projections in it',
    }),
    figure('stored_event', 'B', 'less', {
      ours: [storedBytes / size],
      peer: [1024],
      peerIs: `${askedFor}: all tables and indexes for each event`,
    }),
    ...(['push_p50', 'push_p99'] as const).map((name) =>
      figure(name, 'ms', 'less', {
        ours: [quantile(answers, name === 'push_p50' ? 0.5 : 0.99)],
        peer: [name === 'push_p50' ? 60 : 250],
        peerIs: `${askedFor}; pushes of 100 at half of the measured ingest`,
      }),
    ),
    figure('checkpoint_p99', 'ms', 'less', {
      ours: [quantile(delays, 0.99)],
      peer: [3000],
      peerIs: `${askedFor}, from answer to published checkpoint`,
    }),
    ...(pouchValues.length === 0
      ? []
      : [
          figure('pouch', 'events/s', 'more', {
            ours: values.ingest2,
            peer: pouchValues,
            peerIs: 'PouchDB replicating documents of the same entries into express-pouchdb on LevelDB',
          }),
        ]),
  ];
}

/** Everything about one store: ingest on a registry of its own, then the storm on another. */
async function runStore(room: BenchRoom, store: Store, noPouch: string | undefined): Promise<readonly Figure[]> {
  const wants = (names: readonly string[]): boolean => names.some((name) => room.wants(`registry_${store}_${name}`));
  const server = store === 'postgres' ? await startPostgres() : undefined;
  const figures: Figure[] = [];
  try {
    if (wants(ingestNames)) {
      room.say(`registry on ${store}…`);
      const rig = await openRig(join(room.folder.path, store), await server?.database('bench'), stationCount);
      try {
        figures.push(...(await measure(room, rig, store, noPouch)));
      } finally {
        await rig.server.close();
      }
    }
    if (wants(stormNames)) {
      room.say(`a storm on ${store}…`);
      figures.push(...(await storm(join(room.folder.path, `${store}-storm`), await server?.database('storm'), store)));
    }
    return figures;
  } finally {
    await server?.stop();
  }
}

/** Load on a registry over each of its stores, server, database and senders together on this machine. */
export const registryCase: BenchCase = {
  group: 'registry',
  names: stores.flatMap((store) => figureNames.map((name) => `registry_${store}_${name}`)),
  async run(room) {
    const noPouch = stores.some((store) => room.wants(`registry_${store}_pouch`)) ? await whyNoPouch(room.say) : 'not asked for';
    if (noPouch !== undefined) room.say(`Without PouchDB: ${noPouch}`);
    const figures: Figure[] = [];
    for (const store of stores) {
      if (!figureNames.some((name) => room.wants(`registry_${store}_${name}`))) continue;
      const missing = store === 'postgres' ? whyNoPostgres() : undefined;
      if (missing === undefined) figures.push(...(await runStore(room, store, noPouch)));
      else room.say(`Without PostgreSQL: ${missing}`);
    }
    return figures;
  },
};
