import { describe, expect, it } from 'vitest';
import { answerOf, buildSgIo, readSgIo, type SgEnd, sgHeaderBytes, timeoutField } from '../../../../hardware/transport/linux/sg-io.ts';
import { le32, le64 } from '../../../../hardware/transport/fields.ts';
import { TransportError } from '../../../../hardware/transport/transport.ts';

const addresses = { cdb: 0x1122_3344_5566_7788n, data: 0x7fff_0000_1000n, sense: 0x10n };
const answered: SgEnd = { status: 0, senseLength: 0, hostStatus: 0, driverStatus: 0, residBytes: 0, durationMs: 5 };

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof TransportError) return error.code;
    throw error;
  }
  return 'answered';
}

describe('sg_io_hdr', () => {
  it.each([
    ['none', { kind: 'none' } as const, -1, 0],
    ['in', { kind: 'in', lengthBytes: 512 } as const, -3, 512],
    ['out', { kind: 'out', bytes: new Uint8Array(24) } as const, -2, 24],
  ])('lies at the byte offsets of x86-64 for a data phase of kind %s', (_kind, data, direction, length) => {
    const header = buildSgIo(16, data, addresses, 15_000);
    expect(header.length).toBe(sgHeaderBytes);
    expect(le32(header, 0)).toBe(0x53);
    expect(le32(header, 4) | 0).toBe(direction);
    expect([header[8], header[9]]).toEqual([16, 252]);
    expect(le32(header, 12)).toBe(length);
    expect([le64(header, 16), le64(header, 24), le64(header, 32)]).toEqual([addresses.data, addresses.cdb, addresses.sense]);
    expect(le32(header, 40)).toBe(15_000);
    expect([...header.subarray(44)].every((byte) => byte === 0)).toBe(true);
  });

  it('refuses a CDB that no command has', () => {
    expect(() => buildSgIo(5, { kind: 'none' }, addresses, 1)).toThrow(RangeError);
    expect(() => buildSgIo(33, { kind: 'none' }, addresses, 1)).toThrow(RangeError);
  });

  it('never waits for ever, and never not at all', () => {
    expect(timeoutField(0)).toBe(1);
    expect(timeoutField(0.2)).toBe(1);
    expect(timeoutField(Number.POSITIVE_INFINITY)).toBe(0x7fffffff);
  });

  it('is read where the kernel writes it', () => {
    const header = new Uint8Array(sgHeaderBytes);
    const view = new DataView(header.buffer);
    view.setUint8(64, 0x02);
    view.setUint8(67, 22);
    view.setUint16(68, 0x0007, true);
    view.setUint16(70, 0x0008, true);
    view.setInt32(72, -4, true);
    view.setUint32(76, 1234, true);
    expect(readSgIo(header)).toEqual({ status: 2, senseLength: 22, hostStatus: 7, driverStatus: 8, residBytes: -4, durationMs: 1234 });
  });
});

describe('the end of an SG_IO command', () => {
  const input = { kind: 'in', lengthBytes: 8 } as const;
  const buffer = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const sense = Uint8Array.of(0x70, 0, 5, 0, 0, 0, 0, 10, 0, 0);

  it('hands over exactly the bytes that came', () => {
    expect([...answerOf({ ...answered, residBytes: 3 }, input, buffer, sense).data]).toEqual([1, 2, 3, 4, 5]);
    expect(answerOf({ ...answered, residBytes: 99 }, input, buffer, sense).data.length).toBe(0);
    expect(answerOf({ ...answered, residBytes: -4 }, input, buffer, sense).data.length).toBe(8);
  });

  it('hands over as much sense as was written, and the status', () => {
    const end = { ...answered, status: 2, senseLength: 8, driverStatus: 8 };
    expect(answerOf(end, input, buffer, sense)).toMatchObject({ status: 2, sense: sense.slice(0, 8) });
  });

  it('takes an answer that the kernel marked for what it is', () => {
    expect(answerOf({ ...answered, status: 2, senseLength: 10, hostStatus: 0x10 }, input, buffer, sense).status).toBe(2);
  });

  it.each<readonly [what: string, end: Partial<SgEnd>, code: string]>([
    ['no connection', { hostStatus: 1 }, 'gone'],
    ['a bad target', { hostStatus: 4 }, 'gone'],
    ['a path that failed fast', { hostStatus: 0xf }, 'gone'],
    ['a time-out of the adapter', { hostStatus: 3 }, 'timeout'],
    ['a time-out of the driver', { driverStatus: 6 }, 'timeout'],
    ['an error of the adapter beside good status', { hostStatus: 7 }, 'io'],
    ['an error of the adapter beside sense', { hostStatus: 7, status: 2, senseLength: 10, driverStatus: 8 }, 'io'],
    ['a reset while the command ran', { hostStatus: 8 }, 'io'],
    ['an abort', { hostStatus: 5 }, 'io'],
    ['a driver that gave up', { driverStatus: 7 }, 'io'],
    ['an unknown host status', { hostStatus: 0x7f }, 'io'],
    ['sense as the driver tells it', { driverStatus: 8, status: 2 }, 'answered'],
  ])('reads %s', (_what, end, code) => {
    expect(codeOf(() => answerOf({ ...answered, ...end }, input, buffer, sense))).toBe(code);
  });

  it('does not take a short write for a good one', () => {
    const output = { kind: 'out', bytes: new Uint8Array(512) } as const;
    expect(codeOf(() => answerOf({ ...answered, residBytes: 512 }, output, buffer, sense))).toBe('io');
    expect(codeOf(() => answerOf({ ...answered, status: 2, residBytes: 512 }, output, buffer, sense))).toBe('answered');
  });
});
