import { readOwnCode } from '../../../domain/label/codes.ts';
import { gatherLabel } from '../../../domain/label/gather.ts';
import { readPsid } from '../../../domain/label/psid.ts';
import { understandScan, withoutSecrets } from '../../../domain/label/scan.ts';
import { splitScan } from '../../../domain/label/split.ts';
import { understoodPart } from '../../../domain/label/understood.ts';
import { labelClaims } from '../../../domain/facts/facts.ts';
import { cleanText, serialDoubt } from '../../../hardware/identity/serial.ts';
import { idleWedge, settle, step, type Wedge } from '../../../renderer/scan/wedge.ts';
import { bytesOf, type Fuzzed, must, mustBeText, textOf } from '../fuzzed.ts';

const psid = 'ABCDEF0123456789GHIJKLMNOP987654';

const scans = [
  'ZA17S7HH',
  'S/N: ZA17S7HH\tModel: ST8000NM0055-1RM112\tWWN: 5000C500A1B2C3D4',
  '[)>\u001e06\u001dSZA17S7HH\u001d1PST8000NM0055\u001dPXY123\u001e\u0004',
  '[)>06<GS>SS4EWNX0R123456<GS>25S0123<RS><EOT>',
  ']C101095011010209171117010121ZA17S7HH\u001d240ST8000',
  '(01)09501101020917(21)ZA17S7HH(8004)ABC',
  ']d2010950110102091710ABC\u001d21SERIAL',
  '*WD-WCC4N1234567*',
  `PSID: ${psid}`,
  psid,
  psid.match(/.{4}/g)?.join('-') ?? '',
  '5000C500A1B2C3D4',
  'eui.0025385a71b0c2d3',
  'CU-B-0001;CU-P-HALL-A;CU-C-START;CU-D-77',
  'CN-0H9P51-72872-51T-0123-A00',
  'IMG-ABCDEFGHIJKL',
  '11S00FC123Y1ZYXW00AB',
].map(bytesOf);

/** Scans as they come from a wedge or a serial scanner: split, understood, gathered, shown. */
export const label: Fuzzed = {
  name: 'label',
  share: 20,
  seeds: () => scans,
  check(input) {
    const text = textOf(input);
    splitScan(text);
    const parts = understandScan(text);
    must(parts.length > 0 && parts.length <= 32, `${parts.length} parts`);
    for (const part of parts) {
      must(understoodPart.safeParse(part).success, 'a part that the contract cannot carry');
      mustBeText(part.text, 128, `the ${part.as}`);
      must(part.as !== 'psid' || part.text.startsWith('****'), 'a PSID in clear');
    }
    const { claims } = gatherLabel(parts);
    must(labelClaims.safeParse(claims).success, 'claims that no fact can hold');
    const own = readOwnCode(text);
    if (own !== undefined && own.kind !== 'malformed') for (const word of Object.values(own)) mustBeText(String(word), 65, 'own code');
    mustBeText(cleanText(text, 64), 64, 'cleaned text');
    serialDoubt(input, cleanText(text, 64));
    const read = readPsid(text, false);
    must(read?.kind !== 'psid' || /^[A-Z0-9]{32}$/.test(read.psid), 'a PSID that no drive could have');
    const shown = withoutSecrets(text);
    must(withoutSecrets(shown).length <= shown.length + 64, 'masking grows');
    must(!shown.includes(psid) || !new RegExp(`(?<![A-Za-z0-9])${psid}(?![A-Za-z0-9])`).test(shown), 'a PSID in clear');
  },
};

/** Keys with times: the listener must never hold more than it was given, nor hold on for ever. */
export const wedge: Fuzzed = {
  name: 'wedge',
  share: 6,
  seeds: () => scans.map((scan) => Uint8Array.from([...scan].flatMap((byte) => [byte, 3]))),
  check(input) {
    let state: Wedge = idleWedge;
    let atMs = 0;
    let said = 0;
    for (let i = 0; i + 1 < input.length; i += 2) {
      const [byte = 0, gap = 0] = [input[i], input[i + 1]];
      atMs += gap * (gap > 200 ? 10 : 1);
      const key = byte === 13 ? 'Enter' : byte === 9 ? 'Tab' : byte === 1 ? 'Alt' : byte === 2 ? 'Shift' : String.fromCharCode(byte);
      const flag = (bit: number): boolean => byte > 0x7f && (byte & bit) !== 0;
      const code = byte >= 0x30 && byte <= 0x39 ? `Numpad${key}` : key;
      const type = flag(1) ? 'up' : 'down';
      const next = step(state, { type, key, code, ctrl: flag(2), alt: flag(4), meta: flag(8), caps: flag(16), atMs });
      must(next.orders.length > 0 && next.orders.length <= 4, `${next.orders.length} orders for one key`);
      for (const order of next.orders) if (order.kind === 'scan') said += order.text.length;
      state = next.wedge;
    }
    for (const order of settle(state).orders) if (order.kind === 'scan') said += order.text.length;
    must(said <= input.length, 'a scan longer than what was typed');
    must(settle(state).wedge.text === '', 'a burst that never ends');
  },
};
