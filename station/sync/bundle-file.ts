import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { bundleHead, bundleLimits, type BundleHead } from '../../contract/bundle.ts';
import { concat, fromUtf8, utf8 } from '../../domain/bytes.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { hashText, sha256 } from '../../domain/ledger/hash.ts';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** Packs the lines (each ended by a newline) below a head that binds them by hash. */
export async function packBundle(head: Omit<BundleHead, 'bundle' | 'sha256'>, lines: Uint8Array): Promise<Uint8Array> {
  const first = canonicalText({ bundle: 1, ...head, sha256: hashText(sha256(lines)) });
  return new Uint8Array(await compress(concat(utf8(`${first}\n`), lines)));
}

/** Opens a bundle; undefined when it is none, too large, or damaged. What it says of itself is a claim: signatures inside decide. */
export async function unpackBundle(
  file: Uint8Array,
): Promise<{ readonly head: BundleHead; readonly lines: readonly string[] } | undefined> {
  if (file.length > bundleLimits.fileBytes) return undefined;
  let plain: Uint8Array;
  try {
    plain = new Uint8Array(await expand(file, { maxOutputLength: bundleLimits.plainBytes }));
  } catch {
    return undefined;
  }
  const end = plain.indexOf(10);
  const head = bundleHead.safeParse(parsed(fromUtf8(plain.subarray(0, Math.max(end, 0))) ?? ''));
  const rest = plain.subarray(end + 1);
  if (end < 0 || !head.success || hashText(sha256(rest)) !== head.data.sha256) return undefined;
  const text = fromUtf8(rest);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  return lines.pop() === '' ? { head: head.data, lines } : undefined;
}

/** JSON of a line; undefined when it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
