import { TransportError } from '../../transport/transport.ts';
import type { TransferredIn, UsbBulkDevice } from '../../transport/usb/bulk-device.ts';
import type { BotDevice, BotIn } from './bot-device.ts';

/**
 * A simulated dock in the place where the `usb` package's device stands. `patienceMs` is how long a silent pipe is
 * really waited for before it counts as timed out; the timeouts asked for are hours long.
 */
export function simulatedBulkDevice(bot: BotDevice, patienceMs = 20): UsbBulkDevice & { pull(): void } {
  let here = true;
  const check = (): void => {
    if (!here) throw new TransportError('gone', 'the dock is not there any more');
  };
  const silence = async (timeoutMs: number): Promise<never> => {
    await new Promise((resolve) => setTimeout(resolve, Math.min(timeoutMs, patienceMs)));
    check();
    throw new TransportError('timeout', 'the dock did not answer in time');
  };
  const read = async (got: BotIn, timeoutMs: number): Promise<TransferredIn> => {
    check();
    if (got === 'silent') return silence(timeoutMs);
    return got === 'stall' ? { kind: 'stall' } : { kind: 'data', bytes: got };
  };
  return {
    transferIn: async (lengthBytes, timeoutMs) => {
      check();
      return read(await bot.in(lengthBytes), timeoutMs);
    },
    transferOut: async (bytes, timeoutMs) => {
      check();
      const taken = await bot.out(bytes);
      if (taken === 'silent') return silence(timeoutMs);
      return taken === 'stall' ? { kind: 'stall' } : { kind: 'sent', lengthBytes: bytes.length };
    },
    clearHalt: (direction) => Promise.resolve().then(() => (check(), bot.clearHalt(direction))),
    controlIn: async (request, lengthBytes, timeoutMs) => {
      check();
      const got = await bot.control(request);
      return read(got === 'stall' ? got : got.slice(0, lengthBytes), timeoutMs);
    },
    controlOut: async (request) => {
      check();
      return (await bot.control(request)) === 'stall' ? { kind: 'stall' } : { kind: 'sent', lengthBytes: 0 };
    },
    close: () => Promise.resolve(),
    pull: () => {
      here = false;
    },
  };
}
