import { chosenSubsystem, parseDiscovery, revertChangesKey } from '../../../hardware/tcg/discovery.ts';
import { comPacket, parseComPacket } from '../../../hardware/tcg/packet.ts';
import { encodeTokens, parseTokens, text, token, uint } from '../../../hardware/tcg/tokens.ts';
import { type Fuzzed, must, mustBeCount } from '../fuzzed.ts';

const zeros = (length: number): readonly number[] => Array.from({ length }, () => 0);

/** Level 0 Discovery of an Opal 2 drive: TPer, Locking with media encryption, geometry, Opal 2, Block SID. */
function discovery(): Uint8Array {
  const features = [
    [0x00, 0x01, 0x10, 12, 0x11, ...zeros(11)],
    [0x00, 0x02, 0x10, 12, 0x09, ...zeros(11)],
    [0x00, 0x03, 0x10, 28, ...zeros(10), 2, 0, ...zeros(16)],
    [0x02, 0x03, 0x10, 16, 0x08, 0x00, ...zeros(14)],
    [0x04, 0x02, 0x10, 12, ...zeros(12)],
    [0x04, 0x04, 0x10, 32, 0, 0, 0x06, ...zeros(29)],
  ].flat();
  const data = new Uint8Array(48 + features.length);
  new DataView(data.buffer).setUint32(0, data.length - 4);
  data.set(features, 48);
  return data;
}

const tokens = encodeTokens([
  token('startList'),
  uint(5),
  uint(0x1234567890n),
  text('SID'),
  text('x'.repeat(100)),
  token('endList'),
  token('endOfData'),
  token('startList'),
  uint(0),
  uint(0),
  uint(0),
  token('endList'),
]);

/** Level 0 Discovery, ComPackets and token streams of TCG storage. */
export const tcg: Fuzzed = {
  name: 'tcg',
  share: 12,
  seeds: () => [discovery(), tokens, comPacket({ comId: 0x0800, tsn: 1, hsn: 2 }, tokens)],
  check(input) {
    const found = parseDiscovery(input);
    if (found !== undefined) {
      const chosen = chosenSubsystem(found);
      must(chosen === undefined || found.subsystems.includes(chosen), 'a class that the drive does not have');
      must(!revertChangesKey(found) || found.locking?.mediaEncryption === true, 'a key where nothing is encrypted');
      for (const { baseComId } of found.subsystems) mustBeCount(baseComId, 'ComID', 0xffff);
    }
    const packet = parseComPacket(input);
    if (packet?.kind === 'payload') must(packet.payload.length <= input.length - 56, 'a payload longer than its packet');
    if (packet?.kind === 'not_ready') mustBeCount(packet.outstandingBytes, 'outstanding', 0xffffffff);
    const read = parseTokens(input);
    if (read === undefined) return;
    must(read.length <= input.length, 'more tokens than bytes');
    const again = parseTokens(encodeTokens(read));
    must(Buffer.compare(encodeTokens(again ?? []), encodeTokens(read)) === 0, 'tokens that read back as others');
  },
};
