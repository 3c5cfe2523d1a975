import { toBase64url } from '../../domain/bytes.ts';
import { controlGenesis } from '../../domain/ledger/chain.ts';
import { eventTimeOf } from '../../domain/ledger/clock.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { sealEvent } from '../../domain/ledger/entry.ts';
import { nothingSeen } from '../../domain/ledger/event.ts';
import { hashText, sha256 } from '../../domain/ledger/hash.ts';
import { formatVkey, noteKey } from '../../domain/ledger/note.ts';
import type { KeptSigner } from '../../keys/ed25519.ts';
import { signerFromSeed } from '../../keys/ed25519.ts';

export const registryName = 'custody.example/acme';
export const startMs = Date.UTC(2026, 10, 22, 8, 0, 0);

/** A key that is the same in every run. */
export function key(name: string): KeptSigner {
  return signerFromSeed(sha256(new TextEncoder().encode(`custos test key ${name}`)));
}

/** The registry's own chain: it opened its log, enrolled these stations, and took back these keys. */
export function controlChain(
  stations: readonly { readonly id: string; readonly key: Uint8Array }[],
  revoked: readonly { readonly keyid: string; readonly trust?: { readonly epoch: number; readonly seq: number } }[] = [],
): readonly Entry[] {
  const signer = key('control');
  const entries: Entry[] = [];
  const facts = [
    {
      type: 'log.opened',
      body: {
        log: registryName,
        log_vkey: formatVkey(noteKey(registryName, key('log').publicKey)),
        ack_vkey: formatVkey(noteKey(`${registryName}/ack`, key('ack').publicKey)),
        control_key: toBase64url(signer.publicKey),
      },
    },
    ...stations.map(({ id, key: publicKey }) => ({
      type: 'station.enrolled',
      body: {
        station: id,
        name: 'Bench',
        site: 'Lisbon 2',
        platform: 'linux',
        keys: { event: toBase64url(publicKey), transport: toBase64url(key('transport').publicKey) },
        next: hashText(sha256(key(`next of ${id}`).publicKey)),
        epoch: 1,
      },
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

/** Hash of the event that enrols the first station of a control chain: where that station's own chain begins. */
export function enrolmentOf(id: string, publicKey: Uint8Array): string {
  return controlChain([{ id, key: publicKey }])[1]?.hash ?? '';
}
