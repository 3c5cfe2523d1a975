import type { BundleParts } from '../../certificate/bundle.ts';
import { withReceipts } from '../../certificate/file.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { controlGenesis } from '../../domain/ledger/chain.ts';
import { eventTimeOf } from '../../domain/ledger/clock.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { sealEvent } from '../../domain/ledger/entry.ts';
import { nothingSeen } from '../../domain/ledger/event.ts';
import type { Issued } from './kit.ts';
import { key, PaperLog, registryName, startMs } from './kit.ts';

/** The registry's own chain: it opened its log, enrolled these stations, and took back these keys. */
export function controlChain(
  stations: readonly { readonly id: string; readonly key: Uint8Array }[],
  revoked: readonly { readonly keyid: string; readonly trust?: { readonly epoch: number; readonly seq: number } }[] = [],
): readonly Entry[] {
  const signer = key('control');
  const entries: Entry[] = [];
  const facts = [
    { type: 'log.opened', body: { log: registryName } },
    ...stations.map(({ id, key: publicKey }) => ({
      type: 'station.enrolled',
      body: { station: id, site: 'Lisbon 2', keys: { event: toBase64url(publicKey) }, epoch: 1 },
    })),
    ...revoked.map(({ keyid, trust }) => ({
      type: 'key.revoked',
      body: { keyid, reason: 'stolen', ...(trust === undefined ? {} : { trust }) },
    })),
  ];
  for (const { type, body } of facts) {
    const before = entries.at(-1);
    entries.push(
      sealEvent({
        event: {
          v: 1,
          reg: registryName,
          station: 'registry',
          epoch: 1,
          seq: entries.length + 1,
          prev: before?.hash ?? controlGenesis.hash,
          type,
          deps: [],
          time: eventTimeOf({
            wallMs: startMs,
            hybrid: { ms: startMs, counter: entries.length },
            boot: 'r1',
            monoMs: 0,
            offset: undefined,
          }),
          seen: nothingSeen,
          body,
        },
        signers: [signer],
      }),
    );
  }
  return entries;
}

/** A whole bundle about one certificate, in a log that holds just this. */
export function bundleParts(
  certificate: Issued,
  verifier: string,
  revoked: Parameters<typeof controlChain>[1] = [],
): BundleParts & { readonly log: PaperLog } {
  const { station } = certificate;
  const control = controlChain([{ id: station.id, key: station.signer.publicKey }], revoked);
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
      { station: station.id, key: toBase64url(station.signer.publicKey) },
    ],
    receipts,
    opened: station.opened as BundleParts['opened'], // JSON as the kit wrote it
    verifier,
  };
}
