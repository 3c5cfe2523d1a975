/*
 * Reports of other tools, typed by hand after the formats in those tools' sources (`docs/exchange.md` names them). None
 * is the report of a real drive; serials are made up.
 */

/** nwipe 0.42, text log: two drives, one of them with verification errors; the tables as `logging.c` writes them. */
export const nwipeLog = `[2026/11/22 08:00:00]   info: nwipe 0.42
[2026/11/22 08:00:01] notice: Found /dev/sda, ATA, ST4000NM0035-1V4107, 4001 GB, S/N=ZC1AAAA1
[2026/11/22 08:00:01] notice: Found /dev/sdb, SAS, HUS726T4TAL5204, 4001 GB, S/N=V1BBBBB2
[2026/11/22 08:01:00] notice: Invoking method 'PRNG Stream' on /dev/sda
[2026/11/22 08:01:00] notice: Starting round 1 of 1 on /dev/sda
[2026/11/22 08:01:02] notice: Invoking method 'PRNG Stream' on /dev/sdb
[2026/11/22 16:31:00]   info: Nwipe successfully completed. See summary table for details.

******************************** Error Summary *********************************
!   Device | Pass Errors | Verifications Errors | Fdatasync I\\O Errors
--------------------------------------------------------------------------------
     sda |           0 |                    0 |                    0
!    sdb |           2 |                    7 |                    0
********************************************************************************

******************************* Erasure Summary ********************************
!   Device |      Bytes Erased |      Bytes Total | Percentage Erased
--------------------------------------------------------------------------------
     sda |     4000787030016 |    4000787030016 |           100.00%
!    sdb |     4000787020000 |    4000787030016 |            99.99%
********************************************************************************

********************************* Drive Status *********************************
!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number
--------------------------------------------------------------------------------
     sda | Erased |  130MB/s | 08:30:00 | ST4000NM0035-1V41/ZC1AAAA1
!    sdb |-FAILED-|  128MB/s | 08:29:00 | HUS726T4TAL5204/V1BBBBB2
--------------------------------------------------------------------------------
[2026/11/22 16:31:00] Total Throughput 258MB/s, PRNG Stream, 1R+NB+VL
********************************************************************************
`;

/** nwipe's PDF: labels and values as its one-drive page draws them, with the smallest frame of a PDF around. */
export function nwipePdf(changes: Readonly<Record<string, string>> = {}): Uint8Array {
  const values: Readonly<Record<string, string>> = {
    'Make/Model:': 'ST4000NM0035-1V4107',
    'Serial:': 'ZC1AAAA1',
    'Bus:': 'ATA',
    'Size(Apparent): ': '4001 GB, 4000787030016 bytes',
    'Size(Real):': '4001 GB, 4000787030016 bytes',
    'Start time:': '2026/11/22 08:01:00',
    'End time:': '2026/11/22 16:31:00',
    'Duration:': '08:30:00',
    'Status:': 'ERASED',
    'Method:': 'PRNG Stream',
    'PRNG algorithm:': 'XORoshiro-256',
    'Final Pass(Zeros/Ones/None):': 'None',
    'Verify Pass(Last/All/None):': 'Last',
    '*Bytes Erased:': String.raw`4000787030016, \(100.00%\)`,
    'Rounds(completed/requested):': '1/1',
    'HPA/DCO:': 'No hidden sectors',
    'Errors(pass/sync/verify/retries):': '0/0/0/0',
    ...changes,
  };
  const drawn = Object.entries(values).flatMap(([label, value]) => [label.replace(/[()]/g, String.raw`\$&`), value]);
  const texts = ['Disc Erasure by NWIPE version 0.42', 'Disk Information', ...drawn];
  const page = texts.map((text) => `BT /GS0 gs 60 410 TD /F1 12 Tf 0 0 0 rg 0 Tc (${text}) Tj ET`).join('\r\n');
  return new TextEncoder().encode(
    `%PDF-1.3\r\n4 0 obj\r\n<< /Length ${page.length} >>stream\r\n${page}\r\nendstream\r\nendobj\r\n%%EOF\r\n`,
  );
}

/** The JSON that a development version of nwipe wrote. */
export const nwipeJson = JSON.stringify({
  report_metadata: { generated_at: '2026-11-22_16-31-00', software: 'nwipe', version: '0.39' },
  organization: { business_name: 'Unknown' },
  device: { name: '/dev/sda', model: 'ST4000NM0035-1V4107', serial_no: 'ZC1AAAA1', size_bytes: 4000787030016, size_text: '4001 GB' },
  wipe_result: {
    status: 'success',
    rounds_requested: 1,
    pass_errors: 0,
    verify_errors: 0,
    start_time: 1795334460,
    end_time: 1795365060,
    duration_seconds: 30600,
  },
});

/** openSeaChest_Erase: a sanitize that was waited for, with a look at zeros, and one that was only started. */
export const openSeaChest = `==========================================================================================
 openSeaChest_Erase - openSeaChest drive utilities - NVMe Enabled
 openSeaChest_Erase Version: 4.6.0-9_1_0 X86_64
 Build Date: Mar 11 2026
 Today: 20261122T080100	User: root
==========================================================================================

/dev/sg1 - ST4000NM0035-1V4107 - ZC1AAAA1 - TN03 - ATA
\tMaxLBA: 7814037167
\tLogical Sector Size (B): 512

Sanitize
Starting Sanitize Block Erase
\tSanitize Progress = 100.00%
Sanitize command passed!
Zero Validation Test passed.

/dev/sg2 - HUS726T4TAL5204 - V1BBBBB2 - C40D - SCSI

Sanitize
Starting Sanitize Overwrite Erase
Sanitize command has been started. Use the --progress sanitize option
`;

/** Blancco: two erasures, the second with failed sectors. Names as public programs read them from such reports. */
export const blancco = `<?xml version="1.0" encoding="UTF-8"?>
<root><report><blancco_data>
 <description><document_id>made-up</document_id><product_version>7.9.0</product_version></description>
 <blancco_hardware_report><entries name="system"><entry name="serial" type="string">HOST0001</entry></entries></blancco_hardware_report>
 <blancco_erasure_report><entries name="erasures">
  <entries name="erasure">
   <entry name="state" type="string">Successful</entry>
   <entry name="start_time" type="string">2026-11-22T08:01:00+0100</entry>
   <entry name="end_time" type="string">2026-11-22T09:01:00+0100</entry>
   <entry name="erasure_standard_name" type="string">NIST 800-88 Purge &amp; verify</entry>
   <entry name="total_errors" type="uint">0</entry>
   <entries name="target"><entry name="serial" type="string">ZC1AAAA1</entry><entry name="model" type="string">ST4000NM0035-1V4107</entry><entry name="capacity" type="uint">4000787030016</entry></entries>
  </entries>
  <entries name="erasure">
   <entry name="state" type="string">Failed</entry>
   <entry name="failed_sectors" type="uint">12</entry>
   <entries name="target"><entry name="serial" type="string">V1BBBBB2</entry></entries>
  </entries>
 </entries></blancco_erasure_report>
</blancco_data></report></root>
`;
