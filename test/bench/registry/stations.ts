import { gzipSync } from 'node:zlib';
import { type EnrolAnswer, enrolAnswer, type Problem, problem, pushAnswer } from '../../../contract/registry.ts';
import { fromUtf8, toBase64url, utf8 } from '../../../domain/bytes.ts';
import type { Fact } from '../../../domain/facts/facts.ts';
import { type Entry, sealEvent } from '../../../domain/ledger/entry.ts';
import { type Event, nothingSeen } from '../../../domain/ledger/event.ts';
import { hashText, sha256 } from '../../../domain/ledger/hash.ts';
import { driveId } from '../../../domain/ledger/ids.ts';
import { signRequest } from '../../../domain/ledger/request-signature.ts';
import type { Signer } from '../../../domain/ledger/signing.ts';
import { generateSigner } from '../../../keys/ed25519.ts';
import { randomBytes } from '../../../keys/random.ts';

type Told = (serial: string) => { readonly type: string; readonly body: Event['body'] };

const holder = 'tc_0123456789abcdef0123456789abcdef';
const model = 'ST4000NM0035';
const claimed: Told = (serial) => ({
  type: 'custody.claimed',
  body: {
    holder,
    place: 'Bench 1',
    reason: 'failed',
    data_class: 'confidential',
    destination: 'destruction',
    serial,
    model,
    label: { serial, model },
  } satisfies Fact<'custody.claimed'>,
});
const moved: Told = () => ({ type: 'custody.moved', body: { holder, place: 'Cage 7' } satisfies Fact<'custody.moved'> });
/** What is told of each drive, one fact after the other. */
const life: readonly Told[] = [
  claimed,
  moved,
  () => ({
    type: 'custody.quarantined',
    body: { cause: 'person', bound_for: 'decision' } satisfies Fact<'custody.quarantined'>,
  }),
  () => ({ type: 'custody.readmitted', body: { cause: 'person' } satisfies Fact<'custody.readmitted'> }),
  moved,
];

/** A station that only seals and sends: what a registry sees of one, without its own work between. */
export interface LoadStation {
  readonly id: string;
  readonly transport: Signer;
  /** Seals so many events more; with two signatures the session signs too. */
  seal(count: number, signatures: 1 | 2): readonly Entry[];
}

/** Enrols a station by the operator's code, and opens a session when it will sign with two keys. */
export async function enrolStation(url: string, code: string, reg: string): Promise<LoadStation> {
  const [event, transport, person, session] = [generateSigner(), generateSigner(), generateSigner(), generateSigner()];
  const response = await fetch(`${url}/v1/enrol`, {
    method: 'POST',
    body: JSON.stringify({
      code,
      event_key: toBase64url(event.publicKey),
      transport_key: toBase64url(transport.publicKey),
      next: hashText(sha256(generateSigner().publicKey)),
      name: 'Bench',
      site: 'Bench',
      platform: 'linux',
    }),
  });
  const answer: EnrolAnswer = enrolAnswer.parse(await response.json());
  if (answer.kind !== 'approved') throw new Error('the bench was not let in');
  const { station: id, genesis } = answer;
  let last: { seq: number; hash: string } = { seq: 0, hash: genesis };
  const sealOne = (type: string, body: Event['body'], cosigners: readonly Signer[], more: Partial<Event> = {}): Entry => {
    const entry = sealEvent({
      event: {
        v: 1,
        reg,
        station: id,
        epoch: 1,
        seq: last.seq + 1,
        prev: last.hash,
        type,
        deps: [],
        time: {
          wall: '2026-11-22T14:11:03.123Z',
          hlc: '01a203989d530000',
          boot: 'b1',
          mono: last.seq,
          src: 'registry',
          off: -12,
          age: 310,
        },
        seen: nothingSeen,
        body,
        ...more,
      },
      signers: [event, ...cosigners],
    });
    last = { seq: entry.event.seq, hash: entry.hash };
    return entry;
  };
  const station: LoadStation = {
    id,
    transport,
    seal: (count, signatures) =>
      Array.from({ length: count }, () => {
        const drive = Math.floor(last.seq / life.length);
        const { type, body } = life[last.seq % life.length]?.(`ZC1${String(drive).padStart(7, '0')}`) ?? claimed(String(drive));
        const value = `5${id.slice(3, 10)}${drive.toString(16).padStart(8, '0')}`;
        return sealOne(type, body, signatures === 2 ? [session] : [], { subject: driveId({ kind: 'wwn', value }), actor: holder });
      }),
  };
  const first = [
    sealOne('person.enrolled', { key: toBase64url(person.publicKey) }, [person]),
    sealOne('session.opened', { session_key: toBase64url(session.publicKey) }, [session, person]),
  ];
  await sendTaken(url, station, pushBody(id, first));
  return station;
}

/** A push as stations send it: canonical entries, compressed. */
export function pushBody(station: string, entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const header = JSON.stringify({ station, epoch: 1, from: entries[0]?.event.seq ?? 1, count: entries.length });
  const lines = entries.map(({ bytes }) => `{"entry":${fromUtf8(bytes) ?? ''}}`);
  return Uint8Array.from(gzipSync(utf8([header, ...lines, ''].join('\n')), { level: 1 }));
}

export type Sent =
  | { readonly kind: 'taken'; readonly accepted: number; readonly headIndex: number }
  | { readonly kind: 'refused'; readonly problem: Problem };

export async function send(url: string, { transport }: LoadStation, body: Uint8Array<ArrayBuffer>): Promise<Sent> {
  const headers = signRequest({
    parts: { method: 'POST', authority: new URL(url).host, path: '/v1/push', query: '', body },
    createdMs: Date.now(),
    nonce: toBase64url(randomBytes(16)),
    signer: transport,
  });
  const response = await fetch(`${url}/v1/push`, { method: 'POST', headers: { ...headers, 'content-encoding': 'gzip' }, body });
  const value: unknown = await response.json();
  if (!response.ok) return { kind: 'refused', problem: problem.parse(value) };
  const { accepted, first_index: first = 0 } = pushAnswer.parse(value);
  return { kind: 'taken', accepted, headIndex: first + accepted - 1 };
}

/** Sends, and throws when it was refused. */
export async function sendTaken(url: string, station: LoadStation, body: Uint8Array<ArrayBuffer>): Promise<number> {
  const sent = await send(url, station, body);
  if (sent.kind === 'refused') throw new Error(`refused: ${sent.problem.code} ${sent.problem.detail}`);
  return sent.accepted;
}
