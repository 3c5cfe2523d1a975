import type { Clock, KeyStore, Random, RegistryConnection, StationStore } from '../../contract/ports.ts';
import { makeBundle } from '../../certificate/bundle.ts';
import type { StationKey } from '../../certificate/certificate.ts';
import { type Authority, authorityOf } from '../../domain/authority/authority.ts';
import { fromUtf8, toBase64url } from '../../domain/bytes.ts';
import { openCheckpoint } from '../../domain/ledger/checkpoint.ts';
import { type Entry, openEntry } from '../../domain/ledger/entry.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import { parseVkey } from '../../domain/ledger/note.ts';
import { parseLogProof } from '../../domain/ledger/tlog-proof.ts';
import { openBundle, tilePath, tileWidth, tileWidthAt } from '../../domain/ledger/tiles.ts';
import { type Caller, signedCall, type TimeKeeper } from '../sync/call.ts';
import { syncWaits } from '../sync/waits.ts';
import { entryOf } from './holdings.ts';
import { certificateFileOf, openedValues } from './office.ts';

export interface BundleNeeds {
  readonly store: StationStore;
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly connection: RegistryConnection;
  /** `verify.mjs` as text. */
  readonly verifier: string;
}

/** Why a bundle cannot be made now. */
export class NoBundle extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NoBundle';
  }
}

/**
 * Packs certificates with everything to check them offline: the station's whole chain, the registry's own events, a
 * proof for each, and the checker (registry protocol, section 12). Asks the registry for its log.
 *
 * @throws NoBundle when the registry does not answer, or has not covered all facts yet
 */
export async function bundleOf(needs: BundleNeeds, certificates: readonly string[]): Promise<Uint8Array> {
  const { store, keys } = needs;
  const { sync } = store;
  const state = sync.state();
  const chain = store.facts.chain();
  if (state.pins === undefined || chain === undefined)
    throw new NoBundle('This station belongs to no registry, so nothing can be proven to be in a log.');
  const caller: Caller = { connection: needs.connection, keys, clock: needs.clock, random: needs.random, callMs: syncWaits.callMs };
  const fetchText = (path: string): Promise<string> => fetched(sync, caller, path).then((body) => fromUtf8(body) ?? '');
  const checkpoint = await fetchText('/v1/log/1/checkpoint');
  const logKey = parseVkey(state.pins.logKey);
  const opened = logKey === undefined ? undefined : openCheckpoint(checkpoint, logKey, keys.verifier);
  if (opened === undefined) throw new NoBundle('The registry showed a checkpoint that its pinned key did not sign.');
  const control = await controlEntries(sync, caller, opened.size);
  const own = store.shelf.newest(store.shelf.count()).toReversed();
  const chainEntries = own.map(entryOf);
  const proofs: Record<string, string> = {};
  for (const { hash } of [...control, ...chainEntries]) proofs[hash] = await fetchText(`/v1/proofs/${hash}`);
  const authority = authorityOf(inLogOrder([...control, ...chainEntries], proofs));
  const desk = { store, keys, authority: () => authority };
  return makeBundle({
    certificates: certificates.map((id) => {
      const text = certificateFileOf(desk, id);
      if (text === undefined) throw new NoBundle(`There is no certificate ${id} on this station.`);
      return { id, text };
    }),
    chains: byEpoch(chainEntries),
    control,
    keys: [...eventKeysOf(authority, chain.identity.station), { station: controlStation, key: controlKeyOf(control) }],
    receipts: { log: state.pins.logKey, checkpoint, proofs },
    opened: openedValues(own),
    verifier: needs.verifier,
  });
}

/** The log as far as it is here, by the places that the proofs tell. */
function inLogOrder(
  entries: readonly Entry[],
  proofs: Readonly<Record<string, string>>,
): readonly { readonly at: number; readonly entry: Entry }[] {
  return entries
    .map((entry) => {
      const at = parseLogProof(proofs[entry.hash] ?? '')?.index;
      if (at === undefined) throw new NoBundle('The registry gave a proof that cannot be read. Nothing was written.');
      return { at, entry };
    })
    .toSorted((left, right) => left.at - right.at);
}

/** Every event key that this station ever had, by the log. */
function eventKeysOf(authority: Authority, station: string): readonly StationKey[] {
  return [...authority.keys.values()]
    .flat()
    .filter(({ use, station: owner }) => use === 'event' && owner === station)
    .map(({ publicKey }) => ({ station, key: toBase64url(publicKey) }));
}

/** A chain for each epoch: that is how a bundle has them. */
function byEpoch(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  return [...Map.groupBy(entries, ({ event }) => event.epoch).values()];
}

async function controlEntries(sync: TimeKeeper, caller: Caller, size: number): Promise<readonly Entry[]> {
  const control: Entry[] = [];
  for (let index = 0; index * tileWidth < size; index += 1) {
    const width = tileWidthAt('entries', index, size);
    const body = await fetched(sync, caller, `/v1/log/1/${tilePath({ level: 'entries', index, width })}`);
    for (const bytes of openBundle(body) ?? []) {
      const entry = openEntry(bytes);
      if (entry.kind === 'entry' && entry.entry.event.station === controlStation) control.push(entry.entry);
    }
  }
  return control;
}

async function fetched(sync: TimeKeeper, caller: Caller, path: string): Promise<Uint8Array> {
  const said = await signedCall(sync, caller, { path });
  switch (said.kind) {
    case 'ok':
      return said.body;
    case 'problem':
      throw new NoBundle(
        `The registry refused ${path}: ${said.problem.code}. Nothing was written. If it has not covered all facts yet, wait until the station shows them as proven.`,
      );
    case 'unclear':
      throw new NoBundle(`Something that is no registry answered ${path} (HTTP ${said.status}). Nothing was written.`);
    case 'no_answer':
      throw new NoBundle(`The registry does not answer (${said.why}). Nothing was written; try again when it does.`);
  }
}

/** The control chain introduces its own key in the event that opens the log. */
function controlKeyOf(control: readonly Entry[]): string {
  const opened = control.find(({ event }) => event.type === 'log.opened');
  const key = opened?.event.body['control_key'] ?? opened?.event.body['key'];
  if (typeof key !== 'string') throw new NoBundle('The registry did not show the event that opens its log.');
  return key;
}
