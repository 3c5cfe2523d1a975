import { describe, expect, it } from 'vitest';
import { toBase64url } from '../../domain/bytes.ts';
import { readControlFact } from '../../domain/facts/control.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import { generateSigner } from '../../keys/ed25519.ts';
import { randomBytes } from '../../keys/random.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { claim, firstAdmin, followed, holder, personWith, startConsole, stationAt, subjectOf } from './console-kit.ts';
import { pushBody, type PushLineInput, send, taken, type TestStation } from './kit.ts';

const ground = { ground: 'request_of_the_person' };
const somebody = `tc_${'5'.repeat(32)}`;

/** A line that enrols a person, with name and badge sealed beside it. */
function enrolling(station: TestStation, person: string, name: string): PushLineInput {
  const salts = { name: randomBytes(32), badge: randomBytes(32) };
  const sealed = {
    name: commitment('name', Uint8Array.from(salts.name), name),
    badge: commitment('badge', Uint8Array.from(salts.badge), `badge of ${name}`),
  };
  return {
    entry: station.seal({
      type: 'person.enrolled',
      body: { person, roles: ['technician'], key: toBase64url(generateSigner().publicKey) },
      sealed,
    }),
    private: {
      name: { salt: toBase64url(salts.name), value: name },
      badge: { salt: toBase64url(salts.badge), value: `badge of ${name}` },
    },
  };
}

async function pushed(registry: OpenRegistry, station: TestStation, lines: readonly PushLineInput[]): Promise<void> {
  taken(await send(registry, station, pushBody(station.id, lines[0]?.entry.event.seq ?? 1, lines)));
  await followed(registry);
}

/** Everything of the log's tables that may hold a sealed value, as one text. */
async function keptText({ ledger: { store } }: OpenRegistry): Promise<string> {
  const rows = await Promise.all(['sealed', 'people', 'quarantine', 'tenants'].map((table) => store.sql.query(`SELECT * FROM ${table}`)));
  return JSON.stringify(rows);
}

/** What the acts of erasing do in the console, whatever the database. */
export function erasingSuite(): void {
  describe('erasing in the console', () => {
    it('erases name and badge of a person wherever they were enrolled, once their access has ended', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const [north, south] = [await stationAt(registry, 'North'), await stationAt(registry, 'South')];
      await pushed(registry, north, [enrolling(north, somebody, 'Walnut Sample'), enrolling(north, holder, 'Birch Sample')]);
      await pushed(registry, south, [enrolling(south, somebody, 'Walnut Sample')]);
      const person = { person: somebody };
      expect(await admin.refused('people.erase', { params: person, body: ground })).toMatchObject({ code: 'refused', why: 'still_active' });
      const { browser } = await personWith(admin, [{ role: 'supervisor' }]);
      expect((await browser.refused('people.erase', { params: person, body: ground })).code).toBe('role');
      const { browser: elsewhere } = await personWith(admin, [{ role: 'admin', sites: ['East'] }]);
      expect((await elsewhere.refused('people.erase', { params: person, body: ground })).code).toBe('role');

      await admin.ask('people.end', { params: person, body: { reason: 'Left the house.' } });
      expect(await keptText(registry)).toContain('Walnut');
      const { events } = await admin.ask('people.erase', { params: person, body: ground });
      expect(events).toHaveLength(2);
      expect(await keptText(registry)).not.toContain('Walnut');
      expect(await keptText(registry)).toContain('Birch');
      const { rows } = await admin.ask('people.enrolled', {});
      expect(rows.find((row) => row.person === somebody)).toMatchObject({ name: somebody, active: false });
      // Nothing is left to erase, and that is no fault.
      expect(await admin.ask('people.erase', { params: person, body: ground })).toEqual({ events: [] });
      expect((await admin.refused('people.erase', { params: { person: `tc_${'6'.repeat(32)}` }, body: ground })).code).toBe('not_found');
    });

    it('leaves the pseudonym of an account that was closed', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const { person } = await personWith(admin, [{ role: 'auditor' }]);
      const named = (await admin.ask('people.list', {})).rows.find((row) => row.person === person)?.name ?? '';
      expect(named).toMatch(/^Person /);
      await admin.ask('people.end', { params: { person }, body: { reason: 'Left the house.' } });
      await admin.ask('people.erase', { params: { person }, body: ground });
      expect((await admin.ask('people.list', {})).rows.find((row) => row.person === person)?.name).toBe(person);
      expect(await keptText(registry)).not.toContain(`"${named}"`);
    });

    it('erases values of one line of a drive, shows that they are gone, and stops at a legal hold', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const station = await stationAt(registry, 'North');
      await claim(registry, station, [
        { serial: 'ER1', owner: 'Acme' },
        { serial: 'ER2', owner: 'Acme' },
      ]);
      const { browser, person } = await personWith(admin, [{ role: 'supervisor' }]);
      const look = (serial: string) => browser.ask('drives.look', { params: { subject: subjectOf(serial) } });
      const [line] = (await look('ER1')).life;
      expect(line).toMatchObject({ opened: { owner: 'Acme' } });
      const body = { event: line?.hash ?? '', fields: ['owner'], ground: 'end_of_purpose' };
      const params = { subject: subjectOf('ER1') };
      expect((await admin.refused('drives.erase', { params, body })).code).toBe('role');
      expect((await browser.refused('drives.erase', { params: { subject: subjectOf('ER2') }, body })).code).toBe('not_found');
      expect((await browser.refused('drives.erase', { params, body: { ...body, fields: ['host'] } })).code).toBe('not_found');

      const { event } = await browser.ask('drives.erase', { params, body });
      const after = await look('ER1');
      expect(after.life[0]).toMatchObject({ opened: {}, erased: ['owner'] });
      expect(after.tenant).toBeUndefined();
      expect((await look('ER2')).life[0]).toMatchObject({ opened: { owner: 'Acme' } });
      expect(await erasureOf(registry, event)).toEqual({ actor: person, event: body.event, fields: ['owner'], ground: 'end_of_purpose' });

      const hold = {
        type: 'hold.placed',
        subject: subjectOf('ER2'),
        actor: holder,
        witness: somebody,
        body: { hold: 'AAAAAAAAAAAAAAAAAAAAAA', ground: 'litigation' },
      };
      await pushed(registry, station, [{ entry: station.seal(hold) }]);
      const [second] = (await look('ER2')).life;
      expect(
        await browser.refused('drives.erase', { params: { subject: subjectOf('ER2') }, body: { ...body, event: second?.hash ?? '' } }),
      ).toMatchObject({ code: 'refused', why: 'legal_hold' });
    });
  });
}

async function erasureOf({ ledger: { store } }: OpenRegistry, event: string): Promise<unknown> {
  const index = (await store.indexOf(event)) ?? expect.fail();
  const [bytes] = await store.entries(index, 1);
  const opened = openEntry(bytes ?? expect.fail());
  if (opened.kind !== 'entry') return expect.fail();
  const fact = readControlFact(opened.entry.event.type, opened.entry.event.body);
  return { actor: opened.entry.event.actor, ...(fact?.type === 'erasure.done' ? fact.body : expect.fail()) };
}
