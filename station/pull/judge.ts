import type { RegistryPins } from '../../contract/ports.ts';
import { type Authority, type AuthorityFold, standingsAt, startAuthority } from '../../domain/authority/authority.ts';
import { runSigners } from '../../domain/authority/signers.ts';
import type { Bytes } from '../../domain/bytes.ts';
import { isControlEvent } from '../../domain/ledger/chain.ts';
import { type Entry, entrySignatureFault, openEntry } from '../../domain/ledger/entry.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import { introducedKeys } from '../../domain/ledger/introduced-keys.ts';
import { keyId, type SignatureVerifier } from '../../domain/ledger/signing.ts';

/** Checks entries of others as the registry does, with the keys that counted at each place of the log. */
export interface EntryJudge {
  /** What the log says of keys, stations and rights, as far as it was learnt. */
  readonly authority: Authority;
  /** Why an entry cannot be believed at its place; undefined when it can. */
  fault(index: number, entry: Entry): 'another_registry' | 'unknown_key' | 'bad_signature' | 'revoked_key' | undefined;
  /** Takes in what a checked entry says of keys and rights. In the order of the log. */
  learn(index: number, entry: Entry): void;
}

/** Does an entry bring, change or end keys or rights? */
export function bearsAuthority({ event }: Pick<Entry, 'event'>): boolean {
  return isControlEvent(event) || event.type === 'key.rotated' || event.type === 'person.ended' || introducedKeys(event).length > 0;
}

/** A judge that has read what is kept here. */
export function openJudge(
  pins: Pick<RegistryPins, 'reg' | 'controlKey'>,
  verifier: SignatureVerifier,
  kept: Iterable<{ readonly index: number; readonly entry: Bytes }>,
): EntryJudge {
  const fold: AuthorityFold = startAuthority();
  const pinned = readHash(pins.controlKey);
  const judge: EntryJudge = {
    authority: fold.authority,
    fault(index, entry) {
      const { event } = entry;
      if (event.reg !== pins.reg) return 'another_registry';
      const { authority } = fold;
      if (isControlEvent(event)) {
        const keyOf = (id: string): Bytes | undefined => {
          if (pinned !== undefined && keyId(pinned) === id) return pinned;
          return authority.keys.get(id)?.find(({ use, from }) => use === 'control' && from <= index)?.publicKey;
        };
        return entrySignatureFault(entry, keyOf, verifier) === undefined ? undefined : 'bad_signature';
      }
      const signers = runSigners(event.station, standingsAt(authority, index)).of(entry);
      if (signers.kind === 'refused') return 'unknown_key';
      if (entrySignatureFault(entry, signers.keyOf, verifier) !== undefined) return 'bad_signature';
      return signers.byRevoked && authority.quarantine.get(entry.hash)?.kind !== 'admitted' ? 'revoked_key' : undefined;
    },
    learn(index, entry) {
      if (index >= fold.authority.next && bearsAuthority(entry)) fold.apply({ at: index, entry });
    },
  };
  for (const { index, entry } of kept) {
    const opened = openEntry(entry);
    if (opened.kind === 'refused') throw new Error(`a pulled entry in the store does not open: ${opened.code}`);
    judge.learn(index, opened.entry);
  }
  return judge;
}
