import type { Report } from '../../contract/helper.ts';
import type { Capabilities } from '../../domain/drive/capabilities.ts';
import type { DataState } from '../../domain/erase/evidence.ts';
import type { Technique } from '../../domain/erase/technique.ts';
import { mediumOf } from '../erase/medium.ts';
import type { Start } from '../erase/method.ts';
import { methodOf } from '../erase/methods.ts';
import { MediumError, TransportError } from '../transport/transport.ts';
import { writeMarkers } from '../verify/markers.ts';
import { type Guarded, stopped, type Stopped, whyOf } from './guard.ts';

/** The markers as the station hears of them, and what is true of the data from then on. */
export interface MarkedDrive {
  readonly kind: 'marked';
  readonly report: Extract<Report, { kind: 'marked' }>;
  readonly data: DataState;
}

/**
 * Writes the markers and reads them back. None of them on the medium ends the job, but for a drive that is known to
 * refuse every write: its one sanitize goes without, and can then never be verified. Destroys data.
 */
export async function markDrive(guarded: Guarded, technique: Technique, seed: Uint8Array): Promise<MarkedDrive | Stopped> {
  const { open, identity, capabilities, limits } = guarded;
  const without = refusesWrites(capabilities) && technique.includes('sanitize');
  try {
    await methodOf(technique)?.keepOpen?.(guarded);
    const { written, confirmed, attempted, refused } = await writeMarkers(await mediumOf(open, identity, limits), seed);
    if (confirmed > 0) return marked(written, confirmed, 'partly_erased');
    if (written === 0 && without) return marked(0, 0, 'untouched');
    return stopped(
      'markers_not_written',
      `none of ${attempted} markers read back: ${refused ?? 'other bytes came back'}`,
      written === 0 ? 'untouched' : 'partly_erased',
    );
  } catch (error) {
    if (error instanceof MediumError) return without ? marked(0, 0, 'unknown') : notWritten(error);
    if (!(error instanceof TransportError)) throw error;
    if (error.code !== 'io') return stopped(whyOf(error), error.message, 'partly_erased');
    return without ? marked(0, 0, 'unknown') : notWritten(error);
  }
}

function marked(written: number, confirmed: number, data: DataState): MarkedDrive {
  return { kind: 'marked', report: { kind: 'marked', written, confirmed }, data };
}

function notWritten(error: Error): Stopped {
  return stopped('markers_not_written', error.message, 'partly_erased');
}

/** By the drive's own word: its media take no write, or nothing but another sanitize since the last one failed. */
function refusesWrites(capabilities: Pick<Capabilities, 'read_only' | 'sanitize'>): boolean {
  return capabilities.read_only || capabilities.sanitize === 'failed';
}

/**
 * A refusal, as a drive without markers means it: one that takes neither a write nor a sanitize has no other way left.
 * What stands in front of the drive (a freeze, a lock, the dock) stays what it is.
 */
export function refusalOf(
  answer: Extract<Start, { kind: 'refused' }>,
  { capabilities }: Pick<Guarded, 'capabilities'>,
): Extract<Start, { kind: 'refused' }> {
  if (answer.why !== 'command_refused' || !refusesWrites(capabilities)) return answer;
  return { ...answer, why: capabilities.read_only ? 'read_only' : 'drive_said_failed' };
}
