import type { Identified } from '../../contract/helper.ts';
import type { StationStore } from '../../contract/ports.ts';
import type { DockFinding, DockGrade, DockUsb } from '../../domain/drive/dock.ts';
import { chipFindings, gradeOf, gradeWith, sameChip, stillHeld, throughDock } from '../../domain/drive/dock-grade.ts';
import type { DriveIdentity } from '../../domain/drive/identity.ts';
import { plainSerial } from '../../domain/drive/serials.ts';
import { compareSightings, liesAt, type Sighting } from '../../domain/drive/sightings.ts';
import { type Fact, readFact } from '../../domain/facts/facts.ts';
import type { Proposal } from '../parts.ts';
import type { DockedBay } from './docks.ts';

type Graded = Fact<'dock.graded'>;

/** Findings of one dock, not of its chip, that are written down with its grade. */
const ofTheDock: readonly DockFinding[] = ['serial_of_the_bridge', 'serial_shared'];

/**
 * How far the docks of this station can be trusted: the helper's own look at each, what is remembered of its chip and
 * firmware, and what only several drives show together. Remembers which serial was seen where: from `drive.seen`, and
 * from drives without a record for as long as the station runs.
 */
export class DockTrust {
  readonly #store: Pick<StationStore, 'shelf'>;
  /** Sightings by serial; read from the facts when the first USB dock is met. */
  #seen: Map<string, Sighting[]> | undefined;

  constructor(store: Pick<StationStore, 'shelf'>) {
    this.#store = store;
  }

  /** The bays with the grade of each USB dock, and its drive's abilities as far as the dock lets them through. */
  judge(bays: readonly DockedBay[]): readonly DockedBay[] {
    if (!bays.some(({ bay }) => bay.usb !== undefined)) return bays;
    const known = this.#known();
    const now = bays.flatMap(sightingAt);
    const lies = compareSightings(
      now,
      now.flatMap(({ serial }) => this.#before().get(plainSerial(serial)) ?? []),
    );
    return bays.map((docked) => {
      const { usb } = docked.bay;
      if (usb === undefined || !docked.bay.occupied) return docked;
      const own = docked.identified?.dock;
      const chip = newest(known, usb);
      const more = [...stillHeld(chipFindings(chip?.findings ?? []), own), ...liesAt(lies, docked.bay.port)];
      const dock = gradeWith(own, more);
      // Nothing was tried yet: what is remembered can warn, never vouch.
      if (own === undefined && dock.grade !== 'C' && dock.grade !== 'D') return docked;
      return { ...docked, ...(docked.identified !== undefined && { identified: behind(docked.identified, dock) }), dock };
    });
  }

  /** A drive answered: from now on it is known to have been here. */
  saw(docked: DockedBay): void {
    const [sighting] = sightingAt(docked);
    if (sighting !== undefined) keep(this.#before(), sighting);
  }

  /** What is to be written down of these docks: of each chip and firmware once, and again when something else is found. */
  news(bays: readonly DockedBay[]): readonly Proposal[] {
    const known = [...this.#known()];
    const proposals: Proposal[] = [];
    for (const { bay, identified, dock } of bays) {
      // Without a look of the helper's own there is nothing but memory.
      if (bay.usb === undefined || dock === undefined || identified?.dock === undefined) continue;
      const { grade, findings } = gradeOf([
        ...chipFindings(dock.findings),
        ...dock.findings.filter((finding) => ofTheDock.includes(finding)),
      ]);
      const { chip, serial } = bay.usb;
      const body: Graded = { port: bay.port, chip, ...(serial !== undefined && { usb_serial: serial }), grade, findings: [...findings] };
      const before = newest(known, bay.usb, bay.port) ?? newest(known, bay.usb);
      if (before !== undefined && before.grade === grade && before.findings.join() === findings.join()) continue;
      // A look that could try nothing speaks for no grade of the chip.
      if (identified.dock.can.identity !== 'yes' && findings.length === 0) continue;
      known.push(body);
      proposals.push({ type: 'dock.graded', body });
    }
    return proposals;
  }

  /** All grades ever written, oldest first. */
  #known(): readonly Graded[] {
    return this.#store.shelf.ofType('dock.graded', 0, Number.MAX_SAFE_INTEGER).flatMap(({ fact }) => {
      const read = readFact(fact.type, fact.body);
      return read.kind === 'fact' && read.fact.type === 'dock.graded' ? [read.fact.body] : [];
    });
  }

  #before(): Map<string, Sighting[]> {
    if (this.#seen !== undefined) return this.#seen;
    this.#seen = new Map();
    for (const { fact } of this.#store.shelf.ofType('drive.seen', 0, Number.MAX_SAFE_INTEGER)) {
      const read = readFact(fact.type, fact.body);
      if (read.kind !== 'fact' || read.fact.type !== 'drive.seen') continue;
      const { port, identity } = read.fact.body;
      // The hash stands for a plug-in that is over.
      keep(this.#seen, sightingOf(port, fact.hash, identity));
    }
    return this.#seen;
  }
}

function newest(known: readonly Graded[], usb: DockUsb, port?: string): Graded | undefined {
  return known.findLast((one) => sameChip(one.chip, usb.chip) && (port === undefined || one.port === port));
}

function behind(identified: Identified, dock: DockGrade): Identified {
  return identified.kind === 'silent' ? identified : { ...identified, capabilities: throughDock(identified.capabilities, dock) };
}

/** A drive on a port of the host's own says nothing of docks, but what a dock tells is held against it too. */
function sightingAt({ bay, identified }: DockedBay): readonly Sighting[] {
  if (!bay.occupied || identified?.kind !== 'identified' || identified.identity.serial_source === 'assigned') return [];
  return [{ ...sightingOf(bay.port, bay.presence, identified.identity), ...(bay.usb !== undefined && { usb: bay.usb }) }];
}

function sightingOf(port: string, presence: string, identity: DriveIdentity): Sighting {
  const { model, serial, wwn } = identity;
  const capacityBytes = identity.native_bytes ?? identity.capacity_bytes;
  return { port, presence, model, serial, ...(wwn !== undefined && { wwn }), capacityBytes };
}

/** Each drive once for each port: the same one seen again shows nothing new. */
function keep(seen: Map<string, Sighting[]>, sighting: Sighting): void {
  const key = plainSerial(sighting.serial);
  const there = seen.get(key) ?? [];
  const same = there.some(
    (one) =>
      one.port === sighting.port &&
      one.model === sighting.model &&
      one.wwn === sighting.wwn &&
      one.capacityBytes === sighting.capacityBytes,
  );
  if (!same) seen.set(key, [...there, sighting]);
}
