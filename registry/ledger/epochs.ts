import type { EpochAnswer, EpochRequest } from '../../contract/registry.ts';
import { epochRequest } from '../../contract/registry.ts';
import { readControlFact } from '../../domain/facts/control.ts';
import { canonicalText, profileFault } from '../../domain/ledger/canonical.ts';
import type { ChainHead } from '../../domain/ledger/chain.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import { requestName, requestWords } from '../../domain/ledger/request-words.ts';
import type { RegistryClock } from '../ports.ts';
import type { ControlEffect, RegistryStore, StationRow } from '../store.ts';
import { codeRow, spent } from './codes.ts';
import type { ControlFact, ControlWriter } from './control.ts';
import type { Decided } from './enrol.ts';
import { decidedOtherwise, entryAt, keysOf, refuseRequest } from './enrol.ts';
import { authorityMoved, keyCounts, nextIs, othersReplaced } from './key-rows.ts';
import type { RequestRow } from './requests.ts';
import { approved, asked, requestLifeMs, requestNamed, stationsNamed, waitingRequests } from './requests.ts';

type Approval = Extract<EpochAnswer, { kind: 'approved' }>;

export interface EpochDesk {
  /** A station asks for a new life of its chain. `carrier` signed the request; absent when a code speaks for it. */
  ask(
    request: EpochRequest,
    carrier: string | undefined,
  ): Promise<
    | { readonly kind: 'asked'; readonly answer: EpochAnswer }
    | {
        readonly kind: 'refused';
        readonly code: 'role' | 'not_enrolled' | 'bad_code' | 'malformed' | 'key_revoked' | 'epoch_closed' | 'epoch_unknown';
        readonly detail: string;
        /** Where the chain stands, with `epoch_closed` and `epoch_unknown`: a station that was put back to before its newest epoch learns of it here. */
        readonly head?: ChainHead;
      }
  >;
  state(request: string): Promise<EpochAnswer | undefined>;
  waiting(): Promise<readonly (Omit<EpochRequest, 'code'> & Pick<RequestRow, 'request' | 'site' | 'askedMs' | 'untilMs'>)[]>;
  /** Opens the epoch. Approving again gives the same approval. `officer` is a `tc_` id. */
  approve(request: string, officer: string | undefined): Promise<Decided<Approval>>;
  refuse(request: string, officer: string | undefined): Promise<Decided<{ readonly kind: 'done' }>>;
}

interface EpochParts {
  readonly store: RegistryStore;
  readonly control: ControlWriter;
  readonly clock: RegistryClock;
}

/** Decides on new epochs. Nothing here opens one without a person. */
export function openEpochDesk(parts: EpochParts): EpochDesk {
  const { store, clock } = parts;
  const { sql } = store;

  return {
    ask: (request, carrier) => ask(parts, request, carrier),
    approve: (request, officer) => approve(parts, request, officer),
    async state(request) {
      const row = await requestNamed(sql, request);
      return row?.kind === 'epoch' ? stateOf(parts, row) : undefined;
    },
    async waiting() {
      const rows = await waitingRequests(sql, 'epoch', clock.nowMs());
      return rows.map((row) => {
        const { request, site, askedMs, untilMs } = row;
        return { ...bodyOf(row), request, site, askedMs, untilMs };
      });
    },
    async refuse(request, officer) {
      const row = await requestNamed(sql, request);
      if (row?.kind !== 'epoch') return { kind: 'refused', code: 'not_found', detail: 'no such request' };
      return refuseRequest(store, row, officer, clock.nowMs());
    },
  };
}

async function ask(parts: EpochParts, request: EpochRequest, carrier: string | undefined): ReturnType<EpochDesk['ask']> {
  const { store, clock } = parts;
  const { sql } = store;
  const { code, ...body } = request;
  if (code === undefined && carrier !== request.station)
    return { kind: 'refused', code: 'role', detail: 'a station asks for itself, with its own transport key or a code made for it' };
  const row = await store.station(request.station);
  if (row === undefined) return { kind: 'refused', code: 'not_enrolled', detail: 'this station is not enrolled here' };
  const name = requestName(body);
  const kept = await requestNamed(sql, name);
  if (kept !== undefined) return { kind: 'asked', answer: await stateOf(parts, kept) };
  // The code first: to one who has none that is good, nothing is said of the chain.
  const fault = (code === undefined ? undefined : await codeFault(parts, code, request.station)) ?? (await faultOf(parts, request, row));
  if (fault !== undefined) return { kind: 'refused', ...fault };
  const nowMs = clock.nowMs();
  const about = (await stationsNamed(sql, [request.station])).get(request.station);
  if (about === undefined) throw new Error('a station has a chain and no name');
  const { site, role } = about;
  await sql.apply([
    asked({
      request: name,
      kind: 'epoch',
      body: canonicalText(body),
      site,
      role,
      station: request.station,
      askedMs: nowMs,
      untilMs: nowMs + requestLifeMs,
    }),
    ...(code === undefined ? [] : [spent(code, name)]),
  ]);
  return { kind: 'asked', answer: { kind: 'waiting', request: name, words: [...requestWords(name)] } };
}

async function codeFault({ store, clock }: EpochParts, code: string, station: string) {
  const kept = await codeRow(store.sql, code);
  if (kept === undefined || kept.usedBy !== undefined || kept.forStation !== station || kept.expiresMs < clock.nowMs())
    return { code: 'bad_code', detail: 'this code is not known here for this station, or was used, or its time is over' } as const;
  return undefined;
}

/** What speaks against a request as the chain stands now. */
async function faultOf({ store }: EpochParts, request: Omit<EpochRequest, 'code'>, row: StationRow) {
  const { head } = row;
  if (request.epoch < head.epoch) return { code: 'epoch_closed', detail: 'this epoch of the chain is over', head } as const;
  if (request.epoch > head.epoch) return { code: 'epoch_unknown', detail: 'this epoch was not opened here', head } as const;
  const keys = keysOf(request);
  if (keys === undefined || profileFault(request) !== undefined) return { code: 'malformed', detail: 'a key cannot be used' } as const;
  const known = await store.keys(keys.map(({ keyId }) => keyId));
  const mustBeNew = request.reason === 'cloned' || request.reason === 'key_lost';
  for (const key of keys) {
    const uses = known.get(key.keyId) ?? [];
    const own = uses.length === 1 && uses[0]?.stationNo === row.stationNo && uses[0].use === key.use && uses[0].ended === undefined;
    // Keys that were put back are the station's own, and it has to learn that they are over.
    if (uses.some(({ stationNo, ended }) => stationNo === row.stationNo && ended !== undefined))
      return { code: 'key_revoked', detail: 'one of these keys was followed by another or revoked; ask with new keys' } as const;
    if (uses.length > 0 && !own) return { code: 'malformed', detail: 'one of these keys belongs elsewhere or counts no more' } as const;
    // Whoever has a copy of the old keys must be left outside.
    if (own && mustBeNew) return { code: 'malformed', detail: 'a cloned station, or one that lost its key, needs new keys' } as const;
  }
  return undefined;
}

async function approve(parts: EpochParts, request: string, officer: string | undefined): Promise<Decided<Approval>> {
  const { store, control } = parts;
  const { sql } = store;
  const row = await requestNamed(sql, request);
  if (row?.kind !== 'epoch' || row.station === undefined) return { kind: 'refused', code: 'not_found', detail: 'no such request' };
  const state = await stateOf(parts, row);
  if (state.kind === 'approved') return state;
  if (state.kind === 'refused') return decidedOtherwise;
  const chain = await store.station(row.station);
  if (chain === undefined) throw new Error('an epoch was asked for a station without a chain');
  const body = bodyOf(row);
  const fault = await faultOf(parts, body, chain);
  if (fault?.code === 'malformed' || fault?.code === 'key_revoked') return { kind: 'refused', code: 'malformed', detail: fault.detail };
  if (fault !== undefined) return { kind: 'refused', code: 'epoch_closed', detail: fault.detail };
  try {
    await control.writeAbout(row.station, (now) => opening(parts, row, body, now, officer));
  } catch (cause) {
    // Somebody else approved between; their approval is the answer.
    const decided = await requestNamed(sql, request);
    if (decided?.state !== 'approved') throw cause;
  }
  const decided = await requestNamed(sql, request);
  const answer = decided === undefined ? undefined : await stateOf(parts, decided);
  return answer?.kind === 'approved' ? answer : decidedOtherwise;
}

/** The event that opens the epoch, from the head as it is under the lock. */
function opening(
  { clock }: EpochParts,
  row: RequestRow,
  body: Omit<EpochRequest, 'code'>,
  { station, head }: StationRow,
  officer: string | undefined,
): { readonly fact: ControlFact; readonly effect: ControlEffect } {
  const keys = keysOf(body);
  if (keys === undefined || head.epoch !== body.epoch) throw new Error('the chain went on to another epoch meanwhile');
  const { event_key: event, transport_key: transport, next, reason } = body;
  const epoch = head.epoch + 1;
  const [eventKey, transportKey] = keys;
  return {
    fact: {
      type: 'epoch.opened',
      body: { station, epoch, after: head, keys: { event, transport }, next, reason },
      deps: head.seq === 0 ? [] : [head.hash],
      actor: officer,
    },
    effect: (place) => [
      approved(row.request, station, officer, clock.nowMs(), place),
      {
        text: `UPDATE heads SET epoch = $2, seq = 0, hash = $3, frozen = FALSE
                WHERE epoch = $4 AND station_no = (SELECT station_no FROM stations WHERE station = $1)`,
        params: [station, epoch, readHash(place.hash) ?? null, head.epoch],
        changes: 1,
      },
      othersReplaced(station, [eventKey.keyId, transportKey.keyId], place),
      ...(row.role === 'bench' ? [keyCounts(station, { ...eventKey, next }, place), nextIs(station, eventKey.keyId, next)] : []),
      keyCounts(station, transportKey, place),
      authorityMoved(place),
    ],
  };
}

async function stateOf({ store, clock }: EpochParts, row: RequestRow): Promise<EpochAnswer> {
  if (row.state === 'refused') return { kind: 'refused', why: 'by_officer' };
  if (row.state === 'approved' && row.place !== undefined && row.station !== undefined) {
    const entry = await entryAt(store.sql, row.place);
    const opened = readControlFact(entry.event.type, entry.event.body);
    if (opened?.type !== 'epoch.opened') throw new Error('an epoch was approved by another event');
    const { station, epoch, after } = opened.body;
    return { kind: 'approved', station, epoch, genesis: entry.hash, after, entry: { event: entry.event, sigs: entry.sigs } };
  }
  if (row.untilMs < clock.nowMs()) return { kind: 'refused', why: 'expired' };
  return { kind: 'waiting', request: row.request, words: [...requestWords(row.request)] };
}

const keptBody = epochRequest.omit({ code: true });

/** A kept request for an epoch, without its code. */
function bodyOf(row: RequestRow): Omit<EpochRequest, 'code'> {
  return keptBody.parse(JSON.parse(row.body));
}
