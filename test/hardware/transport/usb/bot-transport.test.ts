import { describe, expect, it } from 'vitest';
import type { BotFault, BotQuirks } from '../../../../hardware/simulator/bridge/bot-device.ts';
import { botDevice } from '../../../../hardware/simulator/bridge/bot-device.ts';
import { simulatedBulkDevice } from '../../../../hardware/simulator/bridge/bulk-device.ts';
import { check, good } from '../../../../hardware/simulator/model/scsi-answers.ts';
import { parseSense, senseText } from '../../../../hardware/scsi/sense.ts';
import type { DataPhase, ScsiAnswer, ScsiTransport } from '../../../../hardware/transport/transport.ts';
import { TransportError } from '../../../../hardware/transport/transport.ts';
import { botTransport, countUnits } from '../../../../hardware/transport/usb/bot-transport.ts';
import { ata, benchWith, identify } from '../../simulator/kit.ts';
import { sanitizeStatusExt } from '../../../../hardware/ata/sanitize.ts';
import { parseAtaReturn } from '../../../../hardware/ata/sat.ts';

const ready = Uint8Array.of(0x00, 0, 0, 0, 0, 0);
const inquiry = Uint8Array.of(0x12, 0, 0, 0, 96, 0);
const told = Uint8Array.from({ length: 36 }, (_, index) => index);

/** A device of three answers, which counts how often each opcode reached it. */
function small(quirks: BotQuirks = {}): {
  readonly scsi: ScsiTransport;
  readonly seen: Map<number, number>;
  readonly written: Uint8Array[];
  pull(): void;
} {
  const seen = new Map<number, number>();
  const written: Uint8Array[] = [];
  const device = simulatedBulkDevice(
    botDevice((cdb, data, lun) => {
      const opcode = cdb[0] ?? 0;
      seen.set(opcode, (seen.get(opcode) ?? 0) + 1);
      if (data.kind === 'out') written.push(data.bytes);
      if (lun > 0) return Promise.resolve(check([5, 0x25, 0]));
      if (opcode === 0x12) return Promise.resolve(good(told));
      return Promise.resolve(opcode === 0xff ? check([5, 0x20, 0]) : good());
    }, quirks),
  );
  return { scsi: botTransport(device), seen, written, pull: () => device.pull() };
}

const text = (answer: ScsiAnswer): string => {
  const sense = parseSense(answer.sense);
  return answer.status === 0 ? 'good' : sense === undefined ? 'no sense' : senseText(sense);
};
const within: DataPhase = { kind: 'in', lengthBytes: 96 };
const none: DataPhase = { kind: 'none' };

describe('a dock that behaves', () => {
  it('carries an IDENTIFY and its registers from a virtual drive', async () => {
    const drive = await (await benchWith('sataHdd')).scsi();
    const usb = botTransport(simulatedBulkDevice(botDevice((cdb, data) => drive.execute(cdb, data, 10_000))));
    expect(await identify(usb)).toEqual(await identify(drive));
    const returned = parseAtaReturn(await ata(usb, sanitizeStatusExt()));
    expect(returned).toMatchObject({ kind: 'registers', registers: { format: 'descriptor', failed: false, count: 0 } });
  });

  it('gives short data as it came, without padding', async () => {
    expect((await small().scsi.execute(inquiry, within, 1000)).data).toEqual(told);
  });

  it('takes bytes that the residue disowns off the end', async () => {
    const answer = await small({ faults: [{ kind: 'pads_data' }] }).scsi.execute(inquiry, within, 1000);
    expect(answer.data).toEqual(told);
  });

  it('brings the sense of a failed command in the same answer', async () => {
    const { scsi } = small();
    expect(text(await scsi.execute(Uint8Array.of(0xff, 0, 0, 0, 0, 0), none, 1000))).toBe('05/20/00');
    expect(text(await scsi.execute(ready, none, 1000))).toBe('good');
  });

  it('writes long data in one piece', async () => {
    const { scsi, written } = small();
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 251);
    await scsi.execute(Uint8Array.of(0x2a, 0, 0, 0, 0, 0, 0, 0, 137, 0), { kind: 'out', bytes }, 1000);
    expect(written).toEqual([bytes]);
  });

  it('keeps commands that were sent at once in their order', async () => {
    const { scsi } = small();
    const answers = await Promise.all([
      scsi.execute(inquiry, within, 1000),
      scsi.execute(ready, none, 1000),
      scsi.execute(inquiry, within, 1000),
    ]);
    expect(answers.map((answer) => answer.data.length)).toEqual([36, 0, 36]);
  });
});

describe('how many units a dock has', () => {
  it.each([
    ['says', { units: 2 }, 2],
    ['stalls the question', { stallsMaxLun: true }, 1],
    ['answers nonsense', { units: 200 }, 1],
  ] as const)('is %s: %o', async (_what, quirks, units) => {
    expect(await countUnits(simulatedBulkDevice(botDevice(() => Promise.resolve(good()), quirks)))).toBe(units);
  });

  it('reaches the unit that was meant', async () => {
    const bot = botDevice((_cdb, _data, lun) => Promise.resolve(good(Uint8Array.of(lun))), { units: 2 });
    const second = botTransport(simulatedBulkDevice(bot), 1);
    expect((await second.execute(inquiry, within, 1000)).data).toEqual(Uint8Array.of(1));
  });
});

describe('stalls', () => {
  it('of the data phase end in the status, and the command counts as what the status says', async () => {
    const { scsi } = small({ faults: [{ kind: 'stall_data', opcode: 0x12 }] });
    const answer = await scsi.execute(inquiry, within, 1000);
    expect(answer.data).toHaveLength(0);
    expect(text(await scsi.execute(ready, none, 1000))).toBe('good');
  });

  it('of the data and then of the status too are cleared one by one', async () => {
    const { scsi } = small({
      faults: [
        { kind: 'stall_data', opcode: 0x12 },
        { kind: 'stall_status', opcode: 0x12 },
      ],
    });
    expect(await scsi.execute(inquiry, within, 1000)).toMatchObject({ status: 0, data: { length: 0 } });
  });

  it('of data going out are told as the failure that the status says', async () => {
    const { scsi } = small({ faults: [{ kind: 'stall_data', opcode: 0x2a, times: 1 }] });
    const write = Uint8Array.of(0x2a, 0, 0, 0, 0, 0, 0, 0, 1, 0);
    expect(text(await scsi.execute(write, { kind: 'out', bytes: new Uint8Array(512) }, 1000))).toBe('04/44/00');
    expect(text(await scsi.execute(write, { kind: 'out', bytes: new Uint8Array(512) }, 1000))).toBe('good');
  });

  it('of the status are cleared and the status is read again', async () => {
    const { scsi } = small({ faults: [{ kind: 'stall_status' }] });
    expect((await scsi.execute(inquiry, within, 1000)).data).toEqual(told);
  });

  it('are not waited for when the data phase is skipped and the status comes in its place', async () => {
    const { scsi } = small({ faults: [{ kind: 'skips_data', opcode: 0x12, times: 1 }] });
    const skipped = await scsi.execute(inquiry, within, 1000);
    expect(skipped).toMatchObject({ status: 0, data: { length: 0 } });
    expect((await scsi.execute(inquiry, within, 1000)).data).toEqual(told);
  });
});

describe('a dock out of step', () => {
  const faults: readonly (readonly [BotFault['kind'], TransportError['code']])[] = [
    ['stall_command', 'io'],
    ['phase_error', 'io'],
    ['wrong_tag', 'io'],
    ['wrong_signature', 'io'],
    ['short_status', 'io'],
    ['residue_too_large', 'io'],
    ['silent', 'timeout'],
  ];

  it.each(faults)('after %s is reported as %s, reset, and never asked the same again', async (kind, code) => {
    const { scsi, seen } = small({ faults: [{ kind, opcode: 0x12, times: 1 }] });
    const failed = await scsi.execute(inquiry, within, 1000).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(TransportError);
    expect(failed).toMatchObject({ code });
    expect(seen.get(0x12) ?? 0).toBeLessThanOrEqual(1);
    // Reset recovery has put both sides back in step.
    expect((await scsi.execute(inquiry, within, 1000)).data).toEqual(told);
  });

  it('that is pulled is gone, now and afterwards', async () => {
    const { scsi, pull } = small();
    pull();
    await expect(scsi.execute(inquiry, within, 1000)).rejects.toMatchObject({ code: 'gone' });
    await expect(scsi.execute(inquiry, within, 1000)).rejects.toMatchObject({ code: 'gone' });
  });
});
