import { describe, expect, it } from 'vitest';
import {
  deviceConfigurationFreezeLock,
  deviceConfigurationIdentify,
  deviceConfigurationRestore,
  parseDeviceConfiguration,
} from '../../../hardware/ata/configuration.ts';
import { identifyDevice } from '../../../hardware/ata/identify.ts';
import { parseSecurityPage, readLogExt, securityLog } from '../../../hardware/ata/logs.ts';
import {
  getNativeMaxAddressExt,
  parseNativeMaxAddress,
  readNativeMaxAddressExt,
  setAccessibleMaxAddressExt,
  setMaxAddressExt,
} from '../../../hardware/ata/max-address.ts';
import type { AtaCommand } from '../../../hardware/ata/sat.ts';
import { ataPassThrough12, parseAtaReturn } from '../../../hardware/ata/sat.ts';
import {
  securityDisablePassword,
  securityErasePrepare,
  securityEraseUnit,
  securityFreezeLock,
  securitySetPassword,
  securityUnlock,
} from '../../../hardware/ata/security.ts';
import { parseSmartSectors, smartReadData } from '../../../hardware/ata/smart.ts';
import type { ScsiTransport } from '../../../hardware/transport/transport.ts';
import { ata, benchWith, hourMs, identify, port, send } from './kit.ts';

const user = new TextEncoder().encode('user');
const master = new TextEncoder().encode('master');

/** `good`, or the ERROR register of a command that failed. */
async function run(drive: ScsiTransport, command: AtaCommand): Promise<'good' | number> {
  const answer = await ata(drive, command, 24 * hourMs);
  if (answer.status === 0) return 'good';
  const returned = parseAtaReturn(answer);
  if (returned.kind !== 'registers') throw new Error(returned.kind);
  return returned.registers.failed ? returned.registers.error : 'good';
}
const [abrt, idnf] = [0x04, 0x10];
const lasting = { survivesPowerOn: true };

describe('the limits of a virtual disk', () => {
  it('give way to READ NATIVE MAX and SET MAX of 28 bits too, as old tools send them', async () => {
    const drive = await (await benchWith('sataHdd', [], { hpa_blocks: 1024 })).scsi();
    const none = { kind: 'none' } as const;
    const native = parseAtaReturn(await send(drive, ataPassThrough12({ command: 0xf8, extend: false, data: none })));
    expect(parseNativeMaxAddress(native)).toBe(4095);
    expect(await run(drive, { command: 0xf9, lba: 4095, count: 1, extend: false, data: none })).toBe('good');
    expect((await identify(drive)).sectors).toBe(4096);
  });

  it('take SET MAX only directly after the read, inside the medium, and once for good in a power cycle', async () => {
    const drive = await (await benchWith('sataHdd', [], { hpa_blocks: 1024 })).scsi();
    await run(drive, readNativeMaxAddressExt());
    await identify(drive);
    expect(await run(drive, setMaxAddressExt(4095, lasting))).toBe(abrt);
    await run(drive, readNativeMaxAddressExt());
    expect(await run(drive, setMaxAddressExt(4096, lasting))).toBe(idnf);
    await run(drive, readNativeMaxAddressExt());
    expect(await run(drive, setMaxAddressExt(4095, lasting))).toBe('good');
    await run(drive, readNativeMaxAddressExt());
    expect(await run(drive, setMaxAddressExt(3000, lasting))).toBe(idnf);
  });

  it('restore a configuration overlay when no HPA lies on top, and nothing once frozen', async () => {
    const bench = await benchWith('sataHdd', [], { hpa_blocks: 512, dco_blocks: 512 });
    const first = await bench.open();
    if (first.transport.kind !== 'scsi') throw new Error('kind');
    const drive = first.transport;
    expect((await identify(drive)).sectors).toBe(3072);
    expect(parseNativeMaxAddress(parseAtaReturn(await ata(drive, readNativeMaxAddressExt())))).toBe(3583);
    expect(parseDeviceConfiguration((await ata(drive, deviceConfigurationIdentify())).data)).toEqual({ maxLba: 4095 });
    expect(await run(drive, deviceConfigurationRestore())).toBe(abrt);
    await run(drive, readNativeMaxAddressExt());
    expect(await run(drive, setMaxAddressExt(3583, lasting))).toBe('good');
    expect(await run(drive, deviceConfigurationFreezeLock())).toBe('good');
    expect(await run(drive, deviceConfigurationRestore())).toBe(abrt);
    expect((await ata(drive, deviceConfigurationIdentify())).data).toHaveLength(0);
    await first.close();
    await bench.shelf.powerCycle(port);
    const again = await bench.scsi();
    expect(await run(again, deviceConfigurationRestore())).toBe('good');
    expect((await identify(again)).sectors).toBe(4096);
  });

  it('have an accessible maximum instead of HPA and DCO on a newer disk', async () => {
    const drive = await (await benchWith('sataHdd', [], { ama_blocks: 1024 })).scsi();
    expect(await identify(drive)).toMatchObject({ sectors: 3072, hpa: false, dco: false, ama: true });
    expect(await run(drive, readNativeMaxAddressExt())).toBe(abrt);
    expect(await run(drive, deviceConfigurationIdentify())).toBe(abrt);
    expect(parseNativeMaxAddress(parseAtaReturn(await ata(drive, getNativeMaxAddressExt())))).toBe(4095);
    expect(await run(drive, setAccessibleMaxAddressExt(9999))).toBe(idnf);
    expect(await run(drive, setAccessibleMaxAddressExt(4095))).toBe('good');
    expect(await run(drive, setAccessibleMaxAddressExt(3000))).toBe(abrt);
    expect((await identify(drive)).sectors).toBe(4096);
  });
});

describe('the passwords of a virtual drive', () => {
  it('master opens a drive of capability high, and only erases one of maximum', async () => {
    for (const maximum of [false, true]) {
      const bench = await benchWith('sataHdd');
      const first = await bench.open();
      if (first.transport.kind !== 'scsi') throw new Error('kind');
      await run(first.transport, securitySetPassword({ password: master, master: true, masterIdentifier: 0x0123 }));
      await run(first.transport, securitySetPassword({ password: user, maximum }));
      await first.close();
      await bench.shelf.powerCycle(port);
      const drive = await bench.scsi();
      const wanted = { locked: true, masterCapability: maximum ? 'maximum' : 'high', masterIdentifier: 0x0123 };
      expect((await identify(drive)).security).toMatchObject(wanted);
      expect(await run(drive, securityFreezeLock())).toBe(abrt);
      expect(await run(drive, securityUnlock({ password: master, master: true }))).toBe(maximum ? abrt : 'good');
      await run(drive, securityErasePrepare());
      expect(await run(drive, securityEraseUnit({ password: master, master: true, enhanced: true }))).toBe('good');
      expect((await identify(drive)).security).toMatchObject({ enabled: false, locked: false });
      expect(bench.marks()).toEqual([]);
    }
  });

  it('are not taken off a locked drive, nor off an open one with a wrong password', async () => {
    const drive = await (await benchWith('sataHdd', [{ kind: 'locked', password: 'user' }])).scsi();
    expect(await run(drive, securityDisablePassword({ password: user }))).toBe(abrt);
    expect(await run(drive, securityUnlock({ password: user }))).toBe('good');
    expect(await run(drive, securityDisablePassword({ password: master }))).toBe(abrt);
    expect(await run(drive, securityDisablePassword({ password: user }))).toBe('good');
  });
});

describe('the logs of a virtual drive', () => {
  it('tell reallocated and pending sectors by SMART, with a right checksum', async () => {
    const drive = await (await benchWith('sataHdd', [], { reallocated: 7, pending: 2 })).scsi();
    expect(parseSmartSectors((await ata(drive, smartReadData())).data)).toEqual({ reallocated: 7, pending: 2, uncorrectable: 2 });
    expect(await run(drive, { ...smartReadData(), lba: 0 })).toBe(abrt);
    const status = parseAtaReturn(
      await ata(drive, { command: 0xb0, features: 0xda, lba: 0xc24f00, extend: false, data: { kind: 'none' } }),
    );
    expect(status).toMatchObject({ kind: 'registers', registers: { lba: 0xc24f00, failed: false } });
  });

  it('keep the Security page behind READ LOG EXT, and refuse what the directory does not list', async () => {
    const drive = await (await benchWith('sataSsd')).scsi();
    expect((await ata(drive, readLogExt(0, 0))).data[0x60]).toBe(9);
    expect([...(await ata(drive, readLogExt(0x30, 0))).data.subarray(8, 12)]).toEqual([3, 0, 1, 6]);
    expect(parseSecurityPage((await ata(drive, readLogExt(securityLog.log, securityLog.page))).data)).toEqual({
      sanitizeOverridesLock: false,
    });
    expect((await ata(drive, readLogExt(0x30, 1))).data).toEqual((await ata(drive, identifyDevice())).data);
    expect(await run(drive, readLogExt(0x10, 0))).toBe(abrt);
  });
});
