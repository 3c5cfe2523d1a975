import { describe, expect, it } from 'vitest';
import type { UsbPackageDevice } from '../../../../hardware/transport/usb/open-usb.ts';
import { openUsb, transportError } from '../../../../hardware/transport/usb/open-usb.ts';

const bulkOnly = {
  interfaces: [
    {
      interfaceNumber: 0,
      alternates: [
        {
          alternateSetting: 0,
          interfaceClass: 8,
          interfaceSubclass: 6,
          interfaceProtocol: 0x50,
          endpoints: [
            { endpointNumber: 1, direction: 'in', type: 'bulk' },
            { endpointNumber: 2, direction: 'out', type: 'bulk' },
          ],
        },
      ],
    },
  ],
};
const uasOnly = {
  interfaces: [{ interfaceNumber: 0, alternates: [{ ...bulkOnly.interfaces[0]!.alternates[0]!, interfaceProtocol: 0x62 }] }],
};

/** A device of the package's shape that writes down what was done to it. `fails` throws at that step, in the package's words. */
function device(
  fails: Readonly<Record<string, string>> = {},
  configuration = bulkOnly,
): { readonly log: string[]; readonly usb: UsbPackageDevice } {
  const log: string[] = [];
  const step = (name: string): Promise<void> => {
    const words = fails[name];
    if (words !== undefined) return Promise.reject(new Error(words));
    log.push(name);
    return Promise.resolve();
  };
  const usb: UsbPackageDevice = {
    bus: '001',
    ports: [2, 1],
    configuration,
    open: () => step('open'),
    close: () => step('close'),
    claimInterface: () => step('claim'),
    releaseInterface: () => step('release'),
    selectAlternateInterface: () => step('alternate'),
    clearHalt: (direction, endpoint) => step(`clear ${direction} ${endpoint}`),
    detachKernelDriver: () => step('detach'),
    attachKernelDriver: () => step('attach'),
    nativeTransferIn: async (_endpoint, _timeoutMs, length) => {
      await step('in');
      return new Uint8Array(length);
    },
    nativeTransferOut: async (_endpoint, _timeoutMs, data) => {
      await step('out');
      return data.length;
    },
    nativeControlTransferIn: async () => {
      await step('control in');
      return Uint8Array.of(0);
    },
    nativeControlTransferOut: async () => {
      await step('control out');
      return 0;
    },
  };
  return { log, usb };
}

describe('opening a dock by its port path', () => {
  it('takes it from the kernel and gives it back on close, once', async () => {
    const { log, usb } = device();
    const opened = await openUsb('1-2.1', () => Promise.resolve([usb]));
    await opened.close();
    await opened.close();
    expect(log).toEqual(['open', 'detach', 'claim', 'release', 'attach', 'close']);
  });

  it('gives it back when it could not be claimed', async () => {
    const { log, usb } = device({ claim: 'claimInterface error: interface is busy (errno 16)' });
    await expect(openUsb('1-2.1', () => Promise.resolve([usb]))).rejects.toMatchObject({ code: 'busy' });
    expect(log).toEqual(['open', 'detach', 'attach', 'close']);
  });

  it('attaches no driver where none was bound', async () => {
    const { log, usb } = device({ detach: 'detachKernelDriver error: no kernel driver attached' });
    await (await openUsb('1-2.1', () => Promise.resolve([usb]))).close();
    expect(log).toEqual(['open', 'claim', 'release', 'close']);
  });

  it('leaves the driver of a dock alone that speaks UAS only', async () => {
    const { log, usb } = device({}, uasOnly);
    await expect(openUsb('1-2.1', () => Promise.resolve([usb]))).rejects.toMatchObject({ code: 'io' });
    expect(log).toEqual(['open', 'close']);
  });

  it('still attaches and closes after a pulled device refused to be released', async () => {
    const { log, usb } = device({ release: 'releaseInterface error: not claimed' });
    await (await openUsb('1-2.1', () => Promise.resolve([usb]))).close();
    expect(log).toEqual(['open', 'detach', 'claim', 'attach', 'close']);
  });

  it('finds nothing at another port', async () => {
    const { usb } = device();
    await expect(openUsb('1-2', () => Promise.resolve([usb]))).rejects.toMatchObject({ code: 'gone' });
  });

  it('moves long data in several transfers', async () => {
    const { log, usb } = device();
    const opened = await openUsb('1-2.1', () => Promise.resolve([usb]));
    expect(await opened.transferIn(600 * 1024, 1000)).toMatchObject({ kind: 'data', bytes: { length: 600 * 1024 } });
    expect(log.filter((step) => step === 'in')).toHaveLength(3);
  });

  it('tells a stall as an outcome and a timeout as an error', async () => {
    const stalled = await openUsb('1-2.1', () => Promise.resolve([device({ in: 'transferIn error: Stall' }).usb]));
    expect(await stalled.transferIn(13, 1000)).toEqual({ kind: 'stall' });
    const late = await openUsb('1-2.1', () => Promise.resolve([device({ in: 'transferIn error: Cancelled' }).usb]));
    await expect(late.transferIn(13, 1000)).rejects.toMatchObject({ code: 'timeout' });
  });

  it('asks the interface by class request', async () => {
    const { log, usb } = device();
    const opened = await openUsb('1-2.1', () => Promise.resolve([usb]));
    await opened.controlOut(0xff, 1000);
    await opened.clearHalt('in');
    await opened.clearHalt('out');
    expect(log.slice(-3)).toEqual(['control out', 'clear in 1', 'clear out 2']);
  });
});

describe('the words of the usb package', () => {
  it.each([
    ['transferIn error: Disconnected', 'gone'],
    ['transferOut error: Cancelled', 'timeout'],
    ['controlTransferIn error: transfer was cancelled', 'timeout'],
    ['open error: permission denied (errno 13)', 'not_permitted'],
    ['claimInterface error: interface is busy', 'busy'],
    ['transferIn error: Fault', 'io'],
  ])('%s means %s', (words, code) => {
    expect(transportError(new Error(words))).toMatchObject({ code });
  });
});
