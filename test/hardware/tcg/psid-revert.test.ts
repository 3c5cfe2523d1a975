import { describe, expect, it } from 'vitest';
import { revertChangesKey } from '../../../hardware/tcg/discovery.ts';
import { discover, type Patience, psidRevert } from '../../../hardware/tcg/psid-revert.ts';
import { trustedPort, type TrustedPort } from '../../../hardware/tcg/trusted-port.ts';
import { read16 } from '../../../hardware/scsi/blocks.ts';
import { readBlocks } from '../../../hardware/nvme/blocks.ts';
import type { DriveSpecInput } from '../../../hardware/simulator/drive-spec.ts';
import { benchWith, outcome, port, send } from '../simulator/kit.ts';

const psid = 'DEM0PSID0000000000000000000000A1';
const other = 'DEM0PSID0000000000000000000000A2';
const patience: Patience = { looks: 3, pause: () => Promise.resolve() };
type Ssc = NonNullable<DriveSpecInput['tcg']>['ssc'];

async function tper(kind: 'sasSsd' | 'sasHdd' | 'nvme', ssc: Ssc, locked = true) {
  const bench = await benchWith(kind, [], { tcg: { ssc, psid, locked } });
  const open = await bench.open();
  const found = trustedPort(open, kind === 'nvme' ? 'nvme' : 'scsi', 1000);
  if (found === undefined) throw new Error('no port');
  return { bench, open, trusted: found };
}

describe('a PSID revert', () => {
  it.each([
    ['sasSsd', 'opal2'],
    ['sasHdd', 'enterprise'],
    ['nvme', 'opal2'],
    ['nvme', 'ruby'],
  ] as const)('opens a locked %s of class %s, and its data is gone', async (kind, ssc) => {
    const { bench, open, trusted } = await tper(kind, ssc);
    expect(bench.marks().length).toBeGreaterThan(10);
    const { transport } = open;
    const readable = async (): Promise<boolean> =>
      transport.kind === 'nvme'
        ? (await transport.io(readBlocks(1, 0, 1, 4096), 1000)).status === 0
        : transport.kind === 'scsi' && outcome(await send(transport, read16(0, 1, 512))) === 'good';
    expect(await readable()).toBe(false);
    expect((await discover(trusted))?.locking).toMatchObject({ locked: true, mediaEncryption: true });
    const end = await psidRevert(trusted, psid, patience);
    if (end.kind !== 'reverted') throw new Error(JSON.stringify(end));
    expect(revertChangesKey(end.before)).toBe(true);
    expect(end.after?.locking).toMatchObject({ enabled: false, locked: false });
    expect(await readable()).toBe(true);
    expect(bench.marks()).toEqual([]);
  });

  it('of a Pyrite drive opens it and erases nothing: it never counts as a change of key', async () => {
    const { bench, trusted } = await tper('nvme', 'pyrite2');
    const end = await psidRevert(trusted, psid, patience);
    if (end.kind !== 'reverted') throw new Error(JSON.stringify(end));
    expect(revertChangesKey(end.before)).toBe(false);
    expect(end.before.dataRemoval?.supported).toEqual(['overwrite']);
    expect(bench.marks().length).toBeGreaterThan(10);
  });

  it.each([
    ['sasSsd', 'opal2'],
    ['sasHdd', 'enterprise'],
  ] as const)('with the PSID of another drive changes nothing, and in the end locks out until power is cycled (%s)', async (kind, ssc) => {
    const { bench, open, trusted } = await tper(kind, ssc);
    for (let tries = 0; tries < 5; tries++) expect(await psidRevert(trusted, other, patience)).toEqual({ kind: 'wrong_psid' });
    expect(await psidRevert(trusted, psid, patience)).toEqual({ kind: 'locked_out' });
    expect(bench.marks().length).toBeGreaterThan(10);
    await open.close();
    await bench.shelf.unplug(port);
    await bench.shelf.plug(port, bench.folder);
    const again = trustedPort(await bench.open(), 'scsi', 1000);
    if (again === undefined) throw new Error('no port');
    expect((await psidRevert(again, psid, patience)).kind).toBe('reverted');
  });

  it('never says the PSID in what it returns', async () => {
    const { trusted } = await tper('nvme', 'opal2');
    for (const tried of [other, psid, 'short'])
      expect(JSON.stringify(await psidRevert(trusted, tried, patience), big)).not.toContain(tried);
  });

  it('of a drive without a TPer is refused before anything is sent', async () => {
    const open = await (await benchWith('sasSsd')).open();
    const trusted = trustedPort(open, 'scsi', 1000);
    if (trusted === undefined) throw new Error('no port');
    const sent: string[] = [];
    const watched: TrustedPort = { ...trusted, send: (to, bytes) => (sent.push('send'), trusted.send(to, bytes)) };
    expect(await psidRevert(watched, psid, patience)).toMatchObject({ kind: 'refused' });
    expect(sent).toEqual([]);
  });
});

function big(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
