import { describe, expect, it } from 'vitest';
import { leafHash } from '../../domain/ledger/entry.ts';
import { openCheckpoint } from '../../domain/ledger/checkpoint.ts';
import { parseLogProof } from '../../domain/ledger/tlog-proof.ts';
import { verifyInclusion } from '../../domain/ledger/tree.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { drive, followed, person, pushAll } from './feed-kit.ts';
import { enrol, logKey, startRegistry, tempDir } from './kit.ts';

const id = (letter: string): string => `cert_${letter.repeat(20)}`;
const officer = person(1);

async function ask(
  registry: OpenRegistry,
  certificate: string,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const answer = await fetch(`${registry.url}/v1/certificates/${certificate}`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }; // JSON by its media type
}

/** Public status of certificates, on whichever store is open. */
export function certificatesSuite(): void {
  describe('a certificate’s public status', () => {
    it('is told without a key, with a proof and without drive or person, and points forward when another took its place', async () => {
      const registry = await startRegistry(tempDir());
      const { station } = await enrol(registry);
      const issued = (letter: string, n = 1): void =>
        void station.seal({
          type: 'certificate.issued',
          subject: drive(n),
          body: { certificate: id(letter), outcome: 'sanitized', sha256: 'A'.repeat(43) },
        });
      const revoke = (letter: string, more: object = {}, n = 1): void =>
        void station.seal({
          type: 'certificate.revoked',
          subject: drive(n),
          actor: officer,
          body: { certificate: id(letter), reason: 'corrected', ...more },
        });
      issued('a');
      issued('b');
      issued('c');
      revoke('a', { superseded_by: id('b') });
      revoke('c');
      // About another drive than the certificate: it takes nothing back.
      revoke('b', {}, 2);
      await pushAll(registry, station, 0);

      const valid = await ask(registry, id('b'));
      expect(valid).toMatchObject({ status: 200, body: { status: 'valid', outcome: 'sanitized' } });
      expect(JSON.stringify(valid.body)).not.toMatch(/d1_|tc_/);
      const old = await ask(registry, id('a'));
      expect(old.body).toMatchObject({ status: 'superseded', superseded_by: id('b'), reason: 'corrected' });
      expect((await ask(registry, id('c'))).body).toMatchObject({ status: 'revoked' });
      const { proof, log_index: index } = old.body['revoked'] as { readonly proof: string; readonly log_index: number };
      const parsed = parseLogProof(proof);
      const [entry] = await registry.ledger.store.entries(index, 1);
      const checkpoint = openCheckpoint(parsed?.checkpoint ?? '', logKey(registry), createVerifier());
      if (parsed === undefined || entry === undefined || checkpoint === undefined) throw new Error('the proof does not open');
      const { size, root } = checkpoint;
      expect(verifyInclusion({ index, size, leaf: leafHash(entry), proof: parsed.path, root })).toBe(true);

      expect((await ask(registry, id('z'))).status).toBe(404);
      expect((await ask(registry, 'cert_x')).status).toBe(404);
    });

    it('is not told to somebody who asks without end', async () => {
      const registry = await startRegistry(tempDir());
      await followed(registry);
      const answers = new Set<number>();
      for (let asked = 0; asked < 301; asked += 1) answers.add((await ask(registry, id('a'))).status);
      expect([...answers]).toEqual([404, 429]);
    });
  });
}
