import { canonicalText } from '../../../domain/ledger/canonical.ts';
import { enrolAnswer } from '../../../contract/registry.ts';
import { toBase64url, utf8 } from '../../../domain/bytes.ts';
import type { Fact } from '../../../domain/facts/facts.ts';
import type { Entry } from '../../../domain/ledger/entry.ts';
import { type Event, hashOfEventBytes, nothingSeen } from '../../../domain/ledger/event.ts';
import { hashText, sha256 } from '../../../domain/ledger/hash.ts';
import { driveId } from '../../../domain/ledger/ids.ts';
import { commitment } from '../../../domain/ledger/sealed-values.ts';
import { generateSigner } from '../../../keys/ed25519.ts';
import type { OpenRegistry } from '../../../registry/open.ts';

/** What the log tells of each drive. */
export const eventsOfADrive = 10;
export const sites = ['Oslo', 'Rome', 'Lima', 'Pune', 'Bonn'] as const;
export const stationCount = 20;
/** Drives whose facts lie between each other, as those of one day do. */
const atOnce = 100;
/** From one event to the next, in ms. */
const stepMs = 20_000;
const owners = 40;
const holder = 'tc_0123456789abcdef0123456789abcdef';
const witness = 'tc_fedcba9876543210fedcba9876543210';
const salt = new Uint8Array(32).fill(7);
const model = 'ST4000NM0035';

export function serialAt(no: number): string {
  return `ZL${no.toString(36).toUpperCase().padStart(6, '0')}`;
}

export function subjectAt(no: number): string {
  return driveId({ kind: 'wwn', value: `5000c500${no.toString(16).padStart(8, '0')}` });
}

export function ownerAt(no: number): string {
  return `Tenant ${no % owners}`;
}

interface Told {
  readonly type: string;
  readonly body: Event['body'];
  readonly sealed?: string;
  readonly witness?: string;
}

const moved = (place: string): Told => ({ type: 'custody.moved', body: { holder, place } satisfies Fact<'custody.moved'> });

/** The life of one drive: six of ten are still there, two are destroyed, one was let go without a proof, one is in quarantine. */
function lifeOf(no: number): readonly Told[] {
  const serial = serialAt(no);
  const claimed = {
    holder,
    place: `Cage ${no % 50}`,
    reason: 'failed',
    data_class: 'confidential',
    destination: 'destruction',
    serial,
    model,
    label: { serial, model, wwn: `5000c500${no.toString(16).padStart(8, '0')}` },
  } satisfies Fact<'custody.claimed'>;
  const quarantined: Told = { type: 'custody.quarantined', body: { cause: 'person', bound_for: 'decision' } };
  const readmitted: Told = { type: 'custody.readmitted', body: { cause: 'person' } };
  const start: readonly Told[] = [
    { type: 'custody.claimed', body: claimed, sealed: ownerAt(no) },
    moved('Cage 7'),
    quarantined,
    readmitted,
  ];
  const between = Array.from({ length: eventsOfADrive - start.length - 1 }, (_, i) => moved(`Bench ${i}`));
  const last = no % 10;
  if (last === 8)
    return [
      ...start,
      ...between,
      { type: 'custody.released', body: { way: 'vendor', certificate: `cert_${'0'.repeat(20)}`, proof: hashText(sha256(utf8(serial))) } },
    ];
  if (last === 9) return [...start, ...between, quarantined];
  if (last < 6) return [...start, ...between, moved('Cage 9')];
  return [...start, ...between, { type: 'drive.destroyed', body: { technique: 'shred' }, witness }];
}

/** Fills a registry with so many events of stations at five sites, through its own transactions. Their signatures are none. */
export async function fillRegistry(registry: OpenRegistry, events: number, nowMs: number, say: (line: string) => void): Promise<void> {
  const stations: { readonly id: string; prev: string; seq: number }[] = [];
  for (let i = 0; i < stationCount; i += 1) stations.push({ ...(await enrol(registry, i)), seq: 0 });
  const { store, projector, integrator } = registry.ledger;
  const sigs = [{ keyid: 'ed25519:AAAAAAAAAAAAAAAAAAAAAA', sig: 'A'.repeat(86) }];
  const after = canonicalText(sigs);
  const drives = Math.ceil(events / eventsOfADrive);
  let done = 0;
  for (let first = 0; first < drives; first += atOnce) {
    const station = stations[(first / atOnce) % stationCount] ?? stations[0];
    if (station === undefined) throw new Error('no station');
    const lives = Array.from({ length: Math.min(atOnce, drives - first) }, (_, i) => lifeOf(first + i));
    const from = station.seq + 1;
    const entries = Array.from({ length: eventsOfADrive }, (_, round) => lives.map((life, i) => ({ told: life[round], no: first + i })))
      .flat()
      .flatMap(({ told, no }, i) => {
        if (told === undefined) return [];
        station.seq += 1;
        const atMs = nowMs - (events - done - i) * stepMs;
        const entry = entryOf(station, told, subjectAt(no), atMs, { sigs, after });
        station.prev = entry.hash;
        const sealed = told.sealed === undefined ? [] : [{ field: 'owner', salt, value: JSON.stringify(told.sealed) }];
        return [{ entry, keys: [], sealed }];
      });
    const recvMs = nowMs - (events - done - entries.length) * stepMs;
    const outcome = await store.append({ station: station.id, epoch: 1, from, entries, recvMs });
    if (outcome.kind !== 'accepted') throw new Error(`the log could not be filled: ${outcome.kind}`);
    done += entries.length;
    projector.wake();
    // What follows the log must not fall further behind than a page of memory holds.
    if (done % 50_000 === 0) {
      await projector.settled((await store.logSize()) - 1);
      say(`${done} events`);
    }
  }
  await integrator.settle();
  await projector.settled((await store.logSize()) - 1);
  await registry.console.caughtUp();
}

function entryOf(
  station: { readonly id: string; readonly prev: string; readonly seq: number },
  told: Told,
  subject: string,
  atMs: number,
  { sigs, after }: { readonly sigs: Entry['sigs']; readonly after: string },
): Entry {
  const event: Event = {
    v: 1,
    reg: 'custos.invalid/bench',
    station: station.id,
    epoch: 1,
    seq: station.seq,
    prev: station.prev,
    type: told.type,
    subject,
    deps: [],
    time: {
      wall: new Date(atMs).toISOString(),
      hlc: '01a203989d530000',
      boot: 'b1',
      mono: station.seq,
      src: 'registry',
      off: -12,
      age: 310,
    },
    seen: nothingSeen,
    actor: holder,
    ...(told.witness === undefined ? {} : { witness: told.witness }),
    body: told.body,
    ...(told.sealed === undefined ? {} : { sealed: { owner: commitment('owner', salt, told.sealed) } }),
  };
  const text = canonicalText(event);
  const eventBytes = utf8(text);
  return { event, sigs, bytes: utf8(`{"event":${text},"sigs":${after}}`), eventBytes, hash: hashOfEventBytes(eventBytes) };
}

async function enrol(registry: OpenRegistry, no: number): Promise<{ readonly id: string; readonly prev: string }> {
  const [event, transport, next] = [generateSigner(), generateSigner(), generateSigner()];
  const response = await fetch(`${registry.url}/v1/enrol`, {
    method: 'POST',
    body: JSON.stringify({
      code: await registry.enrolmentCode(),
      event_key: toBase64url(event.publicKey),
      transport_key: toBase64url(transport.publicKey),
      next: hashText(sha256(next.publicKey)),
      name: `Bench ${no}`,
      site: sites[no % sites.length],
      platform: 'linux',
    }),
  });
  const answer = enrolAnswer.parse(await response.json());
  if (answer.kind !== 'approved') throw new Error('a station was not let in');
  return { id: answer.station, prev: answer.genesis };
}
