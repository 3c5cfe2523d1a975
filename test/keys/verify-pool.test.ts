import { expect, onTestFinished, test } from 'vitest';
import { utf8 } from '../../domain/bytes.ts';
import { firstSignatureFaultAside, sealEvent } from '../../domain/ledger/entry.ts';
import { nothingSeen } from '../../domain/ledger/event.ts';
import type { SignatureCheck } from '../../domain/ledger/signing.ts';
import { createVerifier, generateSigner } from '../../keys/ed25519.ts';
import { checksIn, packChecks } from '../../keys/verify-batch.ts';
import { openVerifierPool } from '../../keys/verify-pool.ts';

const [one, other] = [generateSigner(), generateSigner()];

function pool(options: Parameters<typeof openVerifierPool>[0] = {}) {
  const opened = openVerifierPool({ most: 2, ...options });
  onTestFinished(() => opened.close());
  return opened;
}

/** A pool whose threads are up. */
async function warmPool(options: Parameters<typeof openVerifierPool>[0] = {}) {
  const opened = pool(options);
  await opened.verifier.verifyAside(signed(32));
  await expect.poll(opened.threads).toBe(2);
  return opened;
}

/** Messages of different lengths, each signed by both keys. */
function signed(count: number): SignatureCheck[] {
  return Array.from({ length: count / 2 }, (_, i) => {
    const message = utf8(`event ${i} ${'x'.repeat(i)}`);
    return [one, other].map((signer) => ({ publicKey: signer.publicKey, message, signature: signer.sign(message) }));
  }).flat();
}

function broken(check: SignatureCheck): SignatureCheck {
  const signature = Uint8Array.from(check.signature);
  signature[0] = (signature[0] ?? 0) ^ 1;
  return { ...check, signature };
}

test('good signatures are good on every thread', async () => {
  const { verifier, threads } = await warmPool();
  expect(await verifier.verifyAside(signed(200))).toEqual(Array.from({ length: 200 }, () => true));
  expect(threads()).toBe(2);
});

test('a bad signature is found at each place, and no other with it', async () => {
  const { verifier, threads } = await warmPool();
  const checks = signed(40);
  for (const place of checks.keys()) {
    const asked = checks.map((check, i) => (i === place ? broken(check) : check));
    expect(await verifier.verifyAside(asked)).toEqual(checks.map((_, i) => i !== place));
  }
  expect(threads()).toBe(2);
});

test('a signature under another message or key, a key off the curve and one of a wrong length are not good', async () => {
  const { verifier } = await warmPool();
  const checks = signed(36);
  const [first, second, third] = [checks[0], checks[1], checks[2]];
  if (first === undefined || second === undefined || third === undefined) throw new Error('there are 36');
  const bad: SignatureCheck[] = [
    { ...first, message: third.message },
    { ...first, publicKey: second.publicKey },
    { ...first, publicKey: new Uint8Array(32).fill(2) },
  ];
  expect(await verifier.verifyAside([...bad, ...checks])).toEqual([false, false, false, ...checks.map(() => true)]);
  // What does not fit the buffer goes one by one, and so does all that came with it.
  const long = [{ ...first, publicKey: new Uint8Array(33) }, { ...first, signature: new Uint8Array(63) }, ...checks];
  expect(await verifier.verifyAside(long)).toEqual([false, false, ...checks.map(() => true)]);
  expect(() => packChecks(long)).toThrow('32 bytes');
});

test('the buffer holds what went in, and a message under two signatures once', () => {
  const checks = signed(20);
  const packed = packChecks(checks);
  expect(checksIn(packed)).toEqual(checks);
  expect(packed.byteLength).toBeLessThan(packChecks(checks.map((check) => ({ ...check, message: check.message.slice() }))).byteLength);
  expect(checksIn(packChecks([]))).toEqual([]);
});

test('a few signatures start no thread', async () => {
  const { verifier, threads } = pool();
  const checks = signed(14);
  expect(await verifier.verifyAside(checks.map((check, i) => (i === 3 ? broken(check) : check)))).toEqual(checks.map((_, i) => i !== 3));
  expect(await verifier.verifyAside([])).toEqual([]);
  expect(threads()).toBe(0);
});

test('threads that are killed in the middle of their work leave nothing unverified', async () => {
  const { verifier, threads, close } = await warmPool();
  const checks = signed(400).map((check, i) => (i === 250 ? broken(check) : check));
  const [answer] = await Promise.all([verifier.verifyAside(checks), close()]);
  expect(answer).toEqual(checks.map((_, i) => i !== 250));
  expect(threads()).toBe(0);
  // Also afterwards.
  expect(await verifier.verifyAside(checks)).toEqual(checks.map((_, i) => i !== 250));
});

test('nobody waits for threads that are not up yet', async () => {
  const { verifier, threads } = pool();
  const checks = signed(64).map((check, i) => (i === 40 ? broken(check) : check));
  const answer = verifier.verifyAside(checks);
  expect(threads()).toBe(0);
  expect(await answer).toEqual(checks.map((_, i) => i !== 40));
});

test('a thread that ends with its batch leaves it to others, and another one begins', async () => {
  const { verifier, threads } = await warmPool({ program: new URL('ends-at-once.ts', import.meta.url) });
  const checks = signed(64).map((check, i) => (i === 40 ? broken(check) : check));
  expect(await verifier.verifyAside(checks)).toEqual(checks.map((_, i) => i !== 40));
  expect(threads()).toBe(0);
  await verifier.verifyAside(checks);
  await expect.poll(threads).toBe(2);
});

test('threads whose program is not there are done without', async () => {
  const { verifier, threads } = pool({ program: new URL('no-such-program.mjs', import.meta.url) });
  const checks = signed(64).map((check, i) => (i === 40 ? broken(check) : check));
  for (let again = 0; again < 2; again += 1) expect(await verifier.verifyAside(checks)).toEqual(checks.map((_, i) => i !== 40));
  expect(threads()).toBe(0);
});

test.each([true, false])('of several entries with faults the first is told (verified aside: %s)', async (aside) => {
  const { verifier } = await warmPool();
  const entries = Array.from({ length: 24 }, (_, i) =>
    sealEvent({
      event: {
        v: 1,
        reg: 'custos.invalid/pool',
        station: `st_${'0'.repeat(32)}`,
        epoch: 1,
        seq: i + 1,
        prev: nothingSeen.root,
        type: 'custody.moved',
        deps: [],
        time: { wall: '2026-11-22T14:11:03.123Z', hlc: '01a203989d530000', boot: 'b1', mono: i, src: 'registry', off: 0, age: 0 },
        seen: nothingSeen,
        body: { place: 'Cage 7' },
      },
      signers: [one, other],
    }),
  );
  const keys = new Map([one, other].map((signer) => [signer.keyId, signer.publicKey]));
  const first = async (wrongAt: readonly number[], unknownAt?: number) =>
    firstSignatureFaultAside(
      entries.map((entry, i) => ({
        entry: wrongAt.includes(i) ? { ...entry, eventBytes: utf8('{}') } : entry,
        keyOf: (id: string) => (i === unknownAt && id === other.keyId ? undefined : keys.get(id)),
      })),
      aside ? verifier : createVerifier(),
    );
  const second = entries[0]?.sigs.findIndex(({ keyid }) => keyid === other.keyId);
  expect(await first([])).toBeUndefined();
  expect(await first([20, 7])).toEqual({ at: 7, signature: 0 });
  expect(await first([], 9)).toEqual({ at: 9, signature: second });
  expect(await first([5], 9)).toEqual({ at: 5, signature: 0 });
  expect(await first([12], 9)).toEqual({ at: 9, signature: second });
});
