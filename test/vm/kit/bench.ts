import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Bay, Report } from '../../../contract/helper.ts';
import { toBase64url } from '../../../domain/bytes.ts';
import type { Clearance, Order } from '../../../domain/erase/clearance.ts';
import type { Technique } from '../../../domain/erase/technique.ts';
import { hostSource } from '../../../hardware/docks/host/source.ts';
import { type HelperClient, type HelperProcess, spawnHelper } from '../../../hardware/helper/client.ts';
import type { Verdict } from '../../../domain/facts/facts.ts';
import { until } from '../lab/guest/lab.ts';
import { judged } from './judged.ts';

const program = new URL('../../../hardware/helper/main.ts', import.meta.url).pathname;
/** Which ports the guest's bays are. */
export const baysFile = '/lab/keep/bays.json';
const spentFile = '/lab/keep/spent';

/** The real drive helper over the guest's own buses, and what a station does around it. */
export interface Bench {
  readonly helper: HelperProcess;
  readonly client: HelperClient;
  /** The bay where a device node sits now. */
  bayOf(device: string): Promise<Bay>;
  /** A clearance for whatever sits at a port now, by its own words. */
  clear(port: string, technique: Technique, order?: Partial<Order>): Promise<Clearance>;
  stop(): Promise<void>;
}

export interface BenchOptions {
  /** Drives over a network count as drives in bays: the models behind NVMe/TCP. */
  readonly fabrics?: boolean;
  /** Leaves every port untaught. */
  readonly untaught?: boolean;
}

export async function openBench(options: BenchOptions = {}): Promise<Bench> {
  const fabrics = options.fabrics === true;
  const host = hostSource({ bays: baysFile, fabrics });
  // Somebody has to name the ports: here every one that is there now, guarded or not.
  if (options.untaught !== true) teach(await hostSource({ fabrics }).bays());
  const helper = spawnHelper({
    command: process.execPath,
    args: [program, '--host', ...(fabrics ? ['--host-fabrics'] : []), '--bays', baysFile, '--spent', spentFile],
  });
  const { client } = helper;
  return {
    helper,
    client,
    bayOf: (device) =>
      until(`a bay for ${device}`, async () => {
        const name = basename(device);
        return host.drives().find(({ drive }) => drive.blocks.some((block) => block.name === name))?.bay;
      }),
    clear: async (port, technique, order = {}) => {
      const told = await client.identify({ port });
      if (told.kind !== 'identified') throw new Error(`silent: ${told.why}: ${told.detail}`);
      const { serial, wwn, model, capacity_bytes } = told.identity;
      return {
        id: toBase64url(randomBytes(16)),
        job: `j1_${randomBytes(10).toString('hex')}`,
        port,
        serial,
        ...(wwn !== undefined && { wwn }),
        model,
        capacity_bytes,
        deadline_ms: Date.now() + 600_000,
        seed: toBase64url(randomBytes(32)),
        order: {
          technique,
          method: technique === 'host_overwrite' ? 'clear' : 'purge',
          passes: 1,
          pattern: 'zero',
          read_back: { kind: 'full' },
          ...order,
        },
      };
    },
    stop: () => helper.stop(),
  };
}

/** Names ports as bays, as a technician does by putting a drive in. */
export function teach(bays: readonly Bay[]): void {
  writeFileSync(baysFile, JSON.stringify(bays.map(({ port, dock }, index) => ({ port, dock, name: `Bay ${index + 1}` }))));
}

/** The last report of a job. `onReport` sees each one on the way. */
export async function lastOf(reports: AsyncIterable<Report>, onReport?: (report: Report) => void): Promise<Report> {
  let last: Report | undefined;
  for await (const report of reports) {
    onReport?.(report);
    last = report;
  }
  if (last === undefined) throw new Error('the job said nothing');
  return last;
}

/** Erases by a clearance and reads everything back. Throws with the last report when either does not come to its end. */
export async function eraseAndVerify(
  client: HelperClient,
  clearance: Clearance,
): Promise<{
  readonly erased: Extract<Report, { kind: 'erased' }>;
  readonly verified: Extract<Report, { kind: 'verified' }>;
  /** Confirmed before the erase. */
  readonly markers: number;
  readonly verdict: Verdict;
}> {
  let markers = 0;
  const erased = await lastOf(await client.erase({ clearance }), (report) => {
    if (report.kind === 'marked') markers = report.confirmed;
  });
  if (erased.kind !== 'erased') throw new Error(`not erased: ${JSON.stringify(erased)}`);
  const verified = await lastOf(await client.verify({ clearance, record: erased.record, markers }));
  if (verified.kind !== 'verified') throw new Error(`not verified: ${JSON.stringify(verified)}`);
  return { erased, verified, markers, verdict: judged({ record: erased.record, evidence: verified.evidence, markers }) };
}
