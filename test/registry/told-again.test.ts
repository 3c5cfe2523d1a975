import { expect, test } from 'vitest';
import type { Entry } from '../../domain/ledger/entry.ts';
import { hashText, sha256 } from '../../domain/ledger/hash.ts';
import { requestName } from '../../domain/ledger/request-words.ts';
import { generateSigner } from '../../keys/ed25519.ts';
import { askEpoch, digestOf, epochAsk, pushEpoch, textOf } from './authority-kit.ts';
import { enrol, push, refused, startRegistry, stationOf, taken, tempDir } from './kit.ts';

test('a new epoch takes what the station signed by a key that only what it tells again brings', async () => {
  const registry = await startRegistry(tempDir());
  const { station } = await enrol(registry);
  const next = generateSigner();
  const clone = stationOf(station.id, station.genesis, station.event, station.transport);
  station.seal();
  taken(await push(registry, station, station.chain));
  const body = { key: textOf(next), next: digestOf(generateSigner()) };
  const rotation = clone.seal({ type: 'key.rotated', body }, [next]);
  const later = stationOf(station.id, station.genesis, next, station.transport);
  later.chain.push(rotation);
  const claims = [later.seal(), later.seal(), later.seal()];
  const [event, transport] = [generateSigner(), generateSigner()];
  const request = epochAsk(station, { reason: 'cloned', event_key: textOf(event), transport_key: textOf(transport) });
  await askEpoch(registry, station, request);
  const approval = await registry.ledger.epochs.approve(requestName(request), undefined);
  if (approval.kind !== 'approved') throw new Error('not approved');
  const renewed = stationOf(station.id, approval.genesis, event, transport);
  const again = (told: Entry) => {
    const att = [{ name: 'entry', media: 'application/json', size: told.bytes.length, sha256: hashText(sha256(told.bytes)) }];
    const { epoch, seq } = told.event;
    return { entry: renewed.seal({ type: 'event.recovered', epoch: 2, body: { event: told.hash, epoch, seq }, att }), recovered: told };
  };
  // Without the rotation nobody here knows the key.
  const [first] = claims;
  if (first === undefined) throw new Error('nothing was sealed');
  expect(refused(await pushEpoch(registry, renewed, [again(first)]))).toMatchObject({ code: 'bad_event', index: 0 });
  renewed.chain.pop();
  expect(taken(await pushEpoch(registry, renewed, [rotation, first].map(again)))).toMatchObject({ accepted: 2 });
  expect(taken(await pushEpoch(registry, renewed, claims.slice(1).map(again)))).toMatchObject({ accepted: 2 });
});
