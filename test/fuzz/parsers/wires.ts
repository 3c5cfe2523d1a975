import { parseDeviceConfiguration } from '../../../hardware/ata/configuration.ts';
import { parseSecurityPage } from '../../../hardware/ata/logs.ts';
import { parseSmartSectors } from '../../../hardware/ata/smart.ts';
import { jmicronBlockBytes, parseJmicronResponse } from '../../../hardware/bridges/jmicron.ts';
import { joinReports, type Joining, nothingJoined, readReport } from '../../../hardware/scanners/hid-report.ts';
import { printedLayout, readScanLayout } from '../../../hardware/scanners/report-descriptor.ts';
import { scanText, withoutSuffix } from '../../../hardware/scanners/scan-text.ts';
import { endOfBytes, noLines, type SerialLines, takeBytes } from '../../../hardware/scanners/serial-lines.ts';
import { answerOf, readSgIo, sgHeaderBytes } from '../../../hardware/transport/linux/sg-io.ts';
import { TransportError } from '../../../hardware/transport/transport.ts';
import { commandWrapper, parseCommandWrapper, parseStatusWrapper, statusWrapper } from '../../../hardware/transport/usb/bulk-only.ts';
import { type Fuzzed, must, mustBeCount, mustBeText } from '../fuzzed.ts';
import { join } from '../mutate.ts';
import { identifyVectors } from '../vectors.ts';

const tag = 0x01020304;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Command and Status Wrappers of USB Bulk-Only Transport, from either side of the wire. */
export const bulkOnly: Fuzzed = {
  name: 'bulk-only',
  share: 10,
  seeds: () => [
    statusWrapper(tag, 0, 0),
    statusWrapper(tag, 512, 1),
    statusWrapper(tag, 0, 2),
    commandWrapper({ tag, dataBytes: 512, direction: 'in', lun: 0, cdb: Uint8Array.of(0x12, 0, 0, 2, 0, 0) }),
  ],
  check(input) {
    const status = parseStatusWrapper(input, { tag, dataBytes: 512 });
    if (status.kind === 'status') {
      mustBeCount(status.residueBytes, 'residue', 512);
      must(input.length === 13 && hex(input.subarray(0, 8)) === '5553425304030201', 'a status of another command');
      must(status.passed === (input[12] === 0) && (input[12] ?? 9) <= 1, 'passed without the byte that says so');
    }
    const command = parseCommandWrapper(input);
    if (command === undefined) return;
    must(command.cdb.length >= 1 && command.cdb.length <= 16, 'a CDB that this transport cannot carry');
    must(hex(commandWrapper(command)).slice(0, 24) === hex(input).slice(0, 24), 'a command wrapper that reads back as another');
  },
};

/** `sg_io_hdr` as the kernel left it: the header, one byte that chooses the data phase, sense and data. */
export const sgIo: Fuzzed = {
  name: 'sg-io',
  share: 8,
  seeds: () =>
    [0, 2].map((status) => {
      const header = new Uint8Array(sgHeaderBytes + 40);
      header[64] = status;
      header[67] = status === 0 ? 0 : 18;
      return header;
    }),
  check(input) {
    if (input.length < sgHeaderBytes) return;
    const end = readSgIo(input);
    const [phase = 0] = input.subarray(sgHeaderBytes);
    const rest = input.slice(sgHeaderBytes + 1);
    const data = [{ kind: 'none' }, { kind: 'in', lengthBytes: rest.length }, { kind: 'out', bytes: rest }] as const;
    const given = data[phase % 3] ?? data[0];
    try {
      const answer = answerOf(end, given, rest, rest);
      must(answer.sense.length <= rest.length && answer.data.length <= rest.length, 'more came back than there was room for');
      must([0, 0x10, 0x11, 0x13].includes(end.hostStatus), 'an answer beside a host error');
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      mustBeText(error.message, 200, 'message');
    }
  },
};

/** A HID point-of-sale descriptor in its short items: page 8Ch, report 2, length, symbology, data, continued. */
const descriptor = Uint8Array.from(
  Buffer.from(
    '068c000902a101850209fba1020501093b150026ff00750895018102068c0009fb09fc09fd95038102c009fe95388102' +
      '09ff75019501810275079501' +
      '8101c0',
    'hex',
  ),
);
const report = join(Uint8Array.of(2, 8), Buffer.from(']C1ZA17S7HH'), new Uint8Array(48), Uint8Array.of(0));

/** Report descriptors and reports of scanners that are no keyboards: first the length of the descriptor, then both. */
export const hidReports: Fuzzed = {
  name: 'hid-pos',
  share: 8,
  seeds: () => [join(Uint8Array.of(descriptor.length), descriptor, report, report), join(Uint8Array.of(0), report, report)],
  check(input) {
    const length = input[0] ?? 0;
    const layout = readScanLayout(input.subarray(1, 1 + length)) ?? printedLayout;
    mustBeCount(layout.data.offset + layout.data.bits, 'end of the data', 8 * 65_536 + 8);
    let state: Joining = nothingJoined;
    for (let at = 1 + length; at < input.length; at += 64) {
      const piece = readReport(layout, input.subarray(at, at + 64));
      if (piece === undefined) continue;
      must(piece.aim === undefined || /^\][A-Za-z][0-9A-Za-z]$/.test(piece.aim), 'an AIM identifier that is none');
      must((piece.data?.length ?? 0) <= 64, 'more data than the report has');
      const joined = joinReports(state, piece, at);
      must(joined.scan === undefined || joined.dropped === undefined, 'a scan that was dropped and told');
      if (joined.scan !== undefined)
        must(joined.scan.data.length <= 4096 && scanText(joined.scan.data).isWellFormed(), 'a scan without bounds');
      state = joined.state;
    }
  },
};

/** Bytes of a serial port. A byte FFh in the input stands for silence. */
export const serialLines: Fuzzed = {
  name: 'serial-lines',
  share: 6,
  seeds: () => ['ZA17S7HH\r\nWD-WCC4\r', '[)>\u001e06\u001dSZA17S7HH\u001e\u0004\n', 'NOSUFFIX'].map((text) => Buffer.from(text)),
  check(input) {
    let lines: SerialLines = noLines;
    let told = 0;
    for (let at = 0; at < input.length;) {
      const silence = input.indexOf(0xff, at);
      const end = silence === -1 ? input.length : silence;
      const steps = [takeBytes(lines, input.subarray(at, end))];
      const [taken] = steps;
      if (taken !== undefined && silence !== -1) steps.push(endOfBytes(taken.lines));
      for (const step of steps) {
        for (const scan of step.scans) {
          must(scan.length > 0 && scan.length <= 4096 && !scan.includes(13) && !scan.includes(10), 'a scan that is none');
          must(!/[\r\n\t]$/.test(withoutSuffix(scanText(scan))), 'a suffix that stayed');
          told += scan.length;
        }
        must(step.lines.bytes.length <= 4096, 'a line without end');
        lines = step.lines;
      }
      at = end + 1;
    }
    must(told <= input.length, 'more scanned than came');
  },
};

/** What bridges and old ATA commands answer: JMicron's response, device configuration, SMART, the Security page. */
export const tables: Fuzzed = {
  name: 'bridge-and-ata-tables',
  share: 10,
  seeds: async () => {
    const response = new Uint8Array(jmicronBlockBytes);
    response.set([0x4e, 0x56, 0x4d, 0x45]);
    const page = new Uint8Array(512);
    page.set([1, 0, 6, 0, 0, 0, 0, 0x80]);
    page[55] = 0x80;
    return [response, page, ...(await identifyVectors())];
  },
  check(input) {
    const completion = parseJmicronResponse(input);
    if (completion !== undefined) {
      mustBeCount(completion.status, 'status', 0x7fff);
      mustBeCount(completion.result, 'result', 0xffffffff);
      const good = (input[22] ?? 1) === 0 && (input[23] ?? 1) === 0;
      must(completion.status !== 0 || good, 'good status without the bits that say so');
    }
    const configuration = parseDeviceConfiguration(input);
    if (configuration !== undefined) mustBeCount(configuration.maxLba, 'largest LBA');
    const sectors = parseSmartSectors(input);
    if (sectors !== undefined) for (const count of Object.values<number>({ ...sectors })) mustBeCount(count, 'sectors', 0xffffffff);
    const security = parseSecurityPage(input);
    must(security?.sanitizeOverridesLock !== true || (input[55] ?? 0) >> 7 === 1, 'a flag that is not marked valid');
  },
};
