import type { PersonId } from '../../domain/people/roles.ts';
import type { RotatingKeys, StationStore } from '../../contract/ports.ts';
import { toBase64url } from '../../domain/bytes.ts';
import type { RecordedFact } from '../../domain/custody/life.ts';
import type { Recorder } from '../record/recorder.ts';
import { eventKeyName } from './install.ts';

/**
 * Brings the next event key into use. Its record is signed by the old key and by the new one; with it, in one
 * transaction, the store keeps which key it signs by from now on. The key files follow: a crash before that is made
 * good from the store at the next start, and one before the record leaves everything as it was.
 */
export function rotateEventKey(
  needs: {
    readonly store: Pick<StationStore, 'secrets'>;
    readonly recorder: Pick<Recorder, 'record'>;
    readonly keys: RotatingKeys;
  },
  actor: PersonId,
): readonly RecordedFact[] {
  const { next, nextKeyDigest } = needs.keys.prepareNext();
  const facts = needs.recorder.record(
    [{ type: 'key.rotated', body: { key: toBase64url(next.publicKey), next: nextKeyDigest }, actor, cosigner: next }],
    [{ kind: 'kept', name: eventKeyName, value: next.keyId }],
  );
  needs.keys.promoteNext();
  return facts;
}
