import type { DriveSpecInput } from './drive-spec.ts';

const mebibyte = 1024 * 1024;

/** Blocks of a small medium: what it says it is called is large, what it holds is small. */
function blocks(sizeMiB: number, blockBytes: number): number {
  return (sizeMiB * mebibyte) / blockBytes;
}

/**
 * Virtual drives for demo and practice. Models are real ones so that names, serial formats and WWN prefixes look as
 * people know them; every serial says DEMO (or DEM0) and belongs to no drive.
 */
export const demoDrives = {
  /** Overwrites itself by SANITIZE; no crypto scramble. */
  sataHdd: {
    folder: 'sata-hdd',
    kind: 'sata_hdd',
    model: 'ST4000NM000A-2HZ100',
    serial: 'ZDEMO0A1',
    firmware: 'TN02',
    wwn: '5000c500de300001',
    block_bytes: 512,
    blocks: blocks(64, 512),
    erase_s: 7200,
  },
  sataSsd: {
    folder: 'sata-ssd',
    kind: 'sata_ssd',
    model: 'SAMSUNG MZ7L3480HCHQ-00A07',
    serial: 'S0DEMONA000002',
    firmware: 'JXTC304Q',
    wwn: '5002538de3000002',
    block_bytes: 512,
    blocks: blocks(48, 512),
    erase_s: 600,
  },
  /** VPD 80h tells 8 characters of the drive's serial and the board's behind them. */
  sasHdd: {
    folder: 'sas-hdd',
    kind: 'sas_hdd',
    model: 'SEAGATE ST8000NM001A',
    serial: 'ZDEMO0C30000J000DEM0',
    firmware: 'E002',
    wwn: '5000c500de300003',
    block_bytes: 512,
    blocks: blocks(64, 512),
    erase_s: 7200,
  },
  sasSsd: {
    folder: 'sas-ssd',
    kind: 'sas_ssd',
    model: 'KIOXIA KPM61RUG960G',
    serial: '0DEM0A01DEM4',
    firmware: '0105',
    wwn: '58ce38ede3000004',
    block_bytes: 512,
    blocks: blocks(32, 512),
    erase_s: 600,
  },
  /** 4096-byte blocks. */
  nvme: {
    folder: 'nvme',
    kind: 'nvme_ssd',
    model: 'SAMSUNG MZQL2960HCJR-00A07',
    serial: 'S0DEMONE000005',
    firmware: 'GDC5602Q',
    wwn: '002538de30000005',
    block_bytes: 4096,
    blocks: blocks(96, 4096),
    erase_s: 600,
  },
  /** Fails every erase and stays unreadable. */
  failing: {
    folder: 'failing',
    kind: 'sata_hdd',
    model: 'WDC WD4003FRYZ-01F0DB0',
    serial: 'WD-WCCDEM000006',
    firmware: '01.01H01',
    wwn: '50014eede3000006',
    block_bytes: 512,
    blocks: blocks(32, 512),
    erase_s: 7200,
    faults: [{ kind: 'sanitize_fails', fraction: 0.4 }],
  },
  /** Sits behind a bridge that tells its own serial in VPD 80h: only IDENTIFY DEVICE tells the drive's. */
  lying: {
    folder: 'lying',
    kind: 'sata_hdd',
    model: 'TOSHIBA MG08ACA16TE',
    serial: '0DEM0000DEM7',
    firmware: '4303',
    wwn: '5000039de3000007',
    block_bytes: 512,
    blocks: blocks(32, 512),
    erase_s: 7200,
    faults: [{ kind: 'lies_serial', serial: 'DOCK00000042' }],
  },
  /** Says that its sanitize has completed; the data is still there. */
  pretending: {
    folder: 'pretending',
    kind: 'sata_ssd',
    model: 'CT480MX500SSD1',
    serial: '2099DEM00008',
    firmware: 'M3CR046',
    wwn: '500a0751de300008',
    block_bytes: 512,
    blocks: blocks(32, 512),
    erase_s: 600,
    faults: [{ kind: 'false_success' }],
  },
  /** Some blocks can be neither read nor written. */
  badSectors: {
    folder: 'bad-sectors',
    kind: 'sas_hdd',
    model: 'HGST HUS726T6TAL5204',
    serial: 'VDEMO009',
    firmware: 'C40A',
    wwn: '5000ccade3000009',
    block_bytes: 512,
    blocks: blocks(32, 512),
    erase_s: 7200,
    faults: [
      {
        kind: 'bad_sectors',
        ranges: [
          { lba: 20_000, blocks: 8, on: 'both' },
          { lba: 40_001, blocks: 1, on: 'read' },
        ],
      },
    ],
  },
  /** A Host Protected Area hides its last 4 MiB, with data in it. */
  hidden: {
    folder: 'hidden',
    kind: 'sata_hdd',
    model: 'ST2000NM0008-2F3100',
    serial: 'ZDEMO10H',
    firmware: 'SN03',
    wwn: '5000c500de30000a',
    block_bytes: 512,
    blocks: blocks(32, 512),
    hpa_blocks: blocks(4, 512),
    erase_s: 7200,
  },
  /** Sectors of 520 bytes, from a storage array. */
  arraySectors: {
    folder: 'array-sectors',
    kind: 'sas_hdd',
    model: 'SEAGATE ST6000NM0034',
    serial: 'ZDEMO11A',
    firmware: 'MS2A',
    wwn: '5000c500de30000c',
    block_bytes: 520,
    blocks: 65_536,
    erase_s: 7200,
    scsi: { grown_defects: 14 },
  },
  /** Two namespaces, one of them attached nowhere, and capacity in none. */
  severalNamespaces: {
    folder: 'several-namespaces',
    kind: 'nvme_ssd',
    model: 'SAMSUNG MZWLJ7T6HALA-00AU3',
    serial: 'S0DEMONF000012',
    firmware: 'EPK9CR5Q',
    wwn: '002538de30000010',
    block_bytes: 4096,
    blocks: blocks(48, 4096),
    erase_s: 600,
    nvme: { namespaces: [blocks(24, 4096), blocks(8, 4096)], detached: [2] },
  },
  /** No Sanitize: Format NVM is all it has. */
  formatOnly: {
    folder: 'format-only',
    kind: 'nvme_ssd',
    model: 'Micron_9200_MTFDHAL1T6TCU',
    serial: '2099DEM00013',
    firmware: '101008P0',
    wwn: '00a075de30000013',
    block_bytes: 512,
    blocks: blocks(32, 512),
    erase_s: 600,
    nvme: { sanitize: false },
  },
  /** Locked by keys that are lost; its label has a PSID. */
  lockedKeys: {
    folder: 'locked-keys',
    kind: 'sas_ssd',
    model: 'KIOXIA KPM6WRUG1T92',
    serial: '0DEM0A01DE14',
    firmware: '0105',
    wwn: '58ce38ede3000014',
    block_bytes: 512,
    blocks: blocks(32, 512),
    erase_s: 600,
    tcg: { ssc: 'opal2', psid: 'DEM0PSID0000000000000000000000E4', locked: true },
  },
} as const satisfies Record<string, DriveSpecInput>;
