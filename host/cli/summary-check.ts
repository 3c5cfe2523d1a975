import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkCertificate } from '../../certificate/check/check.ts';
import type { CheckVerdict } from '../../certificate/check/report.ts';
import { bodyHash, readCertificate } from '../../certificate/file.ts';
import { moment } from '../../certificate/numbers.ts';
import { checkSummary } from '../../certificate/summary/file.ts';
import type { SummaryBody } from '../../certificate/summary/format.ts';
import type { TrustPolicy } from '../../domain/ledger/trust-policy.ts';
import { createVerifier } from '../../keys/ed25519.ts';

/** What the check of a summary says: its verdict, and the lines below it. With a folder, each drive is held against its own certificate there. */
export function summaryAnswer(
  bytes: Uint8Array,
  trust: TrustPolicy | undefined,
  certificates?: string,
): readonly [CheckVerdict, readonly string[]] {
  const { verdict, findings, file, pinned } = checkSummary({ bytes, verifier: createVerifier(), trust });
  const because =
    findings[0] === undefined ? [] : [`Because   ${findings[0].says}`, `At        ${findings[0].where} (${findings[0].code})`];
  if (file === undefined) return [verdict, because];
  const { body } = file;
  const { totals } = body;
  const parts = certificates === undefined || verdict === 'altered' ? undefined : againstParts(body, certificates, trust);
  return [
    gravest(verdict, parts?.verdict),
    [
      'A summary: one certificate for many drives.',
      ...because,
      `${verdict === 'valid' ? 'About    ' : 'It claims'} ${aboutWords(body)}${body.practice ? '  PRACTICE, no real drive' : ''}`,
      `Drives    ${totals.drives}: ${totals.sanitized} sanitized, ${totals.destroyed} destroyed, ${totals.not_sanitized} not sanitized, ${totals.taken_back} taken back, ${totals.none} without a certificate`,
      ...(body.of.is === 'list' ? [`Missing   ${totals.missing} signed for, ${totals.open} not answered for`] : []),
      `Proven    ${body.proven ? 'every drive' : 'NOT every drive'}`,
      parts === undefined ? 'Parts     not looked at: give --certificates' : `Parts     ${parts.words}`,
      pinned.by === 'reader'
        ? `Log       ${pinned.log ?? ''}, pinned by your policy`
        : 'Log       NOT PINNED: the log key is the file’s own. Give --policy',
    ],
  ];
}

function aboutWords({ of, name, closed }: SummaryBody): string {
  const end = closed === undefined ? (of.is === 'batch' ? '' : ', open') : `, closed ${moment(closed.at)}`;
  return of.is === 'batch' ? 'a batch of drives' : `the ${of.is} ${name ?? (of.is === 'lot' ? of.lot : of.list)}${end}`;
}

interface Parts {
  readonly verdict: CheckVerdict;
  readonly words: string;
}

/** Every certificate that the summary names must be there, with just this body, and good by itself. */
function againstParts({ drives }: SummaryBody, folder: string, trust: TrustPolicy | undefined): Parts {
  const found = new Map<string, { readonly hash: string; readonly verdict: CheckVerdict }>();
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
    const bytes = new Uint8Array(readFileSync(join(folder, name)));
    const read = readCertificate(bytes);
    if (read.kind === 'refused') continue;
    const { verdict } = checkCertificate({ bytes, verifier: createVerifier(), ...(trust === undefined ? {} : { trust }) });
    found.set(read.file.body.certificate, { hash: bodyHash(read.file.body), verdict });
  }
  const named = drives.flatMap(({ result }) => (result.is === 'certified' ? [result] : []));
  const absent = named.filter(({ certificate }) => !found.has(certificate)).map(({ certificate }) => certificate);
  const other = named.filter(({ certificate, sha256 }) => found.has(certificate) && found.get(certificate)?.hash !== sha256);
  const bad = named.filter(({ certificate }) => (found.get(certificate)?.verdict ?? 'valid') !== 'valid');
  if (other.length > 0) return { verdict: 'altered', words: `${list(other)}: not what the summary names` };
  if (bad.length > 0)
    return { verdict: found.get(bad[0]?.certificate ?? '')?.verdict ?? 'incomplete', words: `${list(bad)}: not valid by itself` };
  if (absent.length > 0) return { verdict: 'incomplete', words: `not there: ${absent.join(', ')}` };
  return { verdict: 'valid', words: `${named.length === 1 ? 'the certificate' : `all ${named.length} certificates`} there and valid` };
}

function list(results: readonly { readonly certificate: string }[]): string {
  return results.map(({ certificate }) => certificate).join(', ');
}

const order: readonly CheckVerdict[] = ['altered', 'revoked', 'superseded', 'incomplete', 'valid'];

function gravest(one: CheckVerdict, other: CheckVerdict | undefined): CheckVerdict {
  return order.find((each) => each === one || each === other) ?? 'incomplete';
}
