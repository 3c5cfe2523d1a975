import { describe, expect, it } from 'vitest';
import { overwriteExt, sanitizeStatusExt } from '../../../../hardware/ata/sanitize.ts';
import { parseAtaReturn } from '../../../../hardware/ata/sat.ts';
import { virtualLimits } from '../../../../hardware/erase/limits.ts';
import { mediumOf } from '../../../../hardware/erase/medium.ts';
import { sendAta } from '../../../../hardware/erase/wire.ts';
import { readIdentity } from '../../../../hardware/identity/read-identity.ts';
import { sanitizeCryptoErase } from '../../../../hardware/nvme/sanitize.ts';
import { read16, readCapacity16, write16 } from '../../../../hardware/scsi/blocks.ts';
import { inquiry, inquiryVpd, parseInquiry, parseUnitSerialNumber, testUnitReady } from '../../../../hardware/scsi/inquiry.ts';
import { behindBridge, bridgeStep } from '../../../../hardware/simulator/bridge/bridge.ts';
import { freshBridge } from '../../../../hardware/simulator/bridge/behaviours.ts';
import { type BridgeQuirkInput, bridgeSpec } from '../../../../hardware/simulator/bridge/quirks.ts';
import type { NvmeTransport, OpenDrive, ScsiTransport } from '../../../../hardware/transport/transport.ts';
import { ata, benchWith, hourMs, identify, outcome, sanitizeLog, sanitizeStatus, send } from '../kit.ts';

const quirksOf = (quirks: readonly BridgeQuirkInput[]): ReturnType<typeof bridgeSpec.parse>['quirks'] =>
  bridgeSpec.parse({ vendor_id: 0, product_id: 0, quirks }).quirks;

async function bridged(...quirks: readonly BridgeQuirkInput[]): Promise<{ readonly usb: ScsiTransport; readonly drive: ScsiTransport }> {
  const drive = await (await benchWith('sataHdd')).scsi();
  return { usb: behindBridge(drive, quirksOf(quirks)), drive };
}

const opened = (transport: ScsiTransport): OpenDrive => ({ transport, presence: '1', close: () => Promise.resolve() });

describe('a bridge', () => {
  it('without quirks is not there', async () => {
    const { usb, drive } = await bridged();
    expect(await identify(usb)).toEqual(await identify(drive));
  });

  it('that has no SAT shows its own words, and nobody takes its serial for the drive’s', async () => {
    const { usb } = await bridged({ kind: 'no_sat', serial: 'DOCK77' });
    expect(parseUnitSerialNumber((await send(usb, inquiryVpd(0x80))).data)).toBe('DOCK77');
    expect(await readIdentity(opened(usb), virtualLimits)).toMatchObject({ kind: 'silent', why: 'no_serial' });
  });

  it('that puts its serial into IDENTIFY is caught by the checksum it cannot make', async () => {
    const { usb } = await bridged({ kind: 'own_serial', serial: 'DOCK77' });
    expect(await identify(usb)).toMatchObject({ serial: 'DOCK77', checksum: 'wrong' });
    expect(await readIdentity(opened(usb), virtualLimits)).toMatchObject({ kind: 'silent', why: 'no_serial' });
  });

  it.each([
    [{ kind: 'empty_registers' }, { kind: 'unknown', why: 'empty_registers' }],
    [{ kind: 'no_registers' }, { kind: 'unknown', why: 'no_registers' }],
    [{ kind: 'zero_sense' }, { kind: 'unknown', why: 'bad_sense' }],
    [{ kind: 'blocks_commands_without_data' }, { kind: 'refused' }],
    [{ kind: 'sat_12_only' }, { kind: 'refused' }],
  ] as const)('%o never makes a register that did not come back into a good one', async (quirk, returned) => {
    const { usb } = await bridged(quirk);
    expect(parseAtaReturn(await ata(usb, sanitizeStatusExt()))).toMatchObject(returned);
    expect((await sendAta(usb, sanitizeStatusExt(), 1000)).returned).toMatchObject(returned);
  });

  it('that keeps the descriptor for REQUEST SENSE gives it there, once', async () => {
    const bench = await benchWith('sataHdd');
    const drive = await bench.scsi();
    await ata(drive, overwriteExt(0));
    bench.clock.turn(100 * hourMs);
    const usb = behindBridge(drive, quirksOf([{ kind: 'fixed_sense', keeps_descriptor: true }]));
    const answer = await sendAta(usb, sanitizeStatusExt(), 1000);
    expect(answer).toMatchObject({ escalated: true, returned: { registers: { format: 'descriptor', count: 0x8000 } } });
    const lost = behindBridge(drive, quirksOf([{ kind: 'fixed_sense' }]));
    expect(await sendAta(lost, sanitizeStatusExt(), 1000)).toMatchObject({
      returned: { registers: { format: 'fixed', count: undefined } },
    });
  });

  it('that translates blocks moves the bytes of eight, and its drive is not offered', async () => {
    const { usb, drive } = await bridged({ kind: 'translates_blocks' });
    const bytes = Uint8Array.from({ length: 4096 }, (_, index) => index % 253);
    expect(outcome(await send(usb, write16(3, bytes, 4096)))).toBe('good');
    expect((await send(drive, read16(24, 8, 512))).data).toEqual(bytes);
    expect(await readIdentity(opened(usb), virtualLimits)).toMatchObject({ kind: 'silent', why: 'no_answer' });
  });

  it('that cuts LBAs writes at the start what was meant for beyond: the very harm that the capacity check stops', async () => {
    const { usb, drive } = await bridged({ kind: 'lba_32_bit' });
    const bytes = new Uint8Array(512).fill(0x5a);
    expect(outcome(await send(usb, write16(2 ** 32 + 7, bytes, 512)))).toBe('good');
    expect((await send(drive, read16(7, 1, 512))).data).toEqual(bytes);
  });

  it('that shows eight times the bytes does not get the drive offered', async () => {
    const { usb } = await bridged({ kind: 'eightfold_capacity' });
    expect(await readIdentity(opened(usb), virtualLimits)).toMatchObject({ kind: 'silent', why: 'no_answer' });
  });

  it('that has spun down wakes by START STOP UNIT only', async () => {
    const { usb } = await bridged({ kind: 'spun_down' });
    expect(outcome(await send(usb, testUnitReady()))).toBe('02/04/02');
    expect(outcome(await send(usb, readCapacity16()))).toBe('02/04/02');
    await usb.execute(Uint8Array.of(0x1b, 0, 0, 0, 1, 0), { kind: 'none' }, 1000);
    expect(outcome(await send(usb, readCapacity16()))).toBe('good');
  });

  it('that shows a CD shows nothing else', async () => {
    const { usb } = await bridged({ kind: 'virtual_cd' });
    expect(parseInquiry((await send(usb, inquiry())).data)).toMatchObject({ peripheralDeviceType: 5 });
    expect(outcome(await send(usb, readCapacity16()))).toBe('05/20/00');
  });

  it('that is silent times out, and one that breaks off fails', async () => {
    const { usb } = await bridged({ kind: 'silent', opcodes: [0x85] }, { kind: 'breaks_off', opcodes: [0x9e] });
    await expect(ata(usb, sanitizeStatusExt())).rejects.toMatchObject({ code: 'timeout' });
    await expect(send(usb, readCapacity16())).rejects.toMatchObject({ code: 'io' });
    expect(outcome(await send(usb, testUnitReady()))).toBe('good');
  });

  it('is a pure step: the same command in the same state gives the same', () => {
    const quirks = quirksOf([{ kind: 'spun_down' }]);
    const request = { cdb: Uint8Array.of(0, 0, 0, 0, 0, 0), data: { kind: 'none' } } as const;
    const state = freshBridge(quirks);
    expect(bridgeStep(state, quirks, request)).toEqual(bridgeStep(state, quirks, request));
    expect(state).toEqual({ spunDown: true, asked: 0 });
  });
});

describe('a drive on the shelf behind its bridge', () => {
  const jms583 = { vendor_id: 0x152d, product_id: 0x0583, serial: 'ENCL01' };

  async function nvmeBehind(
    bridge: typeof jms583,
  ): Promise<{ readonly open: OpenDrive; readonly nvme: NvmeTransport; turn(ms: number): void }> {
    const bench = await benchWith('nvme', [], { bridge });
    const open = await bench.open();
    if (open.transport.kind !== 'nvme') throw new Error('the chip carries NVMe');
    return { open, nvme: open.transport, turn: (ms) => bench.clock.turn(ms) };
  }

  it('is identified, sanitized and proven by log 81h through a JMS583', async () => {
    const { open, nvme, turn } = await nvmeBehind(jms583);
    expect(await readIdentity(open, virtualLimits)).toMatchObject({
      kind: 'identified',
      identity: { serial_source: 'identify_controller' },
    });
    expect((await nvme.admin(sanitizeCryptoErase(), 1000)).status).toBe(0);
    expect(await sanitizeLog(nvme)).toMatchObject({ outcome: 'running' });
    turn(100 * hourMs);
    expect(await sanitizeLog(nvme)).toMatchObject({ outcome: 'success' });
  });

  it('gives its blocks through the bridge’s own commands', async () => {
    const { open } = await nvmeBehind(jms583);
    const told = await readIdentity(open, virtualLimits);
    if (told.kind === 'silent') throw new Error(told.detail);
    const medium = await mediumOf(open, told.identity, virtualLimits);
    const bytes = new Uint8Array(told.identity.block_bytes * 8).fill(0xa7);
    await medium.write(told.identity.block_bytes * 16, bytes);
    await medium.flush();
    const back = new Uint8Array(bytes.length);
    await medium.read(told.identity.block_bytes * 16, back);
    expect(back).toEqual(bytes);
  });

  it('is never sanitized through an ASM2362, which would not tell the end', async () => {
    const { nvme } = await nvmeBehind({ ...jms583, vendor_id: 0x174c, product_id: 0x2362 });
    await expect(nvme.admin(sanitizeCryptoErase(), 1000)).rejects.toMatchObject({ code: 'not_permitted' });
    expect(await sanitizeLog(nvme)).toMatchObject({ outcome: 'never' });
  });

  it('gives every flag of SANITIZE STATUS through a JMS567', async () => {
    const quirks = [{ kind: 'empty_registers', tells_when_asked: true }] as const;
    const bench = await benchWith('sataHdd', [], { bridge: { vendor_id: 0x152d, product_id: 0x0567, quirks: [...quirks] } });
    const usb = await bench.scsi();
    expect(outcome(await ata(usb, overwriteExt(0)))).toBe('01/00/1D');
    expect(await sanitizeStatus(usb)).toMatchObject({ inProgress: true });
    bench.clock.turn(100 * hourMs);
    expect(await sanitizeStatus(usb)).toMatchObject({ inProgress: false, completedWithoutError: true });
    // A command that the drive refused keeps its refusal.
    const refused = await ata(usb, { command: 0xb4, features: 0x99, extend: true, data: { kind: 'none' } });
    expect(outcome(refused)).toBe('0B/00/00');
    expect(parseAtaReturn(refused)).toMatchObject({
      kind: 'registers',
      registers: { failed: true },
    });
  });

  it('is a nameless disk behind a chip that nobody knows', async () => {
    const open = await (await benchWith('nvme', [], { bridge: { vendor_id: 1, product_id: 2 } })).open();
    expect(open.transport.kind).toBe('scsi');
    expect(await readIdentity(open, virtualLimits)).toMatchObject({ kind: 'silent', why: 'no_serial' });
  });
});
