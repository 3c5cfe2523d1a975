import { describe, expect, it } from 'vitest';
import { type BundleFiles, openBundle } from '../../certificate/bundle.ts';
import { checkBundle, type BundleReport } from '../../certificate/check/bundle-check.ts';
import { consoleRoutes } from '../../contract/console/routes.ts';
import { fromUtf8, utf8 } from '../../domain/bytes.ts';
import { emptyPart, type IndexedDrive, indexParts, indexRoot, partOf, partRoot } from '../../domain/ledger/drive-index.ts';
import { type Entry, openEntry } from '../../domain/ledger/entry.ts';
import { hashText } from '../../domain/ledger/hash.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { checkDriveIndex } from '../../registry/fsck/drive-index.ts';
import { lookupIn } from '../../registry/fsck/lookup.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { type Browser, claim, firstAdmin, followed, personWith, startConsole, stationAt, subjectOf } from './console-kit.ts';
import { tempDir } from './kit.ts';
import { openEntries } from './recheck-kit.ts';

/** What anybody with every entry of the log makes of it. */
function rootFrom(entries: readonly Entry[], size: number): { readonly root: string; readonly subjects: number } {
  const drives = new Map<string, IndexedDrive>();
  for (const { event, hash } of entries.slice(0, size)) {
    const { subject } = event;
    if (subject?.startsWith('d1_') === true) drives.set(subject, { subject, events: (drives.get(subject)?.events ?? 0) + 1, newest: hash });
  }
  const parts = Array.from({ length: indexParts }, () => emptyPart);
  const sorted = [...drives.values()].toSorted((left, right) => (left.subject < right.subject ? -1 : 1));
  for (const part of new Set(sorted.map(({ subject }) => partOf(subject))))
    parts[part] = partRoot(sorted.filter(({ subject }) => partOf(subject) === part));
  return { root: hashText(indexRoot(parts)), subjects: drives.size };
}

async function entriesOf(registry: OpenRegistry): Promise<readonly Entry[]> {
  return (await openEntries(registry)).map((bytes) => {
    const read = openEntry(bytes);
    if (read.kind === 'refused') throw new Error('an entry that does not open');
    return read.entry;
  });
}

/** The indexes that the log was told of, each with what its entries give. */
async function told(registry: OpenRegistry) {
  await followed(registry);
  const entries = await entriesOf(registry);
  return entries.flatMap(({ event }) =>
    event.type === 'index.root' ? [{ body: event.body, again: rootFrom(entries, Number(event.body['size'])) }] : [],
  );
}

async function findings(registry: OpenRegistry): Promise<readonly string[]> {
  const { sql } = registry.ledger.store;
  const found: string[] = [];
  await checkDriveIndex(sql, 1, lookupIn(sql, 1), (_check, where) => found.push(where));
  return found;
}

async function bundleOf(browser: Browser, serial: string): Promise<BundleFiles> {
  const response = await browser.raw(consoleRoutes['drives.bundle'], { body: { subjects: [subjectOf(serial)] } });
  const opened = openBundle(new Uint8Array(await response.arrayBuffer()));
  if (opened.kind === 'refused') throw new Error(opened.detail);
  return opened.files;
}

const check = (files: BundleFiles): BundleReport => checkBundle({ files, verifier: createVerifier() });
const codes = (report: BundleReport): readonly string[] => report.findings.map(({ code }) => code);

export function driveIndexSuite(): void {
  describe('the index of drives', () => {
    it('is told while the log grows, and whoever has the log counts the same', async () => {
      const dir = tempDir();
      const registry = await startConsole({}, dir, { indexEveryMs: 0 });
      const station = await stationAt(registry, 'North');
      await claim(registry, station, [{ serial: 'ONE' }, { serial: 'TWO' }, { serial: 'THREE' }]);
      await expect.poll(async () => (await told(registry)).at(-1)?.body['subjects'], { timeout: 15_000 }).toBe(3);
      await claim(registry, station, [{ serial: 'FOUR' }]);
      await expect.poll(async () => (await told(registry)).at(-1)?.body['subjects'], { timeout: 15_000 }).toBe(4);
      const indexes = await told(registry);
      for (const { body, again } of indexes) expect(body).toMatchObject(again);
      expect(await findings(registry)).toEqual([]);
      // What the registry keeps beside the log is held against it.
      await registry.ledger.store.sql.apply([
        { text: 'UPDATE drive_index_parts SET drives = drives + 1 WHERE part = $1', params: [partOf(subjectOf('TWO'))] },
      ]);
      expect(await findings(registry)).toEqual([`drive_index_parts ${partOf(subjectOf('TWO'))}`]);
      await registry.close();
      // Nothing new: a start tells no new index.
      const again = await startConsole({}, dir, { indexEveryMs: 0 });
      expect((await told(again)).length).toBe(indexes.length);
    });

    it('shows in a bundle that no event of a drive was left out, and a station that was left out is missed', async () => {
      const registry = await startConsole({ checker: () => Promise.resolve('// checker') }, tempDir(), { indexEveryMs: 0 });
      const admin = await firstAdmin(registry);
      const [north, south] = [await stationAt(registry, 'North'), await stationAt(registry, 'South')];
      await claim(registry, north, [{ serial: 'TWICE' }]);
      await claim(registry, south, [{ serial: 'TWICE' }, { serial: 'ELSE' }]);
      await expect.poll(async () => (await told(registry)).at(-1)?.body['subjects'], { timeout: 15_000 }).toBe(2);
      const { browser } = await personWith(admin, [{ role: 'auditor' }]);
      let files: BundleFiles = {};
      // The dispute that the registry tells of makes an index of its own, which may be the newest and not covered yet.
      const covered = async (): Promise<number> => {
        await registry.ledger.integrator.settle();
        files = await bundleOf(browser, 'TWICE');
        return check(files).whole.length;
      };
      await expect.poll(covered, { timeout: 15_000 }).toBe(1);
      const name = `index/${subjectOf('TWICE')}.json`;
      const whole = check(files);
      // Two claims, and the registry's own word of the dispute where it came before the index.
      expect(whole.whole.map(({ subject, events }) => [subject, events >= 2])).toEqual([[subjectOf('TWICE'), true]]);
      expect(codes(whole)).toEqual(['not_signed']);
      // Whoever makes a bundle leaves out a station's whole chain: nothing else would show it.
      const { [`chains/${south.id}-1.ndjson`]: chain, ...cut } = files;
      expect(chain).toBeDefined();
      expect(codes(check(cut))).toContain('events_left_out');
      const claimed = JSON.parse(fromUtf8(files[name] ?? new Uint8Array()) ?? '') as object;
      const changed = (more: object): BundleFiles => ({
        ...files,
        [name]: utf8(JSON.stringify({ ...claimed, ...more })),
      });
      expect(codes(check(changed({ events: 1 })))).toContain('wrong_index');
      expect(codes(check(changed({ size: 1 })))).toContain('index_untold');
      expect(codes(check(changed({ subject: subjectOf('ELSE') })))).toContain('wrong_name');
      expect(codes(check(changed({ path: 'none' })))).toEqual(['bad_index']);
    });
  });
}
