import { expect, test } from 'vitest';
import { toBase64 } from '../../domain/bytes.ts';
import type { CheckpointTime } from '../../domain/ledger/bracket.ts';
import { signCheckpoint } from '../../domain/ledger/checkpoint.ts';
import { cosign, cosignaturesOn, formatWitnessVkey, withSignatureLines, witnessKey } from '../../domain/ledger/cosignature.ts';
import { leafHash } from '../../domain/ledger/entry.ts';
import { formatVkey, noteKey, parseNote } from '../../domain/ledger/note.ts';
import { consistencyProof, emptyRoot, rootOfLeaves } from '../../domain/ledger/tree.ts';
import { parseTrustPolicy, trustCheckpoint } from '../../domain/ledger/trust-policy.ts';
import { openMetrics } from '../../host/registry/metrics.ts';
import { generateSigner } from '../../keys/ed25519.ts';
import { openCosigned } from '../../registry/witness/cosigned.ts';
import { silentOf, standingsOf } from '../../registry/witness/silence.ts';
import { bracketOfLogged } from '../../registry/ledger/brackets.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { fill } from './log-suite.ts';
import { enrol, startRegistry, tempDir, verifier } from './kit.ts';

/** Another log, small enough to be held in memory. */
function otherLog(origin = 'other.example/log') {
  const signer = generateSigner();
  const leaves = Array.from({ length: 40 }, (_, i) => leafHash(Uint8Array.of(i)));
  const root = (size: number) => (size === 0 ? emptyRoot : rootOfLeaves(leaves.slice(0, size)));
  const node = (level: number, index: number) => rootOfLeaves(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level));
  return {
    vkey: formatVkey(noteKey(origin, signer.publicKey)),
    note: (size: number, more: { readonly root?: Uint8Array; readonly by?: typeof signer } = {}) =>
      signCheckpoint({ origin, size, root: more.root ?? root(size) }, more.by ?? signer),
    proof: (from: number, to: number) => consistencyProof(from, to, node).map(toBase64),
  };
}

async function add(registry: OpenRegistry, old: number, proof: readonly string[], note: string) {
  const body = `old ${old}\n${proof.map((line) => `${line}\n`).join('')}\n${note}`;
  const response = await fetch(`${registry.url}/add-checkpoint`, { method: 'POST', body });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

function cosignedParts({ ledger }: OpenRegistry) {
  return { sql: ledger.store.sql, logId: ledger.log.logId, logName: ledger.log.name, logKey: ledger.keys.log, verifier };
}

/** Witnessing, on any store. */
export function witnessSuite(): void {
  test('other logs are cosigned step by step, and nothing that does not lead on from the last step', async () => {
    const log = otherLog();
    const dir = tempDir();
    const registry = await startRegistry(dir, { witness: { logs: [log.vkey] } });
    const first = await add(registry, 0, [], log.note(5));
    expect(first.status).toBe(200);
    const signed = parseNote(log.note(5) + first.text)!;
    expect(signed.signatures[1]?.name).toBe(`${registry.name}/witness`);

    expect(await add(registry, 0, [], log.note(7))).toEqual({ status: 409, type: 'text/x.tlog.size', text: '5\n' });
    expect((await add(registry, 5, log.proof(5, 12), log.note(12))).status).toBe(200);
    expect((await add(registry, 12, [], log.note(12))).status).toBe(200);
    expect((await add(registry, 12, log.proof(5, 20), log.note(20))).status).toBe(422);
    expect((await add(registry, 12, [], log.note(12, { root: new Uint8Array(32) }))).status).toBe(422);
    expect((await add(registry, 13, [], log.note(12))).status).toBe(400);
    expect((await add(registry, 12, log.proof(12, 20), log.note(20, { by: generateSigner() }))).status).toBe(403);
    expect((await add(registry, 0, [], otherLog('unknown.example').note(3))).status).toBe(404);
    expect((await add(registry, 12, ['AAAA'], log.note(20))).status).toBe(400);
    expect(
      (
        await add(
          registry,
          12,
          Array.from({ length: 64 }, () => toBase64(new Uint8Array(32))),
          log.note(20),
        )
      ).status,
    ).toBe(400);
    // What was cosigned is remembered over a restart.
    await registry.close();
    const again = await startRegistry(dir, { witness: { logs: [log.vkey] } });
    expect(await add(again, 0, [], log.note(40))).toMatchObject({ status: 409, text: '12\n' });
    expect((await add(again, 12, log.proof(12, 40), log.note(40))).status).toBe(200);
  });

  test('of many requests at once for one step, those that win tell one history', async () => {
    const log = otherLog();
    const registry = await startRegistry(tempDir(), { witness: { logs: [log.vkey] } });
    await add(registry, 0, [], log.note(4));
    const sizes = [5, 6, 7, 8, 9, 10, 11, 12];
    const answers = await Promise.all(sizes.map((size) => add(registry, 4, log.proof(4, size), log.note(size))));
    const won = answers.flatMap(({ status }, i) => (status === 200 ? [sizes[i]] : []));
    expect(won).toHaveLength(1);
    for (const { status, text } of answers) if (status !== 200) expect([status, text]).toEqual([409, `${won[0]}\n`]);
  });

  test('an empty tree has one root', async () => {
    const log = otherLog();
    const registry = await startRegistry(tempDir(), { witness: { logs: [log.vkey] } });
    expect((await add(registry, 0, [], log.note(0, { root: new Uint8Array(32) }))).status).toBe(422);
    expect((await add(registry, 0, [], log.note(0))).status).toBe(200);
    expect((await add(registry, 0, [], log.note(3))).status).toBe(200);
  });

  test('a bracket comes from the checkpoints of the log, by the word of a witness where there is one', async () => {
    const registry = await startRegistry(tempDir());
    const { sql } = registry.ledger.store;
    const { station } = await enrol(registry);
    await registry.ledger.integrator.settle();
    const before = registry.ledger.integrator.published()!.size;
    await fill(registry, station, 3);
    await registry.ledger.integrator.settle();
    const after = registry.ledger.integrator.published()!.size;
    const word = (size: number): Promise<readonly CheckpointTime[]> =>
      Promise.resolve(size === before ? [{ size, atMs: 7_000, by: 'cosignature' }] : []);
    const bracket = await bracketOfLogged(sql, { logId: 1, index: after - 1, seenSize: before }, word);
    expect(bracket.notBefore).toEqual({ size: before, atMs: 7_000, by: 'cosignature' });
    expect(bracket.notAfter).toMatchObject({ size: after, by: 'registry' });
    expect(await bracketOfLogged(sql, { logId: 1, index: after, seenSize: 0 }, word)).toEqual({});
  });

  test('cosignatures on own checkpoints are taken from known witnesses, kept, and given out with the note', async () => {
    const signer = generateSigner();
    const witness = witnessKey('w.example', signer.publicKey);
    const registry = await startRegistry(tempDir(), { witness: { witnesses: [formatWitnessVkey(witness)] } });
    const { station } = await enrol(registry);
    await registry.ledger.integrator.settle();
    const note = registry.ledger.integrator.published()!.note;
    const { text } = parseNote(note)!;
    const bring = async (body: string) => (await fetch(`${registry.url}/v1/log/1/cosignatures`, { method: 'POST', body })).status;
    const cosigned = async () => fetch(`${registry.url}/v1/log/1/cosigned`);
    expect((await cosigned()).status).toBe(404);
    const standing = async () => (await registry.measures()).witnesses;
    expect(await standing()).toMatchObject([{ name: 'w.example', ageMs: undefined }]);
    const line = (atS: number) => cosign(text, atS, witness.name, signer);
    expect(await bring(note)).toBe(400);
    expect(await bring(withSignatureLines(note, [cosign(text, 9, witness.name, generateSigner())])!)).toBe(400);
    expect(await bring(withSignatureLines(note, [line(2_000)])!)).toBe(200);
    expect(await bring(withSignatureLines(note, [line(1_000)])!)).toBe(200);
    expect(await bring(withSignatureLines(note, [line(3_000)])!)).toBe(200);
    const strange = text.replace(/\n\d+\n/, '\n99999\n');
    expect(await bring(`${strange}\n${cosign(strange, 5, witness.name, signer)}`)).toBe(404);

    await fill(registry, station, 5);
    await registry.ledger.integrator.settle();
    expect(await openCosigned({ ...cosignedParts(registry), witnesses: [witness] }).times(0, 1_000)).toMatchObject([
      { atMs: 1_000_000, by: 'cosignature' },
    ]);
    const given = await (await cosigned()).text();
    expect(cosignaturesOn(parseNote(given)!, [witness], verifier)).toEqual([{ witness, atS: 1_000 }]);
    // Its newest word is old, and a checkpoint has come since that it did not see.
    expect((await standing())[0]!.ageMs).toBeGreaterThan(1_000_000_000_000);
    const metrics = await openMetrics().expose(() => registry.measures());
    expect(metrics).toMatch(/^custos_witness_age_seconds\{witness="w\.example"\} \d/m);
    const standings = standingsOf(registry.ledger.store.sql, 1, [witness]);
    const inDays = async (days: number) => silentOf(await standings(Date.now() + days * 86_400_000));
    expect([await inDays(2), await inDays(4)]).toMatchObject([[], [{ name: 'w.example' }]]);
    const newest = registry.ledger.integrator.published()!.note;
    expect(await bring(withSignatureLines(newest, [cosign(parseNote(newest)!.text, 4_000, witness.name, signer)])!)).toBe(200);
    // A log that does not grow makes nobody silent.
    expect(await standings(Date.now() + 86_400_000_000)).toEqual([{ name: 'w.example', cosignedMs: 4_000_000, waitingMs: 0 }]);
    const policy = parseTrustPolicy(`log ${registry.logVkey}\nwitness w ${formatWitnessVkey(witness)}\nquorum w\n`);
    if (policy.kind !== 'policy') throw new Error(policy.why);
    expect(trustCheckpoint(given, policy.policy, verifier)).toMatchObject({ kind: 'trusted' });
    expect(trustCheckpoint(registry.ledger.integrator.published()!.note, policy.policy, verifier)).toMatchObject({ why: 'no_quorum' });
  });
}
