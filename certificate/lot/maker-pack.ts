import { zipSync } from 'fflate';
import type { Bytes } from '../../domain/bytes.ts';
import { utf8 } from '../../domain/bytes.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import { makeMakerProof } from '../maker/make.ts';
import type { LoadListBody } from './format.ts';

export interface MakerPack {
  /** Names beside contents: `contents.json`, and one proof (`custos-maker-proof/v1`) for each drive that has one. */
  readonly files: Readonly<Record<string, Bytes>>;
  /** Drives of the lot without a proof that a maker may have, and why. */
  readonly without: readonly { readonly item: string; readonly serial?: string; readonly why: string }[];
}

/**
 * The proofs that the maker gets along with a lot of returns: for each drive the one that names nobody, made from its
 * certificate's text. A drive that goes on an exception, or whose certificate is not in the log yet, has none, and
 * `contents.json` says so: nothing is left out silently.
 */
export function makeMakerPack(
  { lot, drives }: Pick<LoadListBody, 'lot' | 'drives'>,
  certificateText: (id: string) => string | undefined,
  verifier: SignatureVerifier,
): MakerPack {
  const files: Record<string, Bytes> = {};
  const without: { item: string; serial?: string; why: string }[] = [];
  const contents: { item: string; serial?: string; file: string }[] = [];
  for (const { item, serial, left } of drives) {
    const drive = { item, ...(serial === undefined ? {} : { serial }) };
    const ground = left?.ground;
    const id = ground === undefined || ground.on === 'exception' ? undefined : ground.certificate;
    const text = id === undefined ? undefined : certificateText(id);
    if (id === undefined || text === undefined) {
      without.push({ ...drive, why: left === undefined ? 'It has not left in this lot.' : 'No certificate let it go.' });
      continue;
    }
    const made = makeMakerProof(text, verifier);
    if (made.kind === 'refused') {
      without.push({ ...drive, why: `Its certificate gives no proof for a maker: ${made.detail}` });
      continue;
    }
    const file = `${id}-maker.json`;
    files[file] = utf8(made.text);
    contents.push({ ...drive, file });
  }
  files['contents.json'] = utf8(`${canonicalText({ lot, proofs: contents, without })}\n`);
  return { files, without };
}

/** Zip knows no time zone and begins in 1980; the same pack is the same bytes everywhere. */
const noTime = new Date(1980, 0, 1);

export function zipPack({ files }: MakerPack): Bytes {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, [bytes, { mtime: noTime }]])), { level: 6 });
}
