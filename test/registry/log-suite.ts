import { describe, expect, test } from 'vitest';
import { enrolAnswer, problem, timeAnswer } from '../../contract/registry.ts';
import { fromBase64url, toBase64url } from '../../domain/bytes.ts';
import { openCheckpoint } from '../../domain/ledger/checkpoint.ts';
import { timeSigningBytes } from '../../domain/ledger/clock.ts';
import { entrySignatureFault, readEntry } from '../../domain/ledger/entry.ts';
import { parseVkey } from '../../domain/ledger/note.ts';
import { verifyStrict } from '../../domain/ledger/signing.ts';
import { nodeOfTiles, tilePath, tilesNeeded, tileWidthAt } from '../../domain/ledger/tiles.ts';
import { verifyLogProof } from '../../domain/ledger/tlog-proof.ts';
import { consistencyProof, verifyConsistency } from '../../domain/ledger/tree.ts';
import { generateSigner } from '../../keys/ed25519.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { provesEntry } from '../domain/cose/read-receipt.ts';
import { call, enrol, logKey, push, startRegistry, taken, tempDir, verifier } from './kit.ts';
import type { TestStation } from './kit.ts';

export async function checkpointOf(registry: OpenRegistry) {
  await registry.ledger.integrator.settle();
  const note = await (await fetch(`${registry.url}/v1/log/1/checkpoint`)).text();
  const checkpoint = openCheckpoint(note, logKey(registry), verifier);
  if (checkpoint === undefined) throw new Error(`not a checkpoint: ${note}`);
  return checkpoint;
}

/** A consistency proof made by the reader from tiles alone, as a station makes it. */
async function proveByTiles(registry: OpenRegistry, from: number, to: number) {
  const make = (node: Parameters<typeof consistencyProof>[2]) => consistencyProof(from, to, node);
  const tiles = new Map<string, Uint8Array>();
  for (const { level, index } of tilesNeeded(make)) {
    const response = await fetch(`${registry.url}/v1/log/1/${tilePath({ level, index, width: tileWidthAt(level, index, to) })}`);
    expect(response.status).toBe(200);
    tiles.set(`${level} ${index}`, new Uint8Array(await response.arrayBuffer()));
  }
  return make(nodeOfTiles((level, index) => tiles.get(`${level} ${index}`) ?? new Uint8Array()));
}

export async function fill(registry: OpenRegistry, station: TestStation, count: number): Promise<void> {
  const from = station.chain.length;
  for (let i = 0; i < count; i++) station.seal();
  taken(await push(registry, station, station.chain.slice(from)));
}

/** What every store must hold of the log and of enrolment, over HTTP. */
export function logSuite(): void {
  describe('the log', () => {
    test('proves each event under a checkpoint, and the proof holds for no other entry', async () => {
      const registry = await startRegistry(tempDir());
      const { station } = await enrol(registry);
      await fill(registry, station, 7);
      await checkpointOf(registry);
      for (const [i, entry] of station.chain.entries()) {
        const text = await (await call(registry, station, 'GET', `/v1/proofs/${entry.hash}`)).text();
        expect(verifyLogProof({ text, entry: entry.bytes, logKey: logKey(registry), verifier })).toMatchObject({
          kind: 'in_log',
          index: i + 2,
        });
        const other = station.chain[(i + 1) % 7]?.bytes ?? new Uint8Array();
        expect(verifyLogProof({ text, entry: other, logKey: logKey(registry), verifier })).toEqual({
          kind: 'refused',
          code: 'wrong_entry',
        });
        const receipt = await call(registry, station, 'GET', `/v1/proofs/${entry.hash}?format=cose`);
        expect(receipt.headers.get('content-type')).toBe('application/cose; cose-type="cose-sign1"');
        const bytes = new Uint8Array(await receipt.arrayBuffer());
        expect([entry.bytes, other].map((each) => provesEntry(bytes, each, logKey(registry).publicKey))).toEqual([true, false]);
      }
      const { hash } = station.chain[0]!;
      expect((await call(registry, station, 'GET', `/v1/proofs/${hash}?format=xml`)).status).toBe(400);
    });

    test('grows only at its end, over full tiles and a restart', { timeout: 20_000 }, async () => {
      const dir = tempDir();
      let registry = await startRegistry(dir);
      const { station } = await enrol(registry);
      const seen = [await checkpointOf(registry)];
      for (const count of [1, 253, 1, 300]) {
        await fill(registry, station, count);
        seen.push(await checkpointOf(registry));
      }
      await registry.close();
      registry = await startRegistry(dir);
      expect(await checkpointOf(registry)).toEqual(seen.at(-1));
      await fill(registry, station, 20);
      const newest = await checkpointOf(registry);
      expect(newest.size).toBe(577);
      for (const older of seen) {
        const proof = await proveByTiles(registry, older.size, newest.size);
        expect(verifyConsistency({ from: older.size, fromRoot: older.root, to: newest.size, toRoot: newest.root, proof })).toBe(true);
        expect(verifyConsistency({ from: older.size, fromRoot: newest.root, to: newest.size, toRoot: newest.root, proof })).toBe(false);
      }
    });

    test('says 425 for an event that no checkpoint covers yet, and 404 for one it does not know', async () => {
      const registry = await startRegistry(tempDir(), { checkpointDelayMs: 60_000 });
      const { station } = await enrol(registry);
      await fill(registry, station, 1);
      const [entry] = station.chain;
      expect(problem.parse(await (await call(registry, station, 'GET', `/v1/proofs/${entry?.hash ?? ''}`)).json())).toMatchObject({
        status: 425,
        code: 'not_covered',
        retry_ms: 500,
      });
      expect((await call(registry, station, 'GET', `/v1/proofs/${'A'.repeat(43)}`)).status).toBe(404);
      // The tree is not shown beyond what was signed.
      expect((await fetch(`${registry.url}/v1/log/1/tile/0/000.p/3`)).status).toBe(404);
    });

    test('tells the time, signed for the asker alone', async () => {
      const registry = await startRegistry(tempDir());
      const nonce = 'A'.repeat(22);
      const { ms, sig } = timeAnswer.parse(await (await fetch(`${registry.url}/v1/time?nonce=${nonce}`)).json());
      const ackKey = parseVkey(registry.ackVkey)?.publicKey ?? new Uint8Array();
      const signature = fromBase64url(sig) ?? new Uint8Array();
      expect(verifyStrict(verifier, ackKey, timeSigningBytes(nonce, ms), signature)).toBe(true);
      expect(verifyStrict(verifier, ackKey, timeSigningBytes(nonce, ms + 1), signature)).toBe(false);
      expect((await fetch(`${registry.url}/v1/time`)).status).toBe(400);
    });
  });

  describe('enrolment', () => {
    const requestOf = (code: string) => ({
      code,
      event_key: toBase64url(generateSigner().publicKey),
      transport_key: toBase64url(generateSigner().publicKey),
      next: toBase64url(new Uint8Array(32)),
      name: 'Bench',
      site: 'Hall',
      platform: 'linux',
    });
    const post = (registry: OpenRegistry, body: object) =>
      fetch(`${registry.url}/v1/enrol`, { method: 'POST', body: JSON.stringify(body) });

    test('answers with a control entry that the control key signed and whose hash is the genesis', async () => {
      const registry = await startRegistry(tempDir());
      const { answer } = await enrol(registry);
      const opened = readEntry(answer.entry);
      if (opened.kind === 'refused') throw new Error(opened.code);
      expect(opened.entry.hash).toBe(answer.genesis);
      expect(opened.entry.event).toMatchObject({
        type: 'station.enrolled',
        station: 'registry',
        seq: 2,
        body: { station: answer.station, epoch: 1 },
      });
      const controlKey = fromBase64url(answer.control_key);
      expect(entrySignatureFault(opened.entry, () => controlKey, verifier)).toBeUndefined();
      expect([answer.log_vkey, answer.ack_vkey]).toEqual([registry.logVkey, registry.ackVkey]);
    });

    test('with a used code gives the same request the same station, and another request nothing', async () => {
      const registry = await startRegistry(tempDir());
      const request = requestOf(await registry.enrolmentCode());
      const first = enrolAnswer.parse(await (await post(registry, request)).json());
      expect(enrolAnswer.parse(await (await post(registry, request)).json())).toEqual(first);
      expect(problem.parse(await (await post(registry, requestOf(request.code))).json())).toMatchObject({ status: 403, code: 'bad_code' });
    });

    test('with a made-up or an old code is refused, and so is a key that is enrolled already', async () => {
      let nowMs = Date.now();
      const registry = await startRegistry(tempDir(), { clock: { nowMs: () => nowMs, monoMs: () => 0, boot: 'b1' } });
      expect((await post(registry, requestOf('A'.repeat(22)))).status).toBe(403);
      const old = await registry.enrolmentCode();
      nowMs += 25 * 60 * 60 * 1000;
      expect((await post(registry, requestOf(old))).status).toBe(403);
      const taken = requestOf(await registry.enrolmentCode());
      expect((await post(registry, taken)).status).toBe(200);
      expect((await post(registry, { ...taken, code: await registry.enrolmentCode() })).status).toBe(400);
      const weak = { ...requestOf(await registry.enrolmentCode()), event_key: toBase64url(new Uint8Array(32)) };
      expect((await post(registry, weak)).status).toBe(400);
    });
  });
}
