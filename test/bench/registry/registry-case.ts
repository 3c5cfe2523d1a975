import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '../../../domain/ledger/entry.ts';
import { eventSigningBytes } from '../../../domain/ledger/signing.ts';
import { createThreadedVerifier, generateSigner } from '../../../keys/ed25519.ts';
import { newBootId, openRegistry } from '../../../registry/open.ts';
import { startPostgres, whyNoPostgres } from '../../kit/postgres.ts';
import type { BenchCase, BenchRoom } from '../bench-case.ts';
import { type Figure, interleave, quantile, timedMs } from '../figures.ts';
import { replicate, whyNoPouch } from './pouch.ts';
import { enrolStation, type LoadStation, pushBody, sendTaken } from './stations.ts';

const stationCount = 4;
const perPush = 500;
const perRound = 4000;
const pouchDocuments = 1000;
const reg = 'custos.invalid/bench';
const figureNames = ['ingest_1', 'ingest_2', 'resend', 'pouch', 'push_p50', 'push_p99', 'checkpoint_p99'] as const;
const stores = ['sqlite', 'postgres'] as const;

interface Rig {
  readonly url: string;
  readonly stations: readonly LoadStation[];
  /** Entries that a published checkpoint covers. */
  covered(): number;
  size(): Promise<number>;
  close(): Promise<void>;
}

async function openRig(folder: string, databaseUrl: string | undefined): Promise<Rig> {
  const clock = { nowMs: () => Date.now(), monoMs: () => performance.now(), boot: newBootId() };
  const registry = await openRegistry({ dataDir: folder, databaseUrl, name: reg, clock });
  const stations: LoadStation[] = [];
  for (let i = 0; i < stationCount; i++) stations.push(await enrolStation(registry.url, await registry.enrolmentCode(), reg));
  return {
    url: registry.url,
    stations,
    covered: () => registry.ledger.integrator.published()?.size ?? 0,
    size: () => registry.ledger.store.logSize(),
    close: () => registry.close(),
  };
}

/** Every station sends its bodies one after another, all stations at once. */
async function sendAll({ url, stations }: Rig, bodies: readonly (readonly Uint8Array<ArrayBuffer>[])[]): Promise<void> {
  await Promise.all(
    stations.map(async (station, i) => {
      for (const body of bodies[i] ?? []) await sendTaken(url, station, body);
    }),
  );
}

interface Round {
  /** For each station, in order. */
  readonly bodies: readonly (readonly Uint8Array<ArrayBuffer>[])[];
  readonly entries: readonly Entry[];
}

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
    Promise.all(Array.from({ length: signatures }, async () => verifier.verifyAside?.(signer.publicKey, message, signature))),
  );
  return signatures / (ms / 1000);
}

/** One push of 100 after another at half of `rate`, a second between them all told. @returns answers and delays to a checkpoint, in ms */
async function latencies(rig: Rig, rate: number): Promise<{ readonly answers: readonly number[]; readonly delays: readonly number[] }> {
  const { bodies } = sealRound(rig, 2, 100);
  const everyMs = (100 * stationCount * 1000) / (rate / 2);
  const answers: number[] = [];
  const delays: number[] = [];
  const waits: Promise<void>[] = [];
  await Promise.all(
    rig.stations.map(async (station, i) => {
      for (const body of bodies[i] ?? []) {
        const begun = performance.now();
        await sendTaken(rig.url, station, body);
        answers.push(performance.now() - begun);
        const [size, answeredMs] = [await rig.size(), performance.now()];
        waits.push(
          pollUntil(() => rig.covered() >= size).then(() => {
            delays.push(performance.now() - answeredMs);
          }),
        );
        await new Promise((go) => setTimeout(go, Math.max(0, begun + everyMs - performance.now())));
      }
    }),
  );
  await Promise.all(waits);
  return { answers, delays };
}

async function pollUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((go) => setTimeout(go, 5));
}

async function measure(room: BenchRoom, rig: Rig, store: (typeof stores)[number], noPouch: string | undefined): Promise<readonly Figure[]> {
  let last: Round = { bodies: [], entries: [] };
  const sendLast = async (): Promise<number> => perRound / ((await timedMs(() => sendAll(rig, last.bodies))) / 1000);
  const ingest = (signatures: 1 | 2) => (): Promise<number> => {
    last = sealRound(rig, signatures);
    return sendLast();
  };
  const sides = {
    ingest1: ingest(1),
    ingest2: ingest(2),
    resend: sendLast,
    limit: () => verifyLimit(perRound * 2),
    pouch: () =>
      noPouch === undefined
        ? replicate(mkdtempSync(join(room.folder.path, 'pouch-')), last.entries.slice(0, pouchDocuments).map(documentOf))
        : Number.NaN,
  };
  const values = await interleave(room.rounds, sides);
  const half = values.limit.map((limit) => limit / 2);
  const { answers, delays } = await latencies(rig, quantile(values.ingest2, 0.5));
  const oursIs = `${stationCount} stations, pushes of ${perPush}, compressed and sent over HTTP by the same process; ${store}`;
  const limitIs = 'the physical limit: as many Ed25519 verifications by node:crypto on all its threads and nothing else';
  const figure = (
    name: string,
    unit: string,
    better: Figure['better'],
    ours: readonly number[],
    peer: readonly number[],
    peerIs: string,
  ): Figure => ({
    name: `registry_${store}_${name}`,
    unit,
    better,
    oursIs,
    peerIs,
    ours,
    peer,
  });
  return [
    figure('ingest_1', 'events/s', 'more', values.ingest1, values.limit, limitIs),
    figure('ingest_2', 'events/s', 'more', values.ingest2, half, limitIs),
    figure('resend', 'events/s', 'more', values.resend, values.ingest2, 'ingest of the same events with two signatures'),
    figure(
      'push_p50',
      'ms',
      'less',
      [quantile(answers, 0.5)],
      [60],
      'what section 16 asks for; pushes of 100 at half of the measured ingest',
    ),
    figure(
      'push_p99',
      'ms',
      'less',
      [quantile(answers, 0.99)],
      [250],
      'what section 16 asks for; pushes of 100 at half of the measured ingest',
    ),
    figure(
      'checkpoint_p99',
      'ms',
      'less',
      [quantile(delays, 0.99)],
      [3000],
      'what section 16 asks for, from answer to published checkpoint',
    ),
    ...(noPouch === undefined
      ? [
          figure(
            'pouch',
            'events/s',
            'more',
            values.ingest2,
            values.pouch,
            'PouchDB replicating documents of the same entries into express-pouchdb on LevelDB',
          ),
        ]
      : []),
  ];
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
      if (missing !== undefined) {
        room.say(`Without PostgreSQL: ${missing}`);
        continue;
      }
      room.say(`registry on ${store}…`);
      const server = store === 'postgres' ? await startPostgres() : undefined;
      try {
        const rig = await openRig(join(room.folder.path, store), await server?.database('bench'));
        try {
          figures.push(...(await measure(room, rig, store, noPouch)));
        } finally {
          await rig.close();
        }
      } finally {
        await server?.stop();
      }
    }
    return figures;
  },
};
