import { describe, expect, test } from 'vitest';
import { toBase64url } from '../../domain/bytes.ts';
import { readControlFact } from '../../domain/facts/control.ts';
import { aloneRegistry } from '../../domain/ledger/alone.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import { verifyLogProof } from '../../domain/ledger/tlog-proof.ts';
import { eraseValues } from '../../registry/ledger/erasure.ts';
import { decideHeld } from '../../registry/ledger/quarantine.ts';
import { revokeKey } from '../../registry/ledger/revocation.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { attachmentOf } from '../../registry/ledger/recovered.ts';
import { officer, placed, start } from './authority-kit.ts';
import { call, logKey, pushBody, refused, send, stationOf, taken, type TestStation, verifier } from './kit.ts';

export const personalValue = 'Ana-Sofia Vermeulen-Okonkwo';
const salt = new Uint8Array(32).fill(9);

export function sealedEntry(station: TestStation) {
  const sealed = { host: commitment('host', salt, personalValue), slot: commitment('slot', salt, '7') };
  return station.seal({ sealed });
}

export async function sendSealed(registry: OpenRegistry, station: TestStation, ...entries: readonly Entry[]) {
  const text = toBase64url(salt);
  const values = { host: { salt: text, value: personalValue }, slot: { salt: text, value: '7' } };
  const lines = entries.map((entry) => ({ entry, private: values }));
  return send(registry, station, pushBody(station.id, entries[0]?.event.seq ?? 1, lines));
}

async function keptValues(registry: OpenRegistry): Promise<readonly string[]> {
  const rows = await registry.ledger.store.sql.query('SELECT field, value FROM sealed ORDER BY log_index, field');
  return rows.map((row) => `${String(row['field'])} ${String(row['value'])}`);
}

/** A value in the log, erased. The registry is left open. */
async function eraseOne(): Promise<{ readonly registry: OpenRegistry; readonly station: TestStation; readonly hash: string }> {
  const { registry, station } = await start();
  const entry = sealedEntry(station);
  taken(await sendSealed(registry, station, entry));
  expect(await keptValues(registry)).toEqual([`host ${JSON.stringify(personalValue)}`, 'slot "7"']);
  const erasure = { event: entry.hash, fields: ['host'], ground: 'request_of_the_person', officer } as const;
  expect(await eraseValues(registry.ledger, erasure)).toMatchObject({ kind: 'done' });
  return { registry, station, hash: entry.hash };
}

/** What every store must hold of erasure. */
export function erasureSuite(): void {
  describe('the erasure of a personal value', () => {
    test('takes salt and value, says so in the log, and leaves the proof of the event good', async () => {
      const { registry, station, hash } = await eraseOne();
      expect(await keptValues(registry)).toEqual(['slot "7"']);
      const last = (await placed(registry)).at(-1)?.entry.event;
      expect(readControlFact(last?.type ?? '', last?.body)).toEqual({
        type: 'erasure.done',
        body: { event: hash, fields: ['host'], ground: 'request_of_the_person' },
      });
      expect(last?.actor).toBe(officer);
      await registry.ledger.integrator.settle();
      const text = await (await call(registry, station, 'GET', `/v1/proofs/${hash}`)).text();
      const entry = station.chain[0]?.bytes ?? new Uint8Array();
      expect(verifyLogProof({ text, entry, logKey: logKey(registry), verifier })).toMatchObject({ kind: 'in_log' });
      // A repeat of the push does not bring it back.
      taken(await sendSealed(registry, station, station.chain[0] ?? sealedEntry(station)));
      expect(await keptValues(registry)).toEqual(['slot "7"']);
      const again = await eraseValues(registry.ledger, { event: hash, fields: ['host'], ground: 'order' });
      expect(again).toMatchObject({ kind: 'refused', code: 'not_found' });
    });

    test('asked for twice at once is done once', async () => {
      const { registry, station } = await start();
      const entry = sealedEntry(station);
      taken(await sendSealed(registry, station, entry));
      const erasure = { event: entry.hash, fields: ['host', 'slot'], ground: 'end_of_purpose' } as const;
      const answers = await Promise.all([eraseValues(registry.ledger, erasure), eraseValues(registry.ledger, erasure)]);
      expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['done', 'refused']);
      expect((await placed(registry)).filter(({ entry: one }) => one.event.type === 'erasure.done')).toHaveLength(1);
    });

    test('takes the name of an owner from the tables that the console made, and leaves the drive its other owner', async () => {
      const { registry, station } = await start();
      const { sql } = registry.ledger.store;
      const subject = `d1_${'7'.repeat(32)}`;
      const claim = async (owner: string) => {
        const entry = station.seal({ type: 'custody.claimed', subject, sealed: { owner: commitment('owner', salt, owner) } });
        const line = { entry, private: { owner: { salt: toBase64url(salt), value: owner } } };
        taken(await send(registry, station, pushBody(station.id, entry.event.seq, [line])));
        return entry.hash;
      };
      const names = async () => (await sql.query('SELECT name FROM tenants ORDER BY name')).map((row) => row['name']);
      const drives = async () => (await sql.query('SELECT subject FROM drive_tenants')).length;
      const [before, now] = [await claim(personalValue), await claim('Acme')];
      await registry.console.caughtUp();
      expect(await names()).toEqual(['Acme']);
      const erase = (event: string) => eraseValues(registry.ledger, { event, fields: ['owner'], ground: 'end_of_purpose' });
      expect(await erase(before)).toMatchObject({ kind: 'done' });
      expect([await names(), await drives()]).toEqual([['Acme'], 1]);
      expect(await erase(now)).toMatchObject({ kind: 'done' });
      expect([await names(), await drives()]).toEqual([[], 0]);
    });

    test('reaches into quarantine, and to what was admitted from there', async () => {
      const { registry, station } = await start();
      await revokeKey(registry.ledger, { keyId: station.event.keyId, reason: 'lost' });
      const [first, second] = [sealedEntry(station), sealedEntry(station)];
      expect(refused(await sendSealed(registry, station, first, second)).code).toBe('key_revoked');
      const verdict = { kind: 'admit', ground: 'confirmed_by_people' } as const;
      expect(await decideHeld(registry.ledger, { hash: first.hash, verdict, officer })).toMatchObject({ kind: 'done' });
      expect(await keptValues(registry)).toEqual([`entry.host ${JSON.stringify(personalValue)}`, 'entry.slot "7"']);
      for (const { hash } of [first, second])
        expect(await eraseValues(registry.ledger, { event: hash, fields: ['host'], ground: 'order' })).toMatchObject({ kind: 'done' });
      const held = await registry.ledger.store.sql.query('SELECT private FROM quarantine');
      expect(JSON.stringify(held)).not.toContain(personalValue);
      expect(await keptValues(registry)).toEqual(['entry.slot "7"']);
    });

    test('takes it from tellings in quarantine too, says which event was told first, and lets none bring it back', async () => {
      const { registry, station } = await start();
      const alone = stationOf(station.id, station.genesis, station.event, station.transport, aloneRegistry);
      const text = toBase64url(salt);
      const values = { host: { salt: text, value: personalValue }, slot: { salt: text, value: '7' } };
      const lineOf = (told: Entry) => {
        const body = { event: told.hash, epoch: 1, seq: told.event.seq };
        const entry = station.seal({ type: 'event.recovered', body, sealed: told.event.sealed, att: [attachmentOf(told.bytes)] });
        return { entry, recovered: told, private: values };
      };
      const [one, other] = [sealedEntry(alone), sealedEntry(alone)];
      const inLog = lineOf(one);
      taken(await send(registry, station, pushBody(station.id, 1, [inLog])));
      await revokeKey(registry.ledger, { keyId: station.event.keyId, reason: 'lost', trust: { epoch: 1, seq: 1 } });
      const held = [lineOf(one), lineOf(other)];
      expect(refused(await send(registry, station, pushBody(station.id, 2, held))).code).toBe('key_revoked');
      const aside = async () => JSON.stringify(await registry.ledger.store.sql.query('SELECT hash, private FROM quarantine ORDER BY seq'));
      expect((await aside()).split(personalValue), 'the second alone brings values').toHaveLength(2);
      for (const { entry } of [inLog, held[1] ?? inLog])
        expect(await eraseValues(registry.ledger, { event: entry.hash, fields: ['host'], ground: 'order' })).toMatchObject({
          kind: 'done',
        });
      expect(await aside()).not.toContain(personalValue);
      expect(await keptValues(registry)).toEqual(['slot "7"']);
      const said = (await placed(registry)).flatMap(({ entry: { event } }) => (event.type === 'erasure.done' ? [event.body['first']] : []));
      expect(said).toEqual([one.hash, other.hash]);
    });

    test('takes what was told again with it, whichever is named, and a later telling brings nothing back', async () => {
      const { registry, station } = await start();
      const alone = stationOf(station.id, station.genesis, station.event, station.transport, aloneRegistry);
      const tell = async (told: Entry): Promise<string> => {
        const body = { event: told.hash, epoch: 1, seq: told.event.seq };
        const entry = station.seal({ type: 'event.recovered', body, sealed: told.event.sealed, att: [attachmentOf(told.bytes)] });
        const text = toBase64url(salt);
        const line = { entry, recovered: told, private: { host: { salt: text, value: personalValue }, slot: { salt: text, value: '7' } } };
        taken(await send(registry, station, pushBody(station.id, entry.event.seq, [line])));
        return entry.hash;
      };
      const both = [`host ${JSON.stringify(personalValue)}`, 'slot "7"'];
      for (const named of ['what was told', 'the first telling', 'a later telling']) {
        const told = sealedEntry(alone);
        const first = await tell(told);
        const second = await tell(told);
        expect(await keptValues(registry), 'kept once').toEqual(both);
        const event = named === 'what was told' ? told.hash : named === 'the first telling' ? first : second;
        expect(await eraseValues(registry.ledger, { event, fields: ['host', 'slot'], ground: 'order' }), named).toMatchObject({
          kind: 'done',
        });
        expect(await keptValues(registry), named).toEqual([]);
        await tell(told);
        expect(await keptValues(registry), `${named}, and told once more`).toEqual([]);
      }
    });
  });
}
