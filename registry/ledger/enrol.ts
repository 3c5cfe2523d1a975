import type { EnrolAnswer, EnrolRequest, EnrolState } from '../../contract/registry.ts';
import { enrolRequest } from '../../contract/registry.ts';
import type { Bytes } from '../../domain/bytes.ts';
import { fromBase64url } from '../../domain/bytes.ts';
import type { StationRole } from '../../domain/facts/control.ts';
import { canonicalText, profileFault } from '../../domain/ledger/canonical.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import { stationId } from '../../domain/ledger/ids.ts';
import { requestName, requestWords } from '../../domain/ledger/request-words.ts';
import { isSoundPublicKey, keyId } from '../../domain/ledger/signing.ts';
import type { RegistryClock } from '../ports.ts';
import { RowsDiffer, type SqlReader, type Statement } from '../sql/port.ts';
import { bytes } from '../sql/rows.ts';
import type { LogPlace, RegistryStore } from '../store.ts';
import type { CodeUse } from './codes.ts';
import { codeRow, makeCode, spent } from './codes.ts';
import type { ControlWriter } from './control.ts';
import type { NewKey } from './key-rows.ts';
import { keyCounts } from './key-rows.ts';
import type { RequestRow } from './requests.ts';
import { approved, asked, refused, requestLifeMs, requestNamed, waitingRequests } from './requests.ts';

export { codeLifeMs } from './codes.ts';

/** What an officer's decision came to. `decided`: somebody decided otherwise before, or its time is over. */
export type Decided<Outcome> =
  Outcome | { readonly kind: 'refused'; readonly code: 'not_found' | 'decided' | 'epoch_closed' | 'malformed'; readonly detail: string };

type Approval = Extract<EnrolAnswer, { kind: 'approved' }>;

export interface EnrolDesk {
  /** A new one-time code: 128 bits in base64url, good once, for 24 hours. Only its hash is kept. */
  makeCode(use: CodeUse): Promise<string>;
  /** A station asks to be let in. The same request again gets the same answer. */
  enrol(
    request: EnrolRequest,
  ): Promise<
    | { readonly kind: 'enrolled'; readonly answer: EnrolAnswer }
    | { readonly kind: 'refused'; readonly code: 'bad_code' | 'malformed'; readonly detail: string }
  >;
  /** How a request stands, by its name; undefined for an unknown one. */
  state(request: string): Promise<EnrolState | undefined>;
  /** Undecided requests, oldest first. Their words are `requestWords` of their name. */
  waiting(): Promise<readonly (KeptBody & Pick<RequestRow, 'request' | 'site' | 'role' | 'askedMs' | 'untilMs'>)[]>;
  /** The words were compared: lets the station in. Approving again gives the same approval. `officer` is a `tc_` id. */
  approve(request: string, officer: string | undefined): Promise<Decided<Approval>>;
  refuse(request: string, officer: string | undefined): Promise<Decided<{ readonly kind: 'done' }>>;
}

interface DeskParts {
  readonly store: RegistryStore;
  readonly control: ControlWriter;
  readonly clock: RegistryClock;
  readonly randomBytes: (sizeBytes: number) => Bytes;
  readonly pins: {
    readonly reg: string;
    readonly log: string;
    readonly control_key: string;
    readonly log_vkey: string;
    readonly ack_vkey: string;
  };
}

/** Takes stations in. */
export function openEnrolDesk(parts: DeskParts): EnrolDesk {
  const { store, clock, randomBytes } = parts;
  const { sql } = store;
  // One at a time: looking at a code and using it must not be parted.
  let queue: Promise<unknown> = Promise.resolve();
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const answer = queue.then(work);
    queue = answer.catch(() => undefined);
    return answer;
  }

  return {
    makeCode: (use) => makeCode(sql, randomBytes(16), clock.nowMs(), use),
    enrol: (request) => inTurn(() => enrolNow(parts, request)),
    async state(request) {
      const row = await requestNamed(sql, request);
      return row?.kind === 'enrolment' ? stateOf(parts, row) : undefined;
    },
    async waiting() {
      const rows = await waitingRequests(sql, 'enrolment', clock.nowMs());
      return rows.map((row) => {
        const { request, site, role, askedMs, untilMs } = row;
        return { ...bodyOf(row), request, site, role, askedMs, untilMs };
      });
    },
    approve: (request, officer) => inTurn(() => approveNow(parts, request, officer)),
    refuse: (request, officer) =>
      inTurn(async () => {
        const row = await requestNamed(sql, request);
        if (row?.kind !== 'enrolment') return { kind: 'refused', code: 'not_found', detail: 'no such request' };
        return refuseRequest(store, row, officer, clock.nowMs());
      }),
  };
}

async function enrolNow(parts: DeskParts, request: EnrolRequest): ReturnType<EnrolDesk['enrol']> {
  const { clock, store } = parts;
  const { sql } = store;
  if (keysOf(request) === undefined || profileFault(request) !== undefined)
    return { kind: 'refused', code: 'malformed', detail: 'a key or a name cannot be used' };
  const name = requestName(request);
  const kept = await codeRow(sql, request.code);
  const row = await requestNamed(sql, name);
  if (kept?.usedBy === name && row !== undefined) {
    // A lost answer: the same request gets the same station again, another one nothing.
    const state = await stateOf(parts, row);
    if (state.kind !== 'refused') return { kind: 'enrolled', answer: state };
  }
  if (kept?.usedBy !== undefined) return { kind: 'refused', code: 'bad_code', detail: 'this code was used already' };
  const nowMs = clock.nowMs();
  if (kept === undefined || kept.forStation !== undefined || kept.expiresMs < nowMs)
    return { kind: 'refused', code: 'bad_code', detail: 'this code is not known here, or its time is over' };
  if (await anyKnown(parts, request)) return { kind: 'refused', code: 'malformed', detail: 'one of these keys is enrolled already' };
  const { code, ...body } = request;
  const asking = {
    request: name,
    kind: 'enrolment',
    body: canonicalText(body),
    site: kept.site ?? request.site,
    role: kept.role,
    askedMs: nowMs,
    untilMs: nowMs + requestLifeMs,
  } as const;
  const first = [asked(asking), spent(code, name)];
  if (kept.approves) return { kind: 'enrolled', answer: await letIn(parts, { ...asking, state: 'waiting' }, undefined, first) };
  await sql.apply(first);
  return { kind: 'enrolled', answer: { kind: 'waiting', request: name, words: [...requestWords(name)] } };
}

async function anyKnown({ store }: DeskParts, request: Pick<EnrolRequest, 'event_key' | 'transport_key'>): Promise<boolean> {
  const uses = await store.keys((keysOf(request) ?? []).map((key) => key.keyId));
  return [...uses.values()].some((each) => each.length > 0);
}

/** Writes `station.enrolled`. `first` goes before everything else in its transaction. */
async function letIn(parts: DeskParts, row: RequestRow, officer: string | undefined, first: readonly Statement[] = []): Promise<Approval> {
  const { clock, control, randomBytes } = parts;
  const request = bodyOf(row);
  const keys = keysOf(request);
  if (keys === undefined) throw new Error('a request was kept with keys that are none');
  const station = stationId(randomBytes(16));
  const { name, platform, next } = request;
  const { site, role } = row;
  const entry = await control.write(
    {
      type: 'station.enrolled',
      body: { station, name, site, platform, role, keys: { event: request.event_key, transport: request.transport_key }, next, epoch: 1 },
      actor: officer,
    },
    (place) => [
      ...first,
      ...stationRows(
        { station, name, site, platform, role },
        keys.map((key) => (key.use === 'event' ? { ...key, next } : key)),
        place,
      ),
      approved(row.request, station, officer, clock.nowMs(), place),
    ],
  );
  return approval(parts, station, entry);
}

function approval({ pins }: DeskParts, station: string, entry: Entry): Approval {
  return { kind: 'approved', ...pins, station, epoch: 1, genesis: entry.hash, entry: { event: entry.event, sigs: entry.sigs } };
}

async function stateOf(parts: DeskParts, row: RequestRow): Promise<EnrolState> {
  const { request, state, station, place, untilMs } = row;
  if (state === 'refused') return { kind: 'refused', why: 'by_officer' };
  if (state === 'approved' && station !== undefined && place !== undefined)
    return approval(parts, station, await entryAt(parts.store.sql, place));
  if (untilMs < parts.clock.nowMs()) return { kind: 'refused', why: 'expired' };
  return { kind: 'waiting', request, words: [...requestWords(request)] };
}

async function approveNow(parts: DeskParts, request: string, officer: string | undefined): Promise<Decided<Approval>> {
  const row = await requestNamed(parts.store.sql, request);
  if (row?.kind !== 'enrolment') return { kind: 'refused', code: 'not_found', detail: 'no such request' };
  const state = await stateOf(parts, row);
  if (state.kind === 'approved') return state;
  if (state.kind === 'refused') return decidedOtherwise;
  if (await anyKnown(parts, bodyOf(row))) return { kind: 'refused', code: 'malformed', detail: 'one of its keys was enrolled meanwhile' };
  return letIn(parts, row, officer);
}

export const decidedOtherwise = {
  kind: 'refused',
  code: 'decided',
  detail: 'this request was decided otherwise before, or its time is over',
} as const;

/** Refuses a request that waits; refusing again changes nothing. */
export async function refuseRequest(
  { sql }: RegistryStore,
  row: RequestRow,
  officer: string | undefined,
  nowMs: number,
): Promise<Decided<{ readonly kind: 'done' }>> {
  if (row.state === 'refused') return { kind: 'done' };
  try {
    await sql.apply([refused(row.request, officer, nowMs)]);
    return { kind: 'done' };
  } catch (cause) {
    if (cause instanceof RowsDiffer) return decidedOtherwise;
    throw cause;
  }
}

/** The control entry that approved a request. */
export async function entryAt(sql: SqlReader, { logId, index }: NonNullable<RequestRow['place']>): Promise<Entry> {
  const [row] = await sql.query('SELECT entry FROM events WHERE log_id = $1 AND log_index = $2', [logId, index]);
  const opened = row === undefined ? undefined : openEntry(bytes(row, 'entry'));
  if (opened?.kind !== 'entry') throw new Error('the log holds an approval that does not open');
  return opened.entry;
}

/** The keys that a request brings; undefined when one is no key, or both are the same. */
export function keysOf(request: Pick<EnrolRequest, 'event_key' | 'transport_key'>): readonly [NewKey, NewKey] | undefined {
  const [eventKey, transportKey] = [request.event_key, request.transport_key].map(fromBase64url);
  if (eventKey === undefined || transportKey === undefined || request.event_key === request.transport_key) return undefined;
  if (!isSoundPublicKey(eventKey) || !isSoundPublicKey(transportKey)) return undefined;
  return [
    { keyId: keyId(eventKey), publicKey: eventKey, use: 'event' },
    { keyId: keyId(transportKey), publicKey: transportKey, use: 'transport' },
  ];
}

/** A station with its keys and its chain, whose first `prev` is the event that let it in. */
export function stationRows(
  about: { readonly station: string; readonly name: string; readonly site: string; readonly platform: string; readonly role: StationRole },
  keys: readonly NewKey[],
  place: LogPlace,
): readonly Statement[] {
  const { station, name, site, platform, role } = about;
  return [
    {
      text: `INSERT INTO stations (station_no, station, name, site, platform, role)
             SELECT max(station_no) + 1, $1, $2, $3, $4, $5 FROM stations`,
      params: [station, name, site, platform, role],
    },
    {
      text: 'INSERT INTO heads (station_no, epoch, seq, hash, frozen) SELECT station_no, 1, 0, $2, FALSE FROM stations WHERE station = $1',
      params: [station, readHash(place.hash) ?? null],
      changes: 1,
    },
    // A reader writes no events, so its event key never counts.
    ...keys.filter(({ use }) => use !== 'event' || role === 'bench').map((key) => keyCounts(station, key, place)),
  ];
}

const keptBody = enrolRequest.omit({ code: true });
type KeptBody = Omit<EnrolRequest, 'code'>;

/** A kept enrolment request, without its code. */
function bodyOf(row: RequestRow): KeptBody {
  return keptBody.parse(JSON.parse(row.body));
}
