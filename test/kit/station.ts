import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Receipt, Refusal } from '../../contract/bridge.ts';
import type { BayView, BenchView, DriveView } from '../../contract/views.ts';
import type { DataClass, Destination } from '../../domain/custody/words.ts';
import { plantCustomerData } from '../../hardware/simulator/plant.ts';
import type { DriveSpecInput } from '../../hardware/simulator/drive-spec.ts';
import { createShelf, openShelf } from '../../hardware/simulator/shelf.ts';
import type { Shelf } from '../../hardware/simulator/shelf-types.ts';
import { type AssembledStation, type AssembleOptions, assembleStation } from '../../host/assemble/assemble.ts';
import { type Cast, enrolCast, signIn } from '../../host/demo/cast.ts';
import { countPlanted } from '../../host/demo/planted.ts';
import { connectInProcess, mustBeDone, type StationClient, untilBench } from '../../host/demo/window.ts';
import { practiceTimeScale } from '../../host/practice/virtual-bench.ts';
import { quickVault } from './quick-vault.ts';
import { labelOf } from './virtual-drives.ts';

export { labelOf, virtualDrive } from './virtual-drives.ts';

/*
 * A station as a host assembles it, for tests: SQLite file, drive helper processes and virtual docks are real. Only
 * the PIN's cost is small, and virtual clocks run fast.
 */

/** Each job starts a helper of its own: what was compiled once is taken from there. */
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'custos-test-compiled');

export interface HallOptions {
  /** One bay each, in order: `virtual/1`, `virtual/2`... A drive that is not seated lies beside the docks. */
  readonly drives?: readonly DriveSpecInput[];
  /** More bays, empty. */
  readonly spareBays?: number;
  /** Put every drive into its bay from the start. */
  readonly seated?: boolean;
  /** Disk images to make, by their size in MiB. */
  readonly imagesMiB?: readonly number[];
  readonly registry?: AssembleOptions['registry'];
  /** Enrol no people. */
  readonly empty?: boolean;
}

/** A drive in custody. */
export interface InCustody {
  readonly subject: string;
  readonly port: string;
  readonly spec: DriveSpecInput;
}

/** A station with its docks, its people and its window. */
export class Hall {
  readonly dir: string;
  readonly shelf: Shelf;
  readonly images: readonly string[];
  readonly #options: HallOptions;
  #assembled: AssembledStation;
  #window: ReturnType<typeof connectInProcess>;
  #cast: Cast | undefined;
  #open = true;

  private constructor(dir: string, options: HallOptions, shelf: Shelf, images: readonly string[], assembled: AssembledStation) {
    this.dir = dir;
    this.#options = options;
    this.shelf = shelf;
    this.images = images;
    this.#assembled = assembled;
    this.#window = connectInProcess(assembled.station.router);
  }

  static async open(options: HallOptions): Promise<Hall> {
    const dir = mkdtempSync(join(tmpdir(), 'custos-hall-'));
    const shelf = await makeShelf(join(dir, 'docks'), options);
    const images = (options.imagesMiB ?? []).map((mib, index) => {
      const path = join(dir, `image-${index + 1}.img`);
      writeFileSync(path, 'CUSTOMER RECORD 000001 of an image\n'.repeat(100));
      truncateSync(path, mib * 1024 * 1024);
      return path;
    });
    const hall = new Hall(dir, options, shelf, images, await assemble(dir, options, shelf, images));
    if (options.empty !== true) hall.#cast = await enrolCast(hall.client);
    return hall;
  }

  get client(): StationClient {
    return this.#window.client;
  }

  get assembled(): AssembledStation {
    return this.#assembled;
  }

  get cast(): Cast {
    if (this.#cast === undefined) throw new Error('nobody was enrolled here');
    return this.#cast;
  }

  /** Signs one of the cast in. */
  as(who: keyof Cast): Promise<void> {
    return signIn(this.client, this.cast[who]);
  }

  async idOf(who: keyof Cast): Promise<string> {
    const person = (await this.client.people.list()).find(({ name }) => name === this.cast[who].name);
    if (person === undefined) throw new Error(`${who} is not enrolled`);
    return person.id;
  }

  /** Closes the window and opens another one. The station goes on meanwhile. */
  newWindow(): void {
    this.#window.close();
    this.#window = connectInProcess(this.#assembled.station.router);
  }

  /** Ends the station as a person would, and lets `between` happen before it is started again. */
  async restart(between?: () => Promise<void>): Promise<void> {
    await this.shut();
    await between?.();
    this.#assembled = await assemble(this.dir, this.#options, this.shelf, this.images);
    this.#window = connectInProcess(this.#assembled.station.router);
    this.#open = true;
  }

  async shut(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.#window.close();
    await this.#assembled.close();
  }

  async close(): Promise<void> {
    await this.shut();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** The bench as it comes to show what is waited for. */
  bench<T>(what: string, found: (view: BenchView) => T | undefined, limitMs = 30_000): Promise<T> {
    return untilBench(this.client, what, limitMs, found);
  }

  bay(port: string, what: string, is: (bay: BayView) => boolean, limitMs?: number): Promise<BayView> {
    return this.bench(`${port}: ${what}`, (view) => view.bays.find((bay) => bay.port === port && is(bay)), limitMs);
  }

  /** The drive as it comes to be. Throws with its last state when it does not. */
  async drive(subject: string, is: (view: DriveView) => boolean = () => true, limitMs = 30_000): Promise<DriveView> {
    const abort = AbortSignal.timeout(limitMs);
    let last: DriveView | undefined;
    try {
      for await (const view of await this.client.drives.feed({ subject }, { signal: abort })) {
        last = view;
        if (is(view)) return view;
      }
    } catch (error) {
      if (!abort.aborted) throw error;
    }
    throw new Error(
      `waited in vain: the drive is ${last?.state ?? 'unknown'}, after ${last?.life.map(({ type }) => type).join(' ') ?? 'nothing'}`,
    );
  }

  /** Scans the label of a drive and takes it into custody, as whoever is signed in. */
  async claim(
    label: readonly string[],
    more: { readonly destination?: Destination; readonly dataClass?: DataClass } = {},
  ): Promise<string> {
    for (const text of label) await this.client.bench.scan({ text, source: 'wedge' });
    const receipt = mustBeDone(
      await this.client.custody.claim({
        reason: 'failed',
        data_class: more.dataClass ?? 'confidential',
        destination: more.destination ?? 'maker',
        place: 'Bench 1',
        host: 'db-07',
        slot: '3',
      }),
      'taking the drive into custody',
    );
    if (receipt.subject === undefined) throw new Error('a record without a drive');
    return receipt.subject;
  }

  /** Takes a drive into custody, docks it and waits until the identity lock is judged. */
  async takeIn(
    index: number,
    more: { readonly label?: readonly string[]; readonly destination?: Destination; readonly dataClass?: DataClass } = {},
  ): Promise<InCustody> {
    const spec = this.spec(index);
    const port = `virtual/${index + 1}`;
    const label = more.label ?? labelOf(spec);
    const subject = await this.claim(label.toReversed(), more);
    await this.client.bench.scan({ text: label[0] ?? '', source: 'wedge' });
    if (this.#options.seated !== true) await this.shelf.plug(port, spec.folder);
    await this.bay(port, 'a judged lock', (bay) => bay.lock !== undefined && bay.subject === subject);
    return { subject, port, spec };
  }

  /** The same for an image, whose label is the serial that it was given. */
  async takeInImage(index: number): Promise<{ readonly subject: string; readonly port: string; readonly path: string }> {
    const path = this.images[index] ?? '';
    const bay = await this.bay(`image:${path}`, 'an identity', ({ identity }) => identity !== undefined);
    const subject = await this.claim([bay.identity?.serial ?? ''], { destination: 'reuse' });
    await this.bay(bay.port, 'a judged lock', ({ lock }) => lock !== undefined);
    return { subject, port: bay.port, path };
  }

  /** Takes in, erases and waits for the verdict. */
  async verified(index: number, more: Parameters<Hall['takeIn']>[1] = {}): Promise<InCustody> {
    await this.as('technician');
    const drive = await this.takeIn(index, more);
    mustBeDone(await this.start(drive), 'starting');
    await this.drive(drive.subject, ({ state }) => state === 'verified');
    return drive;
  }

  /** Verified, and accepted by the validator. */
  async validated(index: number, more: Parameters<Hall['takeIn']>[1] = {}): Promise<InCustody> {
    const drive = await this.verified(index, more);
    await this.as('validator');
    mustBeDone(await this.client.erase.validate({ subject: drive.subject, accepted: true }), 'validating');
    await this.drive(drive.subject, ({ state, certificate }) => state === 'validated' && certificate !== undefined);
    return drive;
  }

  /** Hands a drive of the technician over to the custodian, who is signed in afterwards. */
  async handOver(subject: string): Promise<void> {
    await this.as('technician');
    mustBeDone(await this.client.custody.offer({ subject, to: await this.idOf('custodian') }), 'offering');
    await this.as('custodian');
    mustBeDone(await this.client.custody.receive({ subject }), 'receiving');
  }

  start(drive: { readonly subject: string; readonly port: string }): Promise<Receipt> {
    return this.client.erase.start({ subject: drive.subject, port: drive.port });
  }

  spec(index: number): DriveSpecInput {
    const spec = this.#options.drives?.[index];
    if (spec === undefined) throw new Error(`there is no drive ${index}`);
    return spec;
  }

  medium(spec: DriveSpecInput): string {
    return join(this.shelf.dir, spec.folder, 'medium.img');
  }

  planted(spec: DriveSpecInput): number {
    return countPlanted(this.medium(spec));
  }

  /** A hash over every byte of the drive, read from outside. */
  bytesOf(spec: DriveSpecInput): string {
    return createHash('sha256')
      .update(readFileSync(this.medium(spec)))
      .digest('hex');
  }

  /** Types of the drive's facts, oldest first. */
  facts(subject: string): readonly string[] {
    return this.#assembled.store.shelf.ofSubject(subject).map(({ fact }) => fact.type);
  }
}

/** Opens a hall for one test and clears it away afterwards. */
export async function hallFor(options: HallOptions): Promise<Hall> {
  const hall = await Hall.open(options);
  onTestFinished(() => hall.close());
  return hall;
}

/** Why a receipt was refused; a receipt that is done has no answer to that. */
export function whyNot(receipt: Receipt): Refusal | 'done' {
  return receipt.kind === 'refused' ? receipt.why : 'done';
}

async function makeShelf(dir: string, options: HallOptions): Promise<Shelf> {
  if (existsSync(join(dir, 'shelf.json'))) return openShelf(dir);
  const drives = options.drives ?? [];
  const bays = [...drives, ...Array.from({ length: options.spareBays ?? 0 }, () => undefined)].map((drive, index) => ({
    port: `virtual/${index + 1}`,
    name: `Bay ${index + 1}`,
    ...(options.seated === true && drive !== undefined ? { drive } : {}),
  }));
  const shelf = await createShelf(dir, { timeScale: practiceTimeScale, bays, ...(options.seated === true ? {} : { spares: [...drives] }) });
  for (const { folder, serial } of drives) await plantCustomerData(dir, folder, `of ${serial}`);
  return shelf;
}

function assemble(dir: string, options: HallOptions, shelf: Shelf, images: readonly string[]): Promise<AssembledStation> {
  return assembleStation({
    dataRoot: join(dir, 'data'),
    mode: 'practice',
    drives: images,
    bench: {
      shelf,
      seats: [],
      printed: () => undefined,
      hands: { plug: () => Promise.resolve(false), unplug: () => Promise.resolve(false) },
    },
    registry: options.registry ?? 'none',
    vault: quickVault,
    verbose: process.env['CUSTOS_TEST_VERBOSE'] === '1',
  });
}
