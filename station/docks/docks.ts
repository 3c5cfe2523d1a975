import type { Bay, Blinked, Identified } from '../../contract/helper.ts';
import type { DriveHelper, Timer } from '../../contract/ports.ts';
import type { DockGrade } from '../../domain/drive/dock.ts';
import type { Changes } from '../feed/changes.ts';

/** A drive that somebody else has open is asked again after this time. */
const askAgainMs = 1500;

/** One bay with what its drive said of itself, for as long as that very drive sits there. */
export interface DockedBay {
  readonly bay: Bay;
  /** Absent while the drive is being asked, or while a job has it. */
  readonly identified?: Identified;
  /** How far the USB dock can be trusted, all things known together; absent without one, and until it was tried. */
  readonly dock?: DockGrade;
}

/** What is thought of the docks when all bays are looked at together. */
export interface DockJudge {
  judge(bays: readonly DockedBay[]): readonly DockedBay[];
}

/** What happened at the docks: told once each. */
export interface DockEvents {
  /** A drive answered (or stayed silent) in a bay. */
  identified(port: string, bay: Bay, identified: Identified): void;
  /** A drive was put in while we looked; those that sat there from the start do not count. */
  arrived(bay: Bay): void;
  /** The bay is empty, or another drive sits there. */
  gone(port: string): void;
}

/**
 * Follows the docks: keeps the newest map, asks each new drive who it is, and forgets it when its presence changes.
 * A failed look keeps the last map and says so; it never means "all unplugged".
 */
export class Docks {
  readonly #helper: DriveHelper;
  readonly #changes: Changes;
  readonly #events: DockEvents;
  readonly #timer: Timer;
  readonly #judge: DockJudge;
  readonly #bays = new Map<string, DockedBay>();
  readonly #held = new Set<string>();
  #failed: string | undefined;
  #looked = false;
  readonly #firstLook: Promise<void>;
  #hasLooked: () => void = () => undefined;

  constructor(helper: DriveHelper, changes: Changes, timer: Timer, judge: DockJudge, events: DockEvents) {
    this.#helper = helper;
    this.#changes = changes;
    this.#events = events;
    this.#timer = timer;
    this.#judge = judge;
    this.#firstLook = new Promise((resolve) => {
      this.#hasLooked = resolve;
    });
  }

  /** All bays in the order of their names. */
  all(): readonly DockedBay[] {
    return this.#judged().toSorted((a, b) => a.bay.name.localeCompare(b.bay.name, 'en', { numeric: true }));
  }

  at(port: string): DockedBay | undefined {
    return this.#judged().find(({ bay }) => bay.port === port);
  }

  #judged(): readonly DockedBay[] {
    return this.#judge.judge([...this.#bays.values()]);
  }

  /** The bay in which a drive with this serial answered, if any. */
  find(serial: string): DockedBay | undefined {
    return this.all().find(({ identified }) => identified?.kind === 'identified' && identified.identity.serial === serial);
  }

  /** True when drives in two bays answer with this serial: then nobody can say which one is meant. */
  isDouble(serial: string): boolean {
    return this.all().filter(({ identified }) => identified?.kind === 'identified' && identified.identity.serial === serial).length > 1;
  }

  /** Why the last look failed, if it did. */
  get failed(): string | undefined {
    return this.#failed;
  }

  /** Resolves once the docks have been looked at, well or badly. */
  firstLook(): Promise<void> {
    return this.#firstLook;
  }

  /** A job takes the drive: nobody asks it anything until `giveBack`. */
  hold(port: string): void {
    this.#held.add(port);
  }

  /** True while a job has the drive. */
  isHeld(port: string): boolean {
    return this.#held.has(port);
  }

  /** The job is over: the drive is asked again. */
  async giveBack(port: string): Promise<void> {
    this.#held.delete(port);
    const docked = this.#bays.get(port);
    if (docked?.bay.occupied === true) await this.#ask(docked.bay);
  }

  /** Makes the bay's light blink. Meanwhile nobody else asks the drive. */
  async blink(port: string): Promise<Blinked> {
    this.#held.add(port);
    try {
      return await this.#helper.blink({ port });
    } finally {
      this.#held.delete(port);
      const docked = this.#bays.get(port);
      // Another drive came in between: it was not asked while the bay was held.
      if (docked?.bay.occupied === true && docked.identified === undefined) void this.#ask(docked.bay);
    }
  }

  /** Looks until the signal ends. The helper going away is a failed look. */
  async follow(signal: AbortSignal): Promise<void> {
    try {
      for await (const look of await this.#helper.look(undefined, { signal })) {
        if (look.kind === 'failed') this.#failed = look.why;
        else this.#apply(look.bays);
        this.#sayLooked();
        this.#changes.notify();
      }
      if (!signal.aborted) this.#lost('the drive helper ended');
    } catch (error) {
      if (!signal.aborted) this.#lost(error instanceof Error ? error.message : String(error));
    }
  }

  #lost(why: string): void {
    this.#failed = why;
    this.#sayLooked();
    this.#changes.notify();
  }

  #sayLooked(): void {
    if (this.#looked) return;
    this.#looked = true;
    this.#hasLooked();
  }

  #apply(bays: readonly Bay[]): void {
    this.#failed = undefined;
    const seen = new Set(bays.map((bay) => bay.port));
    for (const port of this.#bays.keys()) {
      if (seen.has(port)) continue;
      this.#bays.delete(port);
      this.#events.gone(port);
    }
    for (const bay of bays) {
      const before = this.#bays.get(bay.port);
      const same = before !== undefined && before.bay.presence === bay.presence && before.bay.occupied === bay.occupied;
      this.#bays.set(bay.port, same && before.identified !== undefined ? { bay, identified: before.identified } : { bay });
      // A drive that was protected was asked for its name alone.
      if (same && bay.occupied && before.bay.guarded !== undefined && bay.guarded === undefined) void this.#ask(bay);
      if (same) continue;
      if (before?.bay.occupied === true) this.#events.gone(bay.port);
      if (bay.occupied && this.#looked) this.#events.arrived(bay);
      if (bay.occupied) void this.#ask(bay);
    }
  }

  async #ask(bay: Bay): Promise<void> {
    if (this.#held.has(bay.port)) return;
    let identified: Identified;
    try {
      identified = await this.#helper.identify({ port: bay.port });
    } catch (error) {
      identified = { kind: 'silent', why: 'no_answer', detail: error instanceof Error ? error.message : String(error) };
    }
    const now = this.#bays.get(bay.port);
    // Another drive may sit here by now, or a job may have taken it: an old answer is no answer.
    if (now === undefined || now.bay.presence !== bay.presence || this.#held.has(bay.port)) return;
    if (identified.kind === 'identified' && identified.presence !== bay.presence) return;
    this.#bays.set(bay.port, { bay: now.bay, identified });
    this.#events.identified(bay.port, now.bay, identified);
    this.#changes.notify();
    // An earlier run's helper may still be letting go of the drive.
    if (identified.kind === 'silent' && identified.why === 'busy') this.#timer.after(askAgainMs, () => void this.#ask(now.bay));
  }
}
