import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { Command } from 'commander';
import { type CertificateFile, certificateFile } from '../../certificate/certificate.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import { keyId } from '../../domain/ledger/signing.ts';
import { judgeStamp, readStamp, type Stamp, type StampStanding } from '../../domain/stamp/stamp.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { CannotStart } from '../assemble/cannot-start.ts';

interface ReadOptions {
  readonly certificate?: string;
  readonly json?: boolean;
}

/** `custos stamp`: what a drive says of itself at its beginning. */
export function stampCommand(): Command {
  return new Command('stamp')
    .description('Stamps that were written on drives on request. A stamp is a note and no proof: that is the certificate.')
    .addCommand(
      new Command('read')
        .argument('<device>', 'a device node such as /dev/sdb, a loop device or an image')
        .description(
          'Read the stamp of a drive. Reads the first 4096 bytes and writes nothing. Exits 0 where there is one and nothing speaks against it.',
        )
        .option('--certificate <file>', 'hold it against this certificate (JSON), which custos verify checks')
        .option('--json', 'print JSON')
        .action((device: string, options: ReadOptions) => {
          const found = lookAt(device, options.certificate === undefined ? undefined : certificateAt(options.certificate));
          process.stdout.write(options.json === true ? `${JSON.stringify(found)}\n` : `${linesOf(found).join('\n')}\n`);
          if (found.kind === 'none' || found.against.length > 0) process.exitCode = 1;
        }),
    );
}

type Found =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'stamp';
      readonly stamp: Stamp;
      /** Absent where no certificate was given. */
      readonly signature?: StampStanding;
      /** What speaks against it. */
      readonly against: readonly ('other_certificate' | 'other_drive' | StampStanding)[];
    };

const leastBytes = 4096;

function lookAt(device: string, certificate: CertificateFile | undefined): Found {
  const stamp = readStamp(beginningOf(device));
  if (stamp === undefined) return { kind: 'none' };
  if (certificate === undefined) return { kind: 'stamp', stamp, against: [] };
  const { body, keys } = certificate;
  const keyOf = (station: string, keyid: string): Uint8Array | undefined =>
    keys
      .filter((key) => key.station === station)
      .flatMap(({ key }) => readHash(key) ?? [])
      .find((key) => keyId(key) === keyid);
  const signature = judgeStamp(stamp, keyOf, createVerifier());
  const isDrive = body.subject === stamp.subject || body.other_subjects.includes(stamp.subject);
  return {
    kind: 'stamp',
    stamp,
    signature,
    against: [
      ...(body.certificate === stamp.certificate ? [] : (['other_certificate'] as const)),
      ...(isDrive ? [] : (['other_drive'] as const)),
      ...(signature === 'signed' ? [] : [signature]),
    ],
  };
}

function beginningOf(device: string): Uint8Array {
  const into = new Uint8Array(leastBytes);
  try {
    const file = openSync(device, 'r');
    try {
      return into.subarray(0, readSync(file, into, 0, into.length, 0));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new CannotStart(`${device} cannot be read: ${error instanceof Error ? error.message : String(error)}. Nothing was changed.`);
  }
}

function certificateAt(path: string): CertificateFile {
  try {
    return certificateFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    throw new CannotStart(`${path} is no certificate of Custos, or cannot be read. Save it again from the drive's page as JSON.`);
  }
}

const standings: Readonly<Record<StampStanding, string>> = {
  signed: 'valid: by a key of that station that is in the certificate file',
  not_signed: 'NOT VALID: these words were not signed by that key',
  key_unknown: 'not checked: the certificate file does not have that key of that station',
};

function linesOf(found: Found): readonly string[] {
  if (found.kind === 'none') return ['No stamp at the beginning of this drive. That says nothing about what is on it.'];
  const { stamp, signature, against } = found;
  return [
    `certificate  ${stamp.certificate}`,
    `drive        ${stamp.subject}`,
    `issued       ${stamp.issued}`,
    `station      ${stamp.station}`,
    `signature    ${signature === undefined ? 'not checked: give --certificate' : standings[signature]}`,
    ...(against.includes('other_certificate') ? ['The certificate that was given is another one.'] : []),
    ...(against.includes('other_drive') ? ['The certificate that was given is of another drive.'] : []),
    'A stamp is no proof. Check the certificate with custos verify, and that its serial is the one on this drive.',
  ];
}
