import { describe, expect, it } from 'vitest';
import { openBundle } from '../../certificate/bundle.ts';
import { checkBundle } from '../../certificate/check/bundle-check.ts';
import { trustInLog } from '../../certificate/check/receipts.ts';
import { consoleRoutes } from '../../contract/console/routes.ts';
import type { Bytes } from '../../domain/bytes.ts';
import { containerCode, labelCode } from '../../domain/label/codes.ts';
import { hashText, sha256 } from '../../domain/ledger/hash.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { randomBytes } from '../../keys/random.ts';
import type { Attachment, Event } from '../../domain/ledger/event.ts';
import { verifyLogProof } from '../../domain/ledger/tlog-proof.ts';
import { conflictsQuery } from '../../registry/console/conflicts.ts';
import { stepQuery } from '../../registry/console/ageing.ts';
import { sealedNamesQuery } from '../../registry/console/erasing.ts';
import { factsQuery } from '../../registry/console/drive-facts.ts';
import { termQueries } from '../../registry/console/search.ts';
import { subjectKey } from '../../registry/projections/subjects.ts';
import type { SqlValue } from '../../registry/sql/port.ts';
import { listQuery } from '../../registry/people/read-log.ts';
import { type Browser, claim, firstAdmin, followed, holder, personWith, startConsole, stationAt, subjectOf } from './console-kit.ts';
import { call, logKey, push, taken, type TestStation } from './kit.ts';
import { plansIn } from './plans.ts';

const everything = [{ sites: ['*'], tenants: ['*'] }];
const atNorth = [{ sites: ['North'], tenants: ['*'] }];

/** What the console finds and tells, whatever the database. */
export function consoleDataSuite(): void {
  describe('finding drives', () => {
    it('finds by serial, WWN, id and container, each drive once, page after page', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const station = await stationAt(registry, 'North');
      const serials = Array.from({ length: 23 }, (_, i) => `ZX${String(i).padStart(3, '0')}`);
      await claim(
        registry,
        station,
        serials.map((serial) => ({ serial, place: serial === 'ZX007' ? 'ZX Cage' : 'Cage 9' })),
      );
      const { browser } = await personWith(admin, [{ role: 'auditor' }]);
      const walked: string[] = [];
      let after: string | undefined;
      let pages = 0;
      do {
        const page = await browser.ask('drives.find', { query: { q: 'zx', limit: 5, ...(after === undefined ? {} : { after }) } });
        walked.push(...page.rows.map(({ serial }) => serial));
        after = page.next;
        pages += 1;
      } while (after !== undefined);
      // The drive whose container begins so too comes once, at its container, which sorts first.
      expect(walked).toEqual(['ZX007', ...serials.filter((serial) => serial !== 'ZX007')]);
      expect(pages).toBe(5);
      const only = async (q: string): Promise<readonly string[]> =>
        (await browser.ask('drives.find', { query: { q } })).rows.map(({ serial }) => serial);
      expect(await only('5000zx004')).toEqual(['ZX004']);
      expect(await only(' zx011 ')).toEqual(['ZX011']);
      expect(await only(subjectOf('ZX003'))).toEqual(['ZX003']);
      expect(await only('zx cage')).toEqual(['ZX007']);
      expect(await only('%')).toEqual([]);
      const held = await browser.ask('drives.find', { query: { state: 'in_custody', limit: 20 } });
      const rest = await browser.ask('drives.find', { query: { state: 'in_custody', limit: 20, after: held.next ?? '' } });
      expect(new Set([...held.rows, ...rest.rows].map(({ subject }) => subject)).size).toBe(23);
      expect((await browser.refused('drives.find', { query: { after: 'bm90IG91cnM' } })).code).toBe('malformed');
    });

    it('finds what lies in a container or lot by its name or label, at any depth, as long as it lies there', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const [north, south] = [await stationAt(registry, 'North'), await stationAt(registry, 'South')];
      const inBin = ['BA1', 'BA2', 'BA3', 'BA4', 'BOX 7 SPARE'];
      await claim(registry, north, [...inBin.map((serial) => ({ serial })), { serial: 'LOOSE' }]);
      await claim(registry, south, [{ serial: 'FAR' }]);
      const [bin, box, lot, other] = ['1', '2', '3', '4'].map((digit) => `c1_ab${digit.repeat(30)}`) as [string, string, string, string];
      const tell = async (station: TestStation, facts: readonly (readonly [string, string, Event['body']])[]): Promise<void> => {
        const entries = facts.map(([type, subject, body]) => station.seal({ type, subject, actor: holder, body }));
        taken(await push(registry, station, entries));
        await followed(registry);
      };
      const content = hashText(sha256(Uint8Array.from(randomBytes(1))));
      await tell(north, [
        ['container.made', bin, { kind: 'bin', name: 'Bin 3' }],
        ...inBin.map((serial) => ['item.placed', bin, { item: subjectOf(serial) }] as const),
        ['container.made', box, { kind: 'box', name: 'Box  7' }],
        ['item.placed', box, { item: bin, content }],
        ['item.placed', box, { item: subjectOf('LOOSE') }],
        ['item.removed', box, { item: subjectOf('LOOSE') }],
        ['lot.opened', lot, { kind: 'rma', name: 'Return 12' }],
        ['lot.item_added', lot, { item: subjectOf('LOOSE') }],
      ]);
      await tell(south, [
        ['container.made', other, { kind: 'box', name: 'BOX 7' }],
        ['item.placed', other, { item: subjectOf('FAR') }],
      ]);
      const { browser } = await personWith(admin, [{ role: 'auditor' }]);
      const { browser: northern } = await personWith(admin, [{ role: 'auditor', sites: ['North'] }]);
      const { browser: ofOthers } = await personWith(admin, [{ role: 'auditor', tenants: [`tn_${'0'.repeat(32)}`] }]);
      const walk = async (asker: Browser, q: string, limit = 50): Promise<readonly string[]> => {
        const walked: string[] = [];
        let after: string | undefined;
        do {
          const page = await asker.ask('drives.find', { query: { q, limit, ...(after === undefined ? {} : { after }) } });
          walked.push(...page.rows.map(({ serial }) => serial));
          after = page.next;
        } while (after !== undefined && walked.length < 50);
        return walked;
      };
      const sorted = async (asker: Browser, q: string, limit?: number): Promise<readonly string[]> =>
        (await walk(asker, q, limit)).toSorted();
      expect(await sorted(browser, ' bin 3 ')).toEqual(inBin);
      expect(await walk(browser, 'bin')).toEqual([]);
      expect(await sorted(browser, containerCode(bin))).toEqual(inBin);
      expect(await walk(browser, labelCode(lot, 2).toLowerCase())).toEqual(['LOOSE']);
      expect(await walk(browser, labelCode(subjectOf('BA2'), 1))).toEqual(['BA2']);
      // Both boxes of this name, page after page; the drive whose own serial begins so comes once, where its serial stands.
      expect(await sorted(browser, 'box 7', 2)).toEqual([...inBin, 'FAR'].toSorted());
      expect((await walk(browser, 'box 7', 2)).at(-1)).toBe('BOX 7 SPARE');
      expect(await sorted(northern, 'box 7', 2)).toEqual(inBin);
      expect(await walk(northern, containerCode(other))).toEqual([]);
      expect(await walk(ofOthers, 'bin 3')).toEqual([]);
      const gone = await browser.ask('drives.find', { query: { q: 'bin 3', state: 'released' } });
      expect(gone.rows).toEqual([]);
      await tell(north, [
        ['item.removed', bin, { item: subjectOf('BA2') }],
        ['lot.item_removed', lot, { item: subjectOf('LOOSE') }],
        // Two that are said to lie in each other: what nobody should have written must not keep a search from ending.
        ['item.placed', bin, { item: box, content }],
      ]);
      expect(await sorted(browser, 'bin 3')).toEqual(inBin.filter((serial) => serial !== 'BA2'));
      expect(await walk(browser, 'return 12')).toEqual([]);
      expect(await registry.ledger.projector.check('console')).toMatchObject({ kind: 'equal' });
    });

    it('tells the life of one drive with a proof for each fact that outsiders can check', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const station = await stationAt(registry, 'North');
      await claim(registry, station, [{ serial: 'LIFE1', owner: 'Acme' }]);
      await registry.ledger.integrator.settle();
      const { browser } = await personWith(admin, [{ role: 'custodian' }]);
      const { browser: hands } = await personWith(admin, [{ role: 'technician' }]);
      const params = { subject: subjectOf('LIFE1') };
      const look = await browser.ask('drives.look', { params });
      expect(look.drive).toMatchObject({ serial: 'LIFE1', state: 'in_custody', record: { owner: 'Acme' } });
      expect(look.life.map(({ type, station_name: name, safety, opened }) => [type, name, safety, opened])).toEqual([
        ['custody.claimed', 'Bench at North', 'proven', { owner: 'Acme' }],
      ]);
      const closed = await hands.ask('drives.look', { params });
      expect([closed.opened, closed.drive.record.owner, closed.life[0]?.opened]).toEqual([false, undefined, {}]);
      const event = look.life[0]?.hash ?? '';
      const proof = await (await browser.raw(consoleRoutes['drives.proof'], { params: { ...params, event } })).text();
      const verdict = verifyLogProof({ text: proof, logKey: logKey(registry), verifier: createVerifier() });
      expect(verdict).toMatchObject({ kind: 'in_log' });
      const bracket = await browser.ask('drives.bracket', { params: { ...params, event } });
      // No witness is known here, and the fact's clock is right.
      expect(bracket).toMatchObject({ not_after: { by: 'registry' }, flags: [] });
      expect(bracket.not_after?.size).toBeGreaterThan(0);
    });
  });

  describe('an audit bundle', () => {
    it('holds the chains of the chosen drives, provable with nothing but what is in it', async () => {
      const registry = await startConsole({ checker: () => Promise.resolve('// checker') });
      const admin = await firstAdmin(registry);
      const [north, south] = [await stationAt(registry, 'North'), await stationAt(registry, 'South')];
      const photo = Uint8Array.from(randomBytes(3_000));
      const bound = (bytes: Bytes): Attachment => ({
        name: 'photo',
        media: 'image/jpeg',
        size: bytes.length,
        sha256: hashText(sha256(bytes)),
      });
      const notBrought = bound(Uint8Array.from(randomBytes(10)));
      await claim(registry, north, [
        { serial: 'FIRST', att: [bound(Uint8Array.from(randomBytes(20)))] },
        { serial: 'CHOSEN', owner: 'Acme', att: [bound(photo), notBrought] },
        { serial: 'AFTER' },
      ]);
      await claim(registry, south, [{ serial: 'ELSEWHERE' }]);
      await registry.ledger.integrator.settle();
      const range = { 'content-range': `bytes 0-${photo.length - 1}/${photo.length}` };
      const stored = await call(registry, north, 'PUT', `/v1/blobs/${bound(photo).sha256}`, photo, { headers: range });
      expect(stored.status).toBe(201);
      const { browser } = await personWith(admin, [{ role: 'auditor' }]);
      const { browser: atSouth } = await personWith(admin, [{ role: 'auditor', sites: ['South'] }]);
      const asked = { body: { subjects: [subjectOf('CHOSEN')] } };
      const response = await browser.raw(consoleRoutes['drives.bundle'], asked);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip']);
      const opened = openBundle(new Uint8Array(await response.arrayBuffer()));
      if (opened.kind === 'refused') throw new Error(opened.detail);
      // Nothing is left out between the first event and the chosen one, and nothing after it is in.
      const chain = Buffer.from(opened.files[`chains/${north.id}-1.ndjson`] ?? []).toString();
      expect(chain.trim().split('\n')).toHaveLength(2);
      expect(Object.keys(opened.files).some((name) => name.includes(south.id))).toBe(false);
      expect(Buffer.from(opened.files['private.ndjson'] ?? []).toString()).toContain('Acme');
      expect(Object.keys(opened.files).filter((name) => name.startsWith('attachments/'))).toEqual([`attachments/${bound(photo).sha256}`]);
      expect(opened.files[`attachments/${bound(photo).sha256}`]).toEqual(photo);
      const report = checkBundle({ files: opened.files, verifier: createVerifier(), trust: trustInLog(logKey(registry)) });
      // The claims of this test name a person who signed nothing, and that is all there is to find.
      expect(report.findings.map(({ code }) => code)).toEqual(['not_signed']);
      expect(report.events).toBeGreaterThan(5);
      // What lies outside the asker's scope is not among the chosen.
      const other = openBundle(new Uint8Array(await (await atSouth.raw(consoleRoutes['drives.bundle'], asked)).arrayBuffer()));
      expect(other.kind === 'files' && Object.keys(other.files).filter((name) => name.startsWith('chains/'))).toEqual([]);
    });
  });

  describe('a dispute', () => {
    it('is shown side by side and closed by an act that rests on every branch', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const [north, south] = [await stationAt(registry, 'North'), await stationAt(registry, 'South')];
      await claim(registry, north, [{ serial: 'TWICE', place: 'Cage N' }]);
      await claim(registry, south, [{ serial: 'TWICE', place: 'Cage S' }]);
      const { browser, person } = await personWith(admin, [{ role: 'supervisor' }]);
      const { rows } = await browser.ask('conflicts.list');
      const found = rows.find((row) => row.class === 'double_claim');
      expect(found).toMatchObject({ subject: subjectOf('TWICE'), serial: 'TWICE' });
      const params = { id: found?.id ?? '' };
      const { branches } = await browser.ask('conflicts.look', { params });
      expect(branches.map(({ site, place, holder_id: id, lines }) => [site, place, id, lines.length].join()).sort()).toEqual([
        `North,Cage N,${holder},1`,
        `South,Cage S,${holder},1`,
      ]);
      const heads = branches.map(({ head }) => head);
      const body = { heads, holder, reason: 'seen_in_person', note: 'it stands in the north cage' };
      const stale = await browser.refused('conflicts.resolve', { params, body: { ...body, heads: heads.slice(1) } });
      expect([stale.code, stale.why]).toEqual(['refused', 'heads_changed']);
      const { event } = await browser.ask('conflicts.resolve', { params, body });
      expect((await browser.ask('conflicts.list')).rows.some(({ id }) => id === params.id)).toBe(false);
      const after = await browser.ask('conflicts.look', { params });
      expect(after.resolved).toMatchObject({ hash: event, type: 'conflict.resolved' });
      expect(after.row.closed_ms).toBeGreaterThan(0);
      const closed = await browser.ask('conflicts.list', { query: { closed: 'true' } });
      expect(closed.rows.map(({ id }) => id)).toContain(params.id);
      const index = await registry.ledger.store.indexOf(event);
      const [entry] = await registry.ledger.store.entries(index ?? -1, 1);
      expect(Buffer.from(entry ?? []).toString()).toContain(`"actor":"${person}"`);
      // What the officer typed is sealed, and stands in no entry.
      expect(Buffer.from(entry ?? []).toString()).not.toContain('north cage');
    });
  });

  describe('the tables behind the console', () => {
    it('are the same when they are made anew from the log', async () => {
      const registry = await startConsole();
      await firstAdmin(registry);
      const [north, south] = [await stationAt(registry, 'North'), await stationAt(registry, 'South')];
      await claim(registry, north, [{ serial: 'A1' }, { serial: 'A2', owner: 'Acme' }]);
      await claim(registry, south, [{ serial: 'A1' }]);
      taken(await push(registry, north, [north.seal()]));
      await followed(registry);
      expect(await registry.ledger.projector.check('console')).toMatchObject({ kind: 'equal' });
    });

    it('are read by key: no query of a page walks a table that grows', async () => {
      const registry = await startConsole();
      const { sql } = registry.ledger.store;
      const plans = await plansIn(sql);
      const found = termQueries({ q: 'ab' }, everything, undefined, 50)
        .slice(0, 1)
        .concat(termQueries({ q: '' }, everything, ['North'], 50));
      const asked: readonly (readonly [string, readonly SqlValue[]])[] = [
        ...found.map(([query, params]) => [query, params] as const),
        [factsQuery, [1, subjectKey(subjectOf('A1')), 10]],
        [conflictsQuery, [1, 9, 9, '', 10]],
        stepQuery('to_dock', everything, -1, '', 50),
        listQuery(1, {}, 'g', 50),
        listQuery(1, { tenant: 'tn_1' }, 'g', 50),
        listQuery(1, { person: holder }, 'g', 50),
      ];
      // Sealed names are looked through when one is erased, and nothing else that is sealed.
      expect(await plans.of(sealedNamesQuery, [])).toContain('sealed_names');
      // What lies in a container is looked up drive by drive, and never sought for among all of them.
      const [, contained] = termQueries({ q: 'ab', state: 'in_custody' }, atNorth, undefined, 50);
      const walked = await plans.of(contained?.[0] ?? '', contained?.[1] ?? []);
      const drivesRead = walked.match(plans.isSqlite ? /\b(SCAN|SEARCH) d\b.*/g : /on console_drives d.*\n.*/g) ?? [];
      expect(drivesRead.length, walked).toBe(2);
      for (const read of drivesRead) expect(read, walked).toMatch(plans.isSqlite ? /\bsubject=\?/ : /Cond: .*\bsubject = /);
      if (plans.isSqlite) expect(walked).not.toMatch(/\bSCAN (?!CONSTANT|h\b|p\b)/);
      else expect(walked).not.toMatch(/Seq Scan/);
      for (const [query, params] of asked) {
        const plan = await plans.of(query, params);
        if (plans.isSqlite) expect(plan, `${query}\n${plan}`).not.toMatch(/\bSCAN (?!CONSTANT|h\b)|USE TEMP B-TREE FOR ORDER BY/);
        else expect(plan, `${query}\n${plan}`).not.toMatch(/Seq Scan on (events|console_|subject_history|conflicts|reads|read_tenants)/);
      }
    });
  });
}
