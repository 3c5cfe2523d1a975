import { describe, expect, it } from 'vitest';
import { toHex } from '../../../domain/bytes.ts';
import { ataPassThrough16 } from '../../../hardware/ata/sat.ts';
import { chosenSubsystem, parseDiscovery, revertChangesKey } from '../../../hardware/tcg/discovery.ts';
import { parseResult, revert, saidTrue, startSession, syncedSession } from '../../../hardware/tcg/methods.ts';
import { comPacket, parseComPacket } from '../../../hardware/tcg/packet.ts';
import * as carrier from '../../../hardware/tcg/security-protocol.ts';
import { bytes, encodeTokens, parseTokens, text, token, uint } from '../../../hardware/tcg/tokens.ts';

const hex = (written: string): Uint8Array => Uint8Array.from(Buffer.from(written.replaceAll(/\s/g, ''), 'hex'));
const psid = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

describe('token streams', () => {
  it.each([
    ['an integer below 64 in one byte', [uint(63)], '3f'],
    ['64 with its width', [uint(64)], '8140'],
    ['105, our session', [uint(105)], '8169'],
    ['two, four and eight bytes', [uint(2048), uint(0x10000), uint(1n << 40n)], '820800 8400010000 880000010000000000'],
    ['a short byte string', [bytes(hex('0000000900000006'))], 'a80000000900000006'],
    ['an empty byte string', [text('')], 'a0'],
    ['a medium byte string', [text('x'.repeat(32))], `d020${'78'.repeat(32)}`],
    ['control tokens', [token('startList'), token('endList'), token('endOfData'), token('endOfSession')], 'f0f1f9fa'],
  ] as const)('writes %s, and reads it back', (_name, tokens, written) => {
    expect(toHex(encodeTokens(tokens))).toBe(written.replaceAll(' ', ''));
    expect(parseTokens(encodeTokens(tokens))).toEqual(tokens);
  });

  it('reads a long byte string, and passes over padding', () => {
    const long = bytes(new Uint8Array(3000).fill(7));
    expect(parseTokens(encodeTokens([long, uint(1)]))).toEqual([long, uint(1)]);
    expect(parseTokens(hex('ff f0 ff f1'))).toEqual([token('startList'), token('endList')]);
  });

  it.each(['a801', 'd0', 'd020', 'e2000005', '40', '90', '80', 'f5', '8900000000000000000a'])('takes %s for malformed', (written) => {
    expect(parseTokens(hex(written))).toBeUndefined();
  });

  it('writes no integer beyond 64 bits', () => {
    expect(() => encodeTokens([uint(1n << 64n)])).toThrow(RangeError);
  });
});

describe('methods', () => {
  it('starts a session as the PSID authority, with the printed characters as they are', () => {
    const call = `f8 a800000000000000ff a8000000000000ff02 f0 8169 a80000020500000001 01
      f2 00 d020 ${Buffer.from(psid).toString('hex')} f3
      f2 03 a8000000090001ff01 f3
      f1 f9 f0 00 00 00 f1`;
    expect(toHex(startSession(psid))).toBe(toHex(hex(call)));
  });

  it('reverts the Admin SP', () => {
    expect(toHex(revert())).toBe(toHex(hex('f8 a80000020500000001 a80000000600000202 f0 f1 f9 f0 00 00 00 f1')));
  });

  it('reads the session numbers of SyncSession, a status, an end of session, and nothing else', () => {
    const sync = parseResult(hex('f8 a800000000000000ff a8000000000000ff03 f0 8169 821001 f1 f9 f0 00 00 00 f1'));
    if (sync?.kind !== 'result') throw new Error('no result');
    expect(syncedSession(sync)).toEqual({ hsn: 105, tsn: 0x1001 });
    expect(parseResult(hex('f0 f1 f9 f0 01 00 00 f1'))).toMatchObject({ kind: 'result', status: 1 });
    expect(parseResult(hex('fa'))).toEqual({ kind: 'session_ended' });
    expect(parseResult(hex('f0 f1'))).toBeUndefined();
    expect(parseResult(hex('f0 f1 f9 f0'))).toBeUndefined();
    const no = parseResult(hex('f0 00 f1 f9 f0 00 00 00 f1'));
    expect(no?.kind === 'result' && saidTrue(no)).toBe(false);
  });
});

describe('packets', () => {
  it('carry ComID, session numbers and lengths, in whole blocks', () => {
    const packet = comPacket({ comId: 0x07fe, tsn: 0x1001, hsn: 105 }, hex('fa'));
    expect(packet.length).toBe(512);
    expect(toHex(packet.slice(0, 60))).toBe(
      toHex(
        hex(
          '00000000 07fe0000 00000000 00000000 00000028 00001001 00000069 00000000 00000000 00000000 00000010 000000000000 0000 00000001 fa000000',
        ),
      ),
    );
    expect(parseComPacket(packet)).toEqual({ kind: 'payload', from: { comId: 0x07fe, tsn: 0x1001, hsn: 105 }, payload: hex('fa') });
  });

  it('without a length say that the answer is not there yet', () => {
    const waiting = new Uint8Array(512);
    waiting[11] = 0x40;
    expect(parseComPacket(waiting)).toEqual({ kind: 'not_ready', outstandingBytes: 64 });
    expect(parseComPacket(new Uint8Array(10))).toBeUndefined();
  });

  it('with lengths that do not fit are none', () => {
    const packet = comPacket({ comId: 1, tsn: 0, hsn: 0 }, hex('fa'));
    packet[54] = 0xff;
    expect(parseComPacket(packet)).toBeUndefined();
  });
});

describe('carriers', () => {
  it.each([
    ['SECURITY PROTOCOL IN', carrier.securityProtocolIn(carrier.discoveryAddress, 2048).cdb, 'a20100010000000008000000'],
    [
      'SECURITY PROTOCOL OUT',
      carrier.securityProtocolOut({ protocol: 1, specific: 0x07fe }, new Uint8Array(512)).cdb,
      'b50107fe0000000002000000',
    ],
    [
      'TRUSTED RECEIVE by SAT',
      ataPassThrough16(carrier.trustedReceive(carrier.discoveryAddress, 2048)).cdb,
      '85080e00010004000000010000405c00',
    ],
    [
      'TRUSTED SEND by SAT',
      ataPassThrough16(carrier.trustedSend({ protocol: 1, specific: 0x07fe }, new Uint8Array(512))).cdb,
      '850a060001000100000 0fe000740 5e00'.replaceAll(' ', ''),
    ],
  ])('build %s byte for byte', (_name, cdb, written) => {
    expect(toHex(cdb)).toBe(written);
  });

  it('put protocol and ComID into CDW10 of NVMe', () => {
    expect(carrier.securityReceive(carrier.discoveryAddress, 2048)).toMatchObject({ opcode: 0x82, cdw10: 0x01000100, cdw11: 2048 });
    expect(carrier.securitySend({ protocol: 1, specific: 0x07fe }, new Uint8Array(512))).toMatchObject({ opcode: 0x81, cdw10: 0x0107fe00 });
  });

  it('carry whole blocks on ATA', () => {
    expect(() => carrier.trustedReceive(carrier.discoveryAddress, 100)).toThrow(RangeError);
  });
});

/** A discovery answer around the given descriptors. */
function discovery(descriptors: string): Uint8Array {
  const body = hex(descriptors);
  const head = new Uint8Array(48);
  new DataView(head.buffer).setUint32(0, 44 + body.length);
  head[7] = 1;
  return Uint8Array.from([...head, ...body]);
}

describe('Level 0 Discovery', () => {
  const tper = '0001 10 0c 11 000000 00000000 00000000';
  const geometry = '0003 10 1c 01 00000000000000 00000200 0000000000000008 0000000000000000';
  const opal2 = '0203 10 10 07fe 0001 00 0004 0009 00 00 00 00000000';

  it('reads TPer, locking, geometry, Opal 2 and Block SID', () => {
    const found = parseDiscovery(
      discovery(
        `${tper} 0002 10 0c 2f 000000 00000000 00000000 ${geometry} ${opal2} 0402 10 0c 03 000000 00000000 00000000 0202 10 0c 00000000 00000000 00000000`,
      ),
    );
    expect(found).toMatchObject({
      tper: { sync: true, comIdManagement: false },
      locking: { supported: true, enabled: true, locked: true, mediaEncryption: true, mbrEnabled: false, mbrDone: true },
      geometry: { logicalBlockBytes: 512, alignmentBlocks: 8n },
      subsystems: [{ name: 'opal2', baseComId: 0x07fe }],
      blockSid: { sidChanged: true, sidBlocked: true },
      others: [0x0202],
    });
    expect(found !== undefined && revertChangesKey(found)).toBe(true);
  });

  it('never takes Pyrite for a change of key, even where it claims media encryption', () => {
    const found = parseDiscovery(
      discovery(
        `0002 10 0c 09 000000 00000000 00000000 0303 10 10 0800 0001 00000000 00000000 00000000 0404 10 20 00 01 23 00 ${'00'.repeat(28)}`,
      ),
    );
    if (found === undefined) throw new Error('unread');
    expect(chosenSubsystem(found)).toEqual({ name: 'pyrite2', baseComId: 0x0800 });
    expect(found.dataRemoval).toEqual({ processing: true, interrupted: false, supported: ['overwrite', 'block_erase', 'vendor_specific'] });
    expect(revertChangesKey(found)).toBe(false);
  });

  it('knows every class, and takes Opal 2 before Enterprise', () => {
    const codes = ['0100', '0200', '0203', '0301', '0302', '0303', '0304'];
    const found = parseDiscovery(discovery(codes.map((code) => `${code} 10 04 1000 0001`).join(' ')));
    expect(found?.subsystems.map((one) => one.name)).toEqual(['enterprise', 'opal1', 'opal2', 'opalite', 'pyrite1', 'pyrite2', 'ruby']);
    expect(found !== undefined && chosenSubsystem(found)?.name).toBe('opal2');
  });

  it('without media encryption changes no key, whatever the class', () => {
    const found = parseDiscovery(discovery(`0002 10 0c 01 000000 00000000 00000000 ${opal2}`));
    expect(found !== undefined && revertChangesKey(found)).toBe(false);
  });

  it('cut short is none', () => {
    expect(parseDiscovery(new Uint8Array(47))).toBeUndefined();
    const whole = discovery(opal2);
    expect(parseDiscovery(whole.slice(0, -1))).toBeUndefined();
    whole[51] = 0x20;
    expect(parseDiscovery(whole)).toBeUndefined();
  });
});
