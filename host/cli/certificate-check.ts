import { existsSync, readFileSync } from 'node:fs';
import { type CheckVerdict, exitCodes } from '../../certificate/check/report.ts';
import { checkCertificate } from '../../certificate/check/check.ts';
import { readLoadList } from '../../certificate/lot/file.ts';
import { readSummary } from '../../certificate/summary/file.ts';
import { checkMakerProof, readMakerProof } from '../../certificate/maker/check.ts';
import { moment } from '../../certificate/numbers.ts';
import { coverageLine, methodWords, outcomeWords, techniqueWords } from '../../certificate/words.ts';
import { parseTrustPolicy, type TrustPolicy } from '../../domain/ledger/trust-policy.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { type ChainVerdict, listIn, rootsIn } from '../../keys/pades/chain.ts';
import { inspectPdf, type PdfSignature } from '../../keys/pades/inspect.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import { machineClock } from '../machine/clock.ts';
import { fileInside } from '../paper/inside.ts';
import { loadListAnswer } from './load-list-check.ts';
import { summaryAnswer } from './summary-check.ts';
import { certificateLines } from './verify-lines.ts';

export interface CheckPaperOptions {
  readonly file: string;
  readonly root?: string;
  readonly revoked?: readonly string[];
  readonly policy?: string;
  /** Of a summary: the folder with the certificates that it names. */
  readonly certificates?: string;
}

/** Checks a PDF with the file inside it, or a proof for the maker, says what was found, and gives the exit code of `custos verify` for it. */
export async function checkPaper(options: CheckPaperOptions): Promise<number> {
  const bytes = read(options.file);
  const [verdict, lines] = isPdf(bytes) ? await wholePaper(bytes, options) : proof(bytes, options);
  process.stdout.write(`${verdict.toUpperCase()}  ${lines.join('\n')}\n`);
  return exitCodes[verdict];
}

type Answer = readonly [CheckVerdict, readonly string[]];

const isPdf = (bytes: Buffer): boolean => bytes.subarray(0, 5).toString('latin1') === '%PDF-';
const gravest: readonly CheckVerdict[] = ['altered', 'revoked', 'superseded', 'incomplete', 'valid'];

/** The organisation's signature and the file inside are two questions. The graver answer is the whole one. */
async function wholePaper(bytes: Buffer, options: CheckPaperOptions): Promise<Answer> {
  const [verdict, lines] = await paper(bytes, options);
  const [inner, innerLines] = inside(bytes, options);
  const whole = gravest.find((each) => each === verdict || each === inner) ?? 'incomplete';
  return [whole, [...lines, '', `Inside    ${innerLines[0] ?? ''}`, ...innerLines.slice(1)]];
}

function inside(bytes: Buffer, options: CheckPaperOptions): Answer {
  const file = fileInside(bytes);
  if (file === undefined)
    return ['incomplete', ['there is no file that can be taken out here. Take it out with another tool, and check it with custos verify.']];
  if (readMakerProof(file) !== undefined) return labelled(proof(Buffer.from(file), options));
  if (readLoadList(file) !== undefined) return labelled(loadListAnswer(file, trustIn(options.policy)));
  if (readSummary(file) !== undefined) return labelled(summaryAnswer(file, trustIn(options.policy), options.certificates));
  const trust = trustIn(options.policy);
  const report = checkCertificate({ bytes: file, verifier: createVerifier(), ...(trust === undefined ? {} : { trust }) });
  return [report.verdict, certificateLines(report)];
}

function labelled([verdict, lines]: Answer): Answer {
  return [verdict, [`${verdict.toUpperCase()}  ${lines[0] ?? ''}`, ...lines.slice(1)]];
}

async function paper(bytes: Buffer, { root, revoked = [] }: CheckPaperOptions): Promise<Answer> {
  const trust = root === undefined ? undefined : { roots: rootsIn(read(root)), lists: revoked.map((file) => listIn(read(file))) };
  const found = await inspectPdf(bytes, { atMs: machineClock.wallMs(), ...(trust === undefined ? {} : { trust }) });
  return judged(found);
}

function judged(found: PdfSignature): Answer {
  switch (found.kind) {
    case 'unsigned':
      return ['incomplete', ['This PDF is not signed by the organisation. What is signed is the file inside it.']];
    case 'unreadable':
      return [
        'incomplete',
        [`The signature on this PDF is of a form that is not read here: ${found.detail}. Another tool (pdfsig) may read it.`],
      ];
    case 'changed':
      return ['altered', ['The PDF is not what was signed. Do not rely on it.', signerLine(found)]];
    case 'changed_after':
      return ['altered', ['Something was added behind the signed part. What shows may not be what was signed.', signerLine(found)]];
    case 'sound': {
      const [verdict, words] = chainWords[found.chain.kind](found.chain);
      const claimed = found.claimedMs === undefined ? 'no time' : moment(new Date(found.claimedMs).toISOString());
      return [
        verdict,
        [
          'Every byte of this PDF is as it was signed.',
          signerLine(found),
          `Chain     ${words}`,
          `Time      ${claimed} by the clock of the machine that signed; nobody else vouches for it.`,
        ],
      ];
    }
  }
}

const chainWords: { readonly [K in ChainVerdict['kind']]: (chain: ChainVerdict) => readonly [CheckVerdict, string] } = {
  trusted: (chain) => [
    'valid',
    `leads to a root that you gave${chain.kind === 'trusted' && chain.revocationChecked ? '; it is not among the revoked' : '. Nobody looked whether it was revoked: give --revoked'}`,
  ],
  expired: () => ['incomplete', 'the certificate has ended. Whether it was valid when it signed is told by no witness here.'],
  not_yet_valid: () => ['incomplete', 'the certificate is not valid yet by this machine’s clock.'],
  revoked: (chain) => [
    'revoked',
    `its issuer revoked the certificate${chain.kind === 'revoked' ? ` on ${moment(new Date(chain.atMs).toISOString())}` : ''}.`,
  ],
  stale_list: () => ['incomplete', 'the list of revoked certificates is out of date: get a newer one.'],
  untrusted: (chain) => [
    'incomplete',
    `does not lead to a root that you gave${chain.kind === 'untrusted' && chain.detail !== '' ? ` (${chain.detail})` : ''}.`,
  ],
  not_checked: () => ['incomplete', 'not checked: give the root that you trust with --root.'],
};

function signerLine({ signer }: Extract<PdfSignature, { signer: unknown }>): string {
  return `Signer    ${signer.name}, certificate ${signer.serial} of ${signer.issuer}, valid ${day(signer.notBeforeMs)} to ${day(signer.notAfterMs)}`;
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

function proof(bytes: Buffer, { policy, certificates }: CheckPaperOptions): Answer {
  const trust = trustIn(policy);
  if (readLoadList(new Uint8Array(bytes)) !== undefined) return loadListAnswer(new Uint8Array(bytes), trust);
  if (readSummary(new Uint8Array(bytes)) !== undefined) return summaryAnswer(new Uint8Array(bytes), trust, certificates);
  const report = checkMakerProof({
    bytes: new Uint8Array(bytes),
    verifier: createVerifier(),
    ...(trust === undefined ? {} : { trust }),
  });
  const { verdict, findings, proof: file, pinned } = report;
  const because =
    findings[0] === undefined ? [] : [`Because   ${findings[0].says}`, `At        ${findings[0].where} (${findings[0].code})`];
  if (file === undefined) return [verdict, because];
  const { says } = file;
  const { erase } = says;
  return [
    verdict,
    [
      'A proof for the maker of a drive.',
      ...because,
      `${verdict === 'valid' ? 'Drive    ' : 'It claims'} ${outcomeWords[says.outcome]}  ${says.drive.model}  serial ${says.drive.serial}${says.practice ? '  PRACTICE, no real drive' : ''}`,
      ...(erase === undefined
        ? []
        : [
            `Done      ${techniqueWords[erase.technique]}${erase.method === undefined ? '' : ` for ${methodWords[erase.method]}`}, read-back ${erase.verified.replaceAll('_', ' ')}`,
            `Coverage  ${coverageLine(erase.coverage)}`,
          ]),
      `Issued    ${moment(says.issued_at)}, ${says.certificate}`,
      `Log       ${pinned.log ?? 'none'}${pinned.by === 'reader' ? ', held against the key in your policy' : ', by the key in the file itself. NOT PINNED: compare the key, or give --policy FILE.'}`,
    ],
  ];
}

function trustIn(file: string | undefined): TrustPolicy | undefined {
  if (file === undefined) return undefined;
  const parsed = parseTrustPolicy(read(file).toString('utf8'));
  if (parsed.kind === 'refused') throw new CannotStart(`The policy ${file} cannot be used, line ${parsed.line}: ${parsed.why}.`);
  return parsed.policy;
}

function read(file: string): Buffer {
  if (!existsSync(file)) throw new CannotStart(`There is no file ${file}.`);
  return readFileSync(file);
}
