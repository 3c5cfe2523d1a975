import type { BundleParts } from '../../certificate/bundle.ts';
import { withReceipts } from '../../certificate/file.ts';
import { toBase64url } from '../../domain/bytes.ts';
import type { Issued } from './kit.ts';
import { controlChain, key, PaperLog } from './kit.ts';

/** A whole bundle about one certificate, in a log that holds just this. */
export function bundleParts(
  certificate: Issued,
  verifier: string,
  revoked: Parameters<typeof controlChain>[1] = [],
): BundleParts & { readonly log: PaperLog } {
  const { station } = certificate;
  const control = controlChain([{ id: station.id, key: station.keys[0] ?? station.signer.publicKey }], revoked);
  const log = new PaperLog().take(control).take(station.entries);
  const receipts = log.receipts([...control, ...station.entries]);
  return {
    log,
    certificates: [
      {
        id: certificate.body.certificate,
        text: withReceipts(certificate.text, log.receipts([...certificate.entries, certificate.issued])),
      },
    ],
    chains: [station.entries],
    control,
    keys: [
      { station: 'registry', key: toBase64url(key('control').publicKey) },
      ...station.keys.map((each) => ({ station: station.id, key: toBase64url(each) })),
    ],
    receipts,
    opened: station.opened as BundleParts['opened'], // JSON as the kit wrote it
    verifier,
  };
}
