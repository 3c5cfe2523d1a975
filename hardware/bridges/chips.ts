import type { NvmeBridgeFamily } from './nvme-bridge.ts';

/** What a chip is known for. Every one is probed all the same: firmware differs, and names lie. */
export type ChipQuirk =
  | 'sat_12_only'
  | 'no_sat'
  | 'ata_28_bit_only'
  | 'empty_registers'
  | 'no_registers'
  | 'lba_32_bit'
  | 'mishandles_4k'
  | 'broken_fua'
  | 'no_report_opcodes'
  | 'emulates_identify'
  | 'two_bays'
  | 'uas_filters_ata';

/** `sata_or_nvme`: the same id is sold with either; only probing by harmless SATA commands can tell. */
export type ChipKind = 'sata' | 'nvme' | 'sata_or_nvme' | 'sas' | 'flash';

export interface BridgeChip {
  readonly vendorId: number;
  readonly productId: number;
  /** Only these bcdDevice values; absent means every one that no other entry names. */
  readonly releases?: readonly number[];
  readonly name: string;
  readonly kind: ChipKind;
  /** How NVMe commands pass, where they do. */
  readonly nvme?: NvmeBridgeFamily;
  readonly quirks: readonly ChipQuirk[];
  /** Where this is known from: opensea-transport (OTR), smartmontools (SMT), the Linux kernel (LK). */
  readonly source: string;
}

const otr = 'OTR common_public.c';
const smt = 'SMT drivedb.h';
const snt = 'SMT scsinvme.cpp';

function chip(
  [vendorId, productId]: readonly [number, number],
  name: string,
  kind: ChipKind,
  source: string,
  rest: Partial<Pick<BridgeChip, 'releases' | 'nvme' | 'quirks'>> = {},
): BridgeChip {
  return { vendorId, productId, name, kind, source, quirks: [], ...rest };
}

/** JMicron's NVMe id is worn by SATA bridges too: there phase 0 of the NVMe protocol is an ATA hardware reset. */
const jms583AsSata = [0x0414, 0x3202, 0x9128];

const noReportOpcodes = ['broken_fua', 'no_report_opcodes'] as const satisfies readonly ChipQuirk[];

export const bridgeChips: readonly BridgeChip[] = [
  chip([0x152d, 0x0583], 'JMicron bridge with the id of a JMS583', 'sata', smt, { releases: jms583AsSata }),
  chip([0x152d, 0x0583], 'JMicron JMS583', 'nvme', snt, { nvme: 'jmicron', quirks: ['no_report_opcodes'] }),
  chip([0x152d, 0xa583], 'JMicron JMS583', 'nvme', snt, { nvme: 'jmicron', quirks: ['no_report_opcodes'] }),
  chip([0x152d, 0x0581], 'JMicron JMS581', 'nvme', otr, { nvme: 'jmicron' }),
  chip([0x152d, 0xa581], 'JMicron JMS581', 'nvme', otr, { nvme: 'jmicron' }),
  chip([0x152d, 0xb581], 'JMicron JMS581', 'nvme', otr, { nvme: 'jmicron' }),
  chip([0x152d, 0x0562], 'JMicron JMS562', 'sata_or_nvme', otr),
  chip([0x152d, 0x0539], 'JMicron JMS539', 'sata', otr, { quirks: noReportOpcodes }),
  chip([0x152d, 0x0561], 'JMicron JMS561', 'sata', otr, { quirks: ['two_bays'] }),
  chip([0x152d, 0x0567], 'JMicron JMS567', 'sata', otr, { quirks: ['empty_registers', ...noReportOpcodes] }),
  chip([0x152d, 0x2566], 'JMicron JMS566', 'sata', otr, { quirks: ['no_sat', 'ata_28_bit_only', ...noReportOpcodes] }),
  chip([0x152d, 0x0576], 'JMicron JMS576', 'sata', otr),
  chip([0x152d, 0x0578], 'JMicron JMS578', 'sata', otr, { quirks: ['broken_fua'] }),
  chip([0x152d, 0x0901], 'JMicron JMS578', 'sata', otr, { quirks: ['broken_fua'] }),
  chip([0x152d, 0xa578], 'JMicron JMS578', 'sata', otr, { quirks: ['broken_fua'] }),
  chip([0x152d, 0x0580], 'JMicron JMS580', 'sata', otr),
  chip([0x152d, 0x2329], 'JMicron JM20329', 'sata', otr, { quirks: ['no_sat', 'ata_28_bit_only'] }),
  chip([0x152d, 0x2336], 'JMicron JM20336', 'sata', otr, { quirks: ['no_sat', 'ata_28_bit_only'] }),
  chip([0x152d, 0x2337], 'JMicron JM20337', 'sata', otr, { quirks: ['no_sat', 'ata_28_bit_only'] }),
  chip([0x152d, 0x2338], 'JMicron JM20338', 'sata', otr, { quirks: ['ata_28_bit_only'] }),
  chip([0x152d, 0x2339], 'JMicron JM20339', 'sata', otr, { quirks: ['ata_28_bit_only'] }),
  chip([0x174c, 0x2362], 'ASMedia ASM2362', 'nvme', snt, { nvme: 'asmedia' }),
  chip([0x174c, 0x2364], 'ASMedia ASM2364', 'nvme', otr, { nvme: 'asmedia' }),
  chip([0x174c, 0x2463], 'ASMedia ASM2464PD', 'nvme', otr, { nvme: 'asmedia' }),
  chip([0x174c, 0x5106], 'ASMedia ASM1051', 'sata', otr, { quirks: ['mishandles_4k'] }),
  chip([0x174c, 0x55aa], 'ASMedia ASM1051, ASM1053 or ASM1153', 'sata', otr),
  chip([0x0bda, 0x9201], 'Realtek RTL9201', 'sata', otr),
  chip([0x0bda, 0x9210], 'Realtek RTL9210', 'nvme', snt, { nvme: 'realtek', quirks: ['emulates_identify'] }),
  chip([0x0bda, 0x9211], 'Realtek RTL9211', 'nvme', otr, { nvme: 'realtek', quirks: ['emulates_identify'] }),
  chip([0x0bda, 0x9220], 'Realtek RTL9220', 'nvme', otr, { nvme: 'realtek', quirks: ['emulates_identify'] }),
  chip([0x13fd, 0x1340], 'Initio 1340', 'sata', otr, { quirks: ['lba_32_bit'] }),
  chip([0x13fd, 0x1640], 'Initio 1640', 'sata', otr, { quirks: ['sat_12_only'] }),
  chip([0x13fd, 0x1650], 'Initio 1650', 'sata', otr, { quirks: ['sat_12_only'] }),
  chip([0x13fd, 0x0540], 'Initio 0540', 'sata', otr, { quirks: ['no_sat'] }),
  chip([0x13fd, 0x1040], 'Initio 1040', 'sata', otr, { quirks: ['no_sat'] }),
  chip([0x13fd, 0x1150], 'Initio 1150', 'sata', otr, { quirks: ['no_sat'] }),
  chip([0x13fd, 0x3940], 'Initio 3940', 'sata', 'LK unusual_uas.h', { quirks: ['uas_filters_ata'] }),
  chip([0x067b, 0x2571], 'Prolific PL2571', 'sata', otr, { quirks: ['no_sat', 'ata_28_bit_only'] }),
  chip([0x067b, 0x2507], 'Prolific PL2507', 'sata', otr, { quirks: ['no_sat', 'ata_28_bit_only'] }),
  chip([0x067b, 0x3507], 'Prolific PL3507', 'sata', otr, { quirks: ['no_sat', 'ata_28_bit_only'] }),
  chip([0x0928, 0x0000], 'Oxford 0000', 'sata', otr, { quirks: ['no_sat'] }),
  chip([0x0928, 0x0002], 'Oxford 0002', 'sata', otr, { quirks: ['no_sat'] }),
  chip([0x0928, 0x0008], 'Oxford 0008', 'sata', otr),
  chip([0x0928, 0x0010], 'Oxford 0010', 'sata', otr),
  chip([0x2109, 0x0700], 'VIA VL700', 'sata', otr, { quirks: ['sat_12_only', 'no_registers'] }),
  chip([0x2109, 0x0701], 'VIA VL701', 'sata', otr, { quirks: ['sat_12_only', 'no_registers'] }),
  chip([0x2109, 0x0711], 'VIA VL711', 'sata', 'LK unusual_uas.h', { quirks: ['uas_filters_ata'] }),
  chip([0x1ca1, 0x18ae], 'Symwave SW6318', 'sas', otr, { quirks: ['no_sat'] }),
];

/** The entry for a dock: one that names its firmware first, then the one for the id. Undefined means that nothing is known. */
export function findChip(dock: {
  readonly vendorId: number;
  readonly productId: number;
  readonly release: number;
}): BridgeChip | undefined {
  const ofId = bridgeChips.filter((one) => one.vendorId === dock.vendorId && one.productId === dock.productId);
  return ofId.find((one) => one.releases?.includes(dock.release) === true) ?? ofId.find((one) => one.releases === undefined);
}
