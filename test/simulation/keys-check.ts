import { fromBase64url } from '../../domain/bytes.ts';
import { readControlFact } from '../../domain/facts/control.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import { keyId } from '../../domain/ledger/signing.ts';
import type { Scene } from './invariants.ts';
import type { Log } from './log.ts';

/**
 * I13 and I8: what a station says in the log is signed by the key that the log gave it last, and by none that was
 * revoked before; what was kept aside is not in the log, and what an officer decided about it is.
 */
export function keysHold({ world, registry }: Scene, { entries, hashes }: Log): void {
  const counts = new Map<string, string>();
  const revoked = new Set<string>();
  const decided = new Map<string, string>();
  const idOf = (key: unknown): string => keyId(fromBase64url(String(key)) ?? new Uint8Array());
  for (const { event, sigs } of entries) {
    const { station, type, body } = event;
    const fact = station === controlStation ? readControlFact(type, body) : undefined;
    if (fact?.type === 'station.enrolled' || fact?.type === 'epoch.opened') counts.set(fact.body.station, idOf(fact.body.keys.event));
    if (fact?.type === 'key.revoked') revoked.add(fact.body.keyid);
    if (fact?.type === 'quarantine.admitted' || fact?.type === 'quarantine.dismissed') decided.set(fact.body.event, fact.type);
    if (station === controlStation) continue;
    const [{ keyid } = { keyid: '' }] = sigs;
    const place = `${station} ${event.epoch} ${event.seq}`;
    if (revoked.has(keyid)) world.broken('I13 nothing by a revoked key is logged', `${place} by ${keyid}`);
    if (counts.get(station) !== keyid) world.broken('I8 only the key of this epoch speaks', `${place} by ${keyid}`);
    if (type === 'key.rotated') counts.set(station, idOf(body['key']));
  }
  for (const { hash, state } of registry.disk.database
    .prepare<[], { hash: string; state: string }>('SELECT hash, state FROM quarantine')
    .all()) {
    if (hashes.has(hash)) world.broken('I13 what is kept aside is not in the log', hash);
    const said = decided.get(hash)?.replace('quarantine.', '') ?? 'held';
    if (state !== said) world.broken('I13 the log knows what was decided', `${hash}: ${state}, in the log ${said}`);
  }
}
