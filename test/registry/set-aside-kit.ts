import { toBase64url } from '../../domain/bytes.ts';
import { aloneRegistry } from '../../domain/ledger/alone.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import { decideHeld } from '../../registry/ledger/quarantine.ts';
import { attachmentOf } from '../../registry/ledger/recovered.ts';
import { revokeKey } from '../../registry/ledger/revocation.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { officer, pushEpoch } from './authority-kit.ts';
import { enrol, pushBody, send, stationOf, taken } from './kit.ts';

/**
 * A station that told again what it had written alone, and whose key was revoked: of three events that come after that
 * one is admitted, one dismissed, and one waits.
 */
export async function setAside(registry: OpenRegistry): Promise<void> {
  const { station } = await enrol(registry);
  const alone = stationOf(station.id, station.genesis, station.event, station.transport, aloneRegistry).seal();
  const { hash, bytes } = alone;
  const again = station.seal({ type: 'event.recovered', body: { event: hash, epoch: 1, seq: 1 }, att: [attachmentOf(bytes)] });
  taken(await pushEpoch(registry, station, [{ entry: again, recovered: alone }]));
  const { ledger } = registry;
  await revokeKey(ledger, { keyId: station.event.keyId, reason: 'stolen', trust: { epoch: 1, seq: 1 }, officer });
  const salt = new Uint8Array(32).fill(9);
  const sealed = { host: commitment('host', salt, 'db-09') };
  for (let i = 0; i < 3; i++)
    station.seal({
      type: 'custody.moved',
      subject: `d1_${'ef'.repeat(16)}`,
      actor: officer,
      body: { holder: officer, place: 'Shelf 1' },
      sealed,
    });
  const host = { salt: toBase64url(salt), value: 'db-09' };
  const late = station.chain.slice(1).map((entry) => ({ entry, private: { host } }));
  const answer = await send(registry, station, pushBody(station.id, 2, late));
  if (!('code' in answer) || answer.code !== 'key_revoked') throw new Error('the key still counts');
  const [admitted, dismissed] = late;
  for (const [line, verdict] of [
    [admitted, { kind: 'admit', ground: 'made_before_loss' }],
    [dismissed, { kind: 'dismiss', ground: 'forged' }],
  ] as const)
    if ((await decideHeld(ledger, { hash: line?.entry.hash ?? '', verdict, officer })).kind !== 'done') throw new Error('not decided');
}
