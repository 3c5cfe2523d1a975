import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bay, Identified, Look } from '../../../contract/helper.ts';
import type { DriveHelper } from '../../../contract/ports.ts';
import type { BaysView } from '../../../contract/views.ts';
import type { TaughtBay } from '../../../domain/drive/bay-map.ts';
import { connectInProcess, type StationClient } from '../../../host/demo/window.ts';
import { randomBytes } from '../../../keys/random.ts';
import { Changes } from '../../../station/feed/changes.ts';
import { openStation, type Station } from '../../../station/station.ts';
import { ana, type Bench, noLink, openBench, realTimer, setUp, temporaryFolder } from '../record/bench-kit.ts';

/** The helper's map, moved by hand: what is plugged is the helper's word, and its own tests are about that. */
class DockMap {
  #bays: readonly Bay[] = [];
  #wake: () => void = () => undefined;

  show(...bays: readonly Bay[]): void {
    this.#bays = bays;
    this.#wake();
  }

  get helper(): DriveHelper {
    const look = async function* (this: DockMap): AsyncGenerator<Look> {
      for (;;) {
        const shown = this.#bays;
        yield { kind: 'looked', bays: [...shown] };
        while (this.#bays === shown) await new Promise<void>((wake) => (this.#wake = wake));
      }
    }.bind(this);
    const silent: Identified = { kind: 'silent', why: 'no_answer', detail: 'not asked here' };
    // The two calls that a station's scout gets.
    return { look: () => Promise.resolve(look()), identify: () => Promise.resolve(silent) } as unknown as DriveHelper;
  }
}

const systemDisk: Bay = {
  port: 'pci-1/ata-1',
  name: '',
  dock: 'ahci',
  virtual: false,
  occupied: true,
  taught: false,
  guarded: 'mounted at /',
  presence: 'a',
};
const inDock = (presence: string): Bay => ({
  port: 'pci-2/usb-2.1',
  name: '',
  dock: 'dual dock',
  virtual: false,
  occupied: true,
  taught: false,
  guarded: 'not a bay',
  presence,
});

const folder = temporaryFolder();
const map = new DockMap();
let bench: Bench;
let station: Station;
let window: { readonly client: StationClient; close(): void };
let kept: readonly TaughtBay[] = [];
beforeAll(async () => {
  bench = openBench(join(folder.path, 'station.db'));
  await setUp(bench);
  const never = (): never => {
    throw new Error('nothing is erased here');
  };
  map.show(systemDisk);
  station = openStation({
    ...bench,
    certificates: { issue: never, json: never, pdf: never, lot: never, summary: never },
    timer: realTimer,
    random: { bytes: randomBytes },
    changes: new Changes(),
    mode: 'practice',
    version: '0.0.0',
    scout: map.helper,
    helperForJob: never,
    printed: () => undefined,
    virtualTimeScale: 1,
    keepBays: (bays) => (kept = bays),
    link: noLink,
    onFault: (error) => {
      throw error;
    },
  });
  window = connectInProcess(station.router);
  await station.room.docks.firstLook();
});
afterAll(async () => {
  window.close();
  await station.close();
  folder.remove();
});

async function baysWhere(what: string, fits: (view: BaysView) => boolean): Promise<BaysView> {
  for await (const view of await window.client.bays.feed(undefined, { signal: AbortSignal.timeout(10_000) })) if (fits(view)) return view;
  throw new Error(`waited in vain for ${what}`);
}

test('a port becomes a bay by a drive that is put in while it is taught, and stays one for the next start', async () => {
  expect(await baysWhere('the system disk', ({ others }) => others.length === 1)).toMatchObject({
    bays: [],
    others: [{ port: 'pci-1/ata-1', guarded: 'mounted at /' }],
  });
  expect(await window.client.bays.teach({ name: ' Bay 1 ' })).toMatchObject({ kind: 'done' });
  await baysWhere('the wait', ({ teaching }) => teaching?.name === 'Bay 1');
  map.show(systemDisk, inDock('b'));
  const taught = await baysWhere('the bay', ({ bays }) => bays.length === 1);
  expect(taught).toMatchObject({ bays: [{ name: 'Bay 1', port: 'pci-2/usb-2.1', occupied: true }], others: [{ port: 'pci-1/ata-1' }] });
  expect(taught.teaching).toBeUndefined();
  expect(kept).toEqual([{ name: 'Bay 1', port: 'pci-2/usb-2.1', dock: 'dual dock' }]);
  expect(bench.store.shelf.newestOf('bay.taught')?.fact.actor).toBe(bench.people.current()?.person.id);
});

test('the same name on another port moves the bay; a port that is forgotten is protected again', async () => {
  await window.client.bays.teach({ name: 'Bay 1' });
  map.show(systemDisk, { ...inDock('c'), port: 'pci-2/usb-2.2' });
  const moved = await baysWhere('the move', ({ bays }) => bays[0]?.port === 'pci-2/usb-2.2');
  expect(moved.bays).toHaveLength(1);
  expect(await window.client.bays.forget({ port: 'pci-2/usb-2.1' })).toEqual({ kind: 'refused', why: 'bay_unknown' });
  expect(await window.client.bays.forget({ port: 'pci-2/usb-2.2' })).toMatchObject({ kind: 'done' });
  expect(kept).toEqual([]);
});

test('a drive that arrives while nobody waits for it teaches nothing', async () => {
  await window.client.bays.teach({ name: 'Bay 9' });
  await window.client.bays.stopTeaching();
  map.show(systemDisk, inDock('d'));
  await baysWhere('the drive', ({ others }) => others.length === 2);
  expect(kept).toEqual([]);
});

test('nobody teaches a bay without signing in, nor without the role', async () => {
  await bench.people.enrol({ name: 'Technician 1', badge: 'BADGE-TECH', pin: '975310', roles: ['technician'] });
  await bench.people.signIn({ badge: 'BADGE-TECH', pin: '975310' });
  expect(await window.client.bays.teach({ name: 'Bay 1' })).toEqual({ kind: 'refused', why: 'role_missing' });
  bench.people.signOut();
  expect(await window.client.bays.teach({ name: 'Bay 1' })).toEqual({ kind: 'refused', why: 'not_signed_in' });
  await bench.people.signIn(ana);
});
