import type { Bay, Identified } from '../../contract/helper.ts';
import type { DockGrade } from '../../domain/drive/dock.ts';
import { gradeDock, toldThrough } from '../docks/qualify/grade-dock.ts';
import { silent, silentFrom } from '../identity/name.ts';
import { readIdentity } from '../identity/read-identity.ts';
import { type OpenDrive, TransportError } from '../transport/transport.ts';
import { findBay } from './docks.ts';
import { type Bench, keepsFor } from './erase-job.ts';
import { stampOn } from './stamp-job.ts';
import { limitsFor } from './guard.ts';

/** Asks drives who they are, and each dock once for as long as the same drive sits in it. */
export class Identifying {
  readonly #bench: Bench;
  readonly #grades = new Map<string, { readonly presence: string; readonly grade: DockGrade }>();

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  async identify(port: string): Promise<Identified> {
    const found = await findBay(this.#bench.sources, port).catch(() => undefined);
    if (found === undefined || !found.bay.occupied) return silent('empty', 'no drive in this bay');
    try {
      const { bay, source } = found;
      // A drive that may not be touched can still be asked who it is; one that a job has open is left alone (busy).
      const open = await (bay.guarded !== undefined && source.openToAsk !== undefined ? source.openToAsk(port) : source.openDrive(port));
      try {
        return await this.#ask(bay, open);
      } finally {
        await open.close();
      }
    } catch (error) {
      if (error instanceof TransportError) return silentFrom(error);
      throw error;
    }
  }

  async #ask(bay: Bay, open: OpenDrive): Promise<Identified> {
    const limits = limitsFor(bay);
    const known = this.#grades.get(bay.port);
    const before = known?.presence === open.presence ? known.grade : undefined;
    // The dock first: it wakes a drive that was spun down. The dock of a drive that may not be touched is left alone.
    const grade = before ?? (bay.guarded === undefined ? await gradeDock(open, limits) : undefined);
    const told = await readIdentity(open, limits, keepsFor(this.#bench));
    // A drive that sanitizes answers little: what is seen of its dock now is not kept against it.
    const busy = told.kind === 'silent' || told.capabilities.sanitize === 'running';
    if (grade !== undefined && !busy) this.#grades.set(bay.port, { presence: open.presence, grade });
    const whole = toldThrough(told, told.kind === 'identified' && busy ? before : grade);
    // Nothing is read from a drive that may not be touched, nor from one that has other things to do.
    if (whole.kind === 'silent' || busy || bay.guarded !== undefined) return whole;
    const stamp = await stampOn(open, whole.identity, limits);
    return stamp === undefined ? whole : { ...whole, stamp };
  }
}
