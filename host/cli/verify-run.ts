import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseArgs } from 'node:util';
import type { BundleFiles } from '../../certificate/bundle.ts';
import { isBundleName, isZip, openBundle } from '../../certificate/bundle.ts';
import type { BundleReport } from '../../certificate/check/bundle-check.ts';
import { checkBundle, unreadableBundle } from '../../certificate/check/bundle-check.ts';
import { checkCertificate } from '../../certificate/check/check.ts';
import type { CheckReport, Finding } from '../../certificate/check/report.ts';
import { exitCodes } from '../../certificate/check/report.ts';
import { parseTrustPolicy, type TrustPolicy } from '../../domain/ledger/trust-policy.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { usePlatformHash } from '../../keys/platform-hash.ts';
import { selfTestSigning } from '../../keys/self-test.ts';
import { bundleLines, certificateLines } from './verify-lines.ts';

/** Where a check reads and writes; the process by default. */
export interface VerifyIo {
  out(text: string): void;
  err(text: string): void;
  stdin(): Uint8Array;
}

const processIo: VerifyIo = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  stdin: () => readFileSync(0),
};

/** Exit code when nothing could be checked: no such file, a policy that cannot be read, a wrong option. */
export const cannotCheck = 2;

export interface VerifyOptions {
  /** A certificate, a bundle, a bundle's folder, or `-` for standard input. */
  readonly file: string;
  /** A C2SP trust policy that the reader got on their own. */
  readonly policy?: string;
  readonly json?: boolean;
}

/** `custos verify FILE [--policy FILE] [--json]`: gives 0 valid, 10 revoked, 20 altered, 30 incomplete, 40 superseded, 2 when nothing could be checked. Needs no network, no account, no key. */
export function runVerify(argv: readonly string[], io: VerifyIo = processIo, whenNoFile?: string): Promise<number> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], allowPositionals: true, options: { policy: { type: 'string' }, json: { type: 'boolean' } } });
  } catch (cause) {
    io.err(`${cause instanceof Error ? cause.message : String(cause)}\n`);
    return Promise.resolve(cannotCheck);
  }
  const [file = whenNoFile, ...more] = parsed.positionals;
  if (file === undefined || more.length > 0) {
    io.err('Name one file: a certificate, a bundle, or - for standard input.\n');
    return Promise.resolve(cannotCheck);
  }
  const { policy, json } = parsed.values;
  return Promise.resolve(verifyFile({ file, ...(policy === undefined ? {} : { policy }), ...(json === undefined ? {} : { json }) }, io));
}

/** The same with options that are parsed already. */
export function verifyFile({ file, policy, json }: VerifyOptions, io: VerifyIo = processIo): number {
  usePlatformHash();
  selfTestSigning();
  const trust = policy === undefined ? undefined : trustOf(policy, io);
  if (trust === 'refused') return cannotCheck;
  let bytes: Uint8Array | BundleFiles;
  try {
    bytes = file === '-' ? io.stdin() : statSync(file).isDirectory() ? folder(file) : readFileSync(file);
  } catch (cause) {
    io.err(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}\n`);
    return cannotCheck;
  }
  const shared = { verifier: createVerifier(), ...(trust === undefined ? {} : { trust }) };
  if (bytes instanceof Uint8Array && !isZip(bytes)) {
    const report = checkCertificate({ bytes, ...shared });
    io.out(json === true ? `${JSON.stringify(certificateAnswer(report))}\n` : `${certificateLines(report).join('\n')}\n`);
    return exitCodes[report.verdict];
  }
  const report = bundleReport(bytes, shared);
  io.out(json === true ? `${JSON.stringify(bundleAnswer(report))}\n` : `${bundleLines(report).join('\n')}\n`);
  return exitCodes[report.verdict];
}

function bundleReport(
  bytes: Uint8Array | BundleFiles,
  shared: Pick<Parameters<typeof checkBundle>[0], 'verifier' | 'trust'>,
): BundleReport {
  const opened = bytes instanceof Uint8Array ? openBundle(bytes) : ({ kind: 'files', files: bytes } as const);
  if (opened.kind === 'files') return checkBundle({ files: opened.files, ...shared });
  const finding: Finding = {
    verdict: 'altered',
    code: 'not_a_bundle',
    where: 'zip',
    says: `The bundle cannot be opened: ${opened.detail}.`,
  };
  return unreadableBundle(finding);
}

/** The files of an unpacked bundle. What has no place in one is left where it is: people keep notes beside. */
function folder(root: string): BundleFiles {
  const files: Record<string, Uint8Array> = {};
  for (const item of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!item.isFile()) continue;
    const path = join(item.parentPath, item.name);
    const name = relative(root, path).split(sep).join('/');
    if (isBundleName(name)) files[name] = readFileSync(path);
  }
  return files;
}

function trustOf(path: string, io: VerifyIo): TrustPolicy | 'refused' {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    io.err(`The policy ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}\n`);
    return 'refused';
  }
  const read = parseTrustPolicy(text);
  if (read.kind === 'policy' && read.policy.logs.length > 0) return read.policy;
  io.err(
    read.kind === 'policy' ? `The policy ${path} names no log.\n` : `The policy ${path} cannot be used, line ${read.line}: ${read.why}.\n`,
  );
  return 'refused';
}

function certificateAnswer({ verdict, findings, pinned, indexes, bracket, file }: CheckReport): object {
  const body = file?.body;
  return {
    kind: 'certificate',
    verdict,
    findings,
    pinned,
    indexes,
    ...(bracket === undefined ? {} : { bracket }),
    ...(body === undefined
      ? {}
      : {
          says: {
            certificate: body.certificate,
            outcome: body.outcome,
            practice: body.practice,
            serial: body.drive?.identity.serial ?? body.record?.serial,
            facts: body.facts,
            coverage: body.coverage,
            shortfalls: body.shortfalls,
          },
        }),
  };
}

function bundleAnswer({ verdict, findings, pinned, events, conflicts, certificates, whole }: BundleReport): object {
  return {
    kind: 'bundle',
    verdict,
    findings,
    pinned,
    events,
    conflicts,
    whole,
    certificates: certificates.map(({ id, report }) => ({ id, ...certificateAnswer(report) })),
  };
}
