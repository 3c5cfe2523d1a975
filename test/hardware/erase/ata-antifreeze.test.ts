import { afterEach, expect, test } from 'vitest';
import { ataPassThrough16, parseAtaReturn } from '../../../hardware/ata/sat.ts';
import { parseSanitizeStatus, type SanitizeStatus, sanitizeFreezeLockExt } from '../../../hardware/ata/sanitize.ts';
import { runErase } from '../../../hardware/helper/erase-job.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import { benchWith, clearanceFor, lastOf, milestones, small, type TestBench } from '../helper/bench.ts';

let current: TestBench | undefined;
afterEach(async () => {
  await current?.end();
  current = undefined;
});

test('a drive that has it is kept from being frozen between the markers and the command', async () => {
  current = await benchWith(small(demoDrives.sataHdd));
  const { bench, shelf } = current;
  const frozen: SanitizeStatus[] = [];
  const source = {
    bays: () => shelf.bays(),
    openDrive: async (at: string) => {
      const open = await shelf.openDrive(at);
      const { transport } = open;
      if (transport.kind !== 'scsi') throw new Error('kind');
      const execute: typeof transport.execute = async (cdb, data, timeoutMs) => {
        // Somebody else freezes the drive right before OVERWRITE EXT.
        if (cdb[0] === 0x85 && cdb[14] === 0xb4 && cdb[4] === 0x14) {
          const freeze = ataPassThrough16(sanitizeFreezeLockExt());
          frozen.push(parseSanitizeStatus(parseAtaReturn(await transport.execute(freeze.cdb, freeze.data, timeoutMs))));
        }
        return transport.execute(cdb, data, timeoutMs);
      };
      return { ...open, transport: { kind: 'scsi' as const, execute } };
    },
  };
  const clearance = await clearanceFor(shelf, 'ata_sanitize_overwrite');
  const said = await milestones(runErase({ ...bench, sources: [source] }, clearance, new AbortController().signal));
  expect(lastOf(said)).toMatchObject({ kind: 'erased' });
  expect(frozen).toEqual([{ kind: 'aborted', reason: 'antifreeze' }]);
});
