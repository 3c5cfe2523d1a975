import { describe, expect, test } from 'vitest';
import { readNativeMaxAddressExt } from '../../../hardware/ata/max-address.ts';
import { parseSanitizeStatus, sanitizeStatusExt } from '../../../hardware/ata/sanitize.ts';
import { testUnitReady } from '../../../hardware/scsi/inquiry.ts';
import { sendAta, sendScsi, sendScsiOnce } from '../../../hardware/erase/wire.ts';
import type { ScsiAnswer, ScsiTransport } from '../../../hardware/transport/transport.ts';

const none = new Uint8Array(0);
const good = (data: Uint8Array = none): ScsiAnswer => ({ status: 0, sense: none, data });
const check = (sense: Uint8Array): ScsiAnswer => ({ status: 2, sense, data: none });

/** Answers from a script and keeps what was asked. */
function scripted(...answers: readonly ScsiAnswer[]): ScsiTransport & { readonly asked: number[] } {
  const asked: number[] = [];
  return {
    kind: 'scsi',
    asked,
    async execute(cdb) {
      const answer = answers[asked.length];
      if (answer === undefined) throw new Error('asked more often than expected');
      asked.push(cdb[0] ?? -1);
      return answer;
    },
  };
}

/** Fixed sense 00h/1Dh: STATUS 50h, COUNT 7:0 = 0, with the flag that its upper half is not zero. */
const fixedHiding = Uint8Array.of(0x70, 0, 0x01, 0, 0x50, 0x40, 0x00, 10, 0x40, 0, 0, 0, 0x00, 0x1d, 0, 0, 0, 0);

function descriptor(count: number, status = 0x50, key = 0x01): Uint8Array {
  const sense = new Uint8Array(22);
  sense.set([0x72, key, 0x00, 0x1d, 0, 0, 0, 14, 0x09, 0x0c, 0x01, 0x00, count >> 8, count & 0xff]);
  sense[20] = 0x40;
  sense[21] = status;
  return sense;
}

const attention = Uint8Array.of(0x70, 0, 0x06, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x29, 0x00, 0, 0, 0, 0);

describe('the registers of an ATA command', () => {
  test('are fetched again in descriptor format when fixed format hides the upper half of COUNT', async () => {
    const transport = scripted(check(fixedHiding), good(descriptor(0x8000)));
    const { returned, escalated } = await sendAta(transport, sanitizeStatusExt(), 1000);
    expect(escalated).toBe(true);
    expect(transport.asked).toEqual([0x85, 0x03]);
    expect(parseSanitizeStatus(returned)).toMatchObject({ kind: 'status', completedWithoutError: true, inProgress: false });
  });

  test('stay unknown when the second asking brings nothing about our command', async () => {
    for (const second of [good(), good(Uint8Array.of(0x72, 0, 0, 0, 0, 0, 0, 0)), good(descriptor(0, 0)), check(attention)]) {
      const { returned } = await sendAta(scripted(check(fixedHiding), second), sanitizeStatusExt(), 1000);
      expect(parseSanitizeStatus(returned).kind).toBe('unknown');
    }
  });

  test('that are all zero are never success', async () => {
    const { returned } = await sendAta(scripted(check(descriptor(0, 0)), good(descriptor(0, 0))), sanitizeStatusExt(), 1000);
    expect(parseSanitizeStatus(returned)).toEqual({ kind: 'unknown' });
  });

  test('that did not come at all, though the status is good, are asked for and stay unknown', async () => {
    const { returned, escalated } = await sendAta(scripted(good(), good()), readNativeMaxAddressExt(), 1000);
    expect(returned.kind).toBe('unknown');
    expect(escalated).toBe(true);
  });

  test('are asked for again after a unit attention, which came before the drive was asked', async () => {
    const transport = scripted(check(attention), check(descriptor(0x4000)));
    const { returned } = await sendAta(transport, sanitizeStatusExt(), 1000);
    expect(parseSanitizeStatus(returned)).toMatchObject({ inProgress: true });
  });
});

describe('a SCSI command', () => {
  test('is repeated after unit attentions, but a destructive one is sent once', async () => {
    expect((await sendScsi(scripted(check(attention), check(attention), good()), testUnitReady(), 1000)).kind).toBe('good');
    expect((await sendScsiOnce(scripted(check(attention)), testUnitReady(), 1000)).kind).toBe('sense');
  });

  test('with a check condition and no sense is unreadable, not good', async () => {
    expect(await sendScsi(scripted(check(none)), testUnitReady(), 1000)).toEqual({ kind: 'unreadable', status: 2 });
  });
});
