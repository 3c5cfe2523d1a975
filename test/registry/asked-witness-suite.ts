import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { cosign, cosignaturesOn, formatWitnessVkey, type WitnessKey, witnessKey } from '../../domain/ledger/cosignature.ts';
import { parseNote } from '../../domain/ledger/note.ts';
import { generateSigner } from '../../keys/ed25519.ts';
import { openKeyFile } from '../../keys/key-file.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { parseNamedWitness } from '../../registry/witness/asker.ts';
import { witnessName } from '../../registry/witness/open.ts';
import { firstAdmin, followed, personWith, startConsole } from './console-kit.ts';
import { fill } from './log-suite.ts';
import { enrol, startRegistry, tempDir, verifier } from './kit.ts';

const within = { timeout: 12_000, interval: 50 };

/** What a registry cosigns others with, before it is first started. */
function keyOfWitness(dir: string, name: string): WitnessKey {
  return witnessKey(witnessName(name), openKeyFile(join(dir, 'keys', 'witness.json')).publicKey);
}

/** The newest checkpoint of a registry, once this witness has cosigned it. */
async function untilCosigned(registry: OpenRegistry, witness: WitnessKey): Promise<void> {
  await registry.ledger.integrator.settle();
  const { note } = registry.ledger.integrator.published()!;
  await vi.waitFor(async () => {
    const given = parseNote(await (await fetch(`${registry.url}/v1/log/1/cosigned`)).text());
    expect(given?.text).toBe(parseNote(note)!.text);
    expect(cosignaturesOn(given!, [witness], verifier)).toHaveLength(1);
  }, within);
}

/** Somebody who answers every `add-checkpoint` as told, and counts how often he was asked. */
async function stranger(answer: (note: string) => { readonly status: number; readonly text: string }) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      bodies.push(body);
      const { status, text } = answer(body.slice(body.indexOf('\n\n') + 2));
      response.writeHead(status).end(text);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

/** Asking witnesses, on any store. */
export function askedWitnessSuite(): void {
  test('two registries cosign each other, and one that was started anew goes on from what its witness remembers', async () => {
    const [nameA, nameB] = ['a.example/one', 'b.example/two'];
    const [dirA, dirB] = [tempDir(), tempDir()];
    const [witnessA, witnessB] = [keyOfWitness(dirA, nameA), keyOfWitness(dirB, nameB)];
    const first = await startRegistry(dirA, { name: nameA });
    const port = Number(new URL(first.url).port);
    await first.close();
    const witnesses = [`${formatWitnessVkey(witnessA)} ${first.url}/`];
    const b = await startRegistry(dirB, { name: nameB, witness: { logs: [first.logVkey], witnesses } });
    const asA = { name: nameA, port, witness: { logs: [b.logVkey], witnesses: [`${formatWitnessVkey(witnessB)} ${b.url}`] } };
    const a = await startRegistry(dirA, asA);
    await untilCosigned(a, witnessB);
    await untilCosigned(b, witnessA);
    await a.close();

    // On another port: connections that are kept open to the old one are dead.
    const again = await startRegistry(dirA, { ...asA, port: 0 });
    await enrol(again);
    await untilCosigned(again, witnessB);
  });

  test('a witness that lies is not believed, is told of once, and holds nothing up', async () => {
    const signer = generateSigner();
    const known = witnessKey('w.example', signer.publicKey);
    // Truly signed, and for another tree.
    const liar = await stranger((note) => {
      const other = parseNote(note)!.text.replace(/\n\d+\n/, '\n99999\n');
      return { status: 200, text: cosign(other, 1_000, known.name, signer) };
    });
    const said: string[] = [];
    const witnesses = [`${formatWitnessVkey(known)} ${liar.url}`];
    const registry = await startRegistry(tempDir(), {
      witness: { witnesses },
      report: (what, cause) => said.push(`${what} ${String(cause)}`),
    });
    await vi.waitFor(() => {
      expect(liar.bodies.length).toBeGreaterThan(1);
    }, within);
    const { station } = await enrol(registry);
    await fill(registry, station, 3);
    await registry.ledger.integrator.settle();
    expect((await fetch(`${registry.url}/v1/log/1/cosigned`)).status).toBe(404);
    const told = said.filter((what) => what.includes('w.example did not cosign'));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/no cosignature by the key that is known here/);
  });

  test('a witness that claims to know more of the log than was signed is told of', async () => {
    const known = witnessKey('w.example', generateSigner().publicKey);
    const ahead = await stranger(() => ({ status: 409, text: '1000000\n' }));
    const causes: unknown[] = [];
    const witnesses = [`${formatWitnessVkey(known)} ${ahead.url}`];
    await startRegistry(tempDir(), { witness: { witnesses }, report: (_what, cause) => causes.push(cause) });
    await vi.waitFor(() => {
      expect(String(causes[0])).toMatch(/it has cosigned 1000000 entries/);
    }, within);
    expect(ahead.bodies[0]).toMatch(/^old 0\n\n/);
  });

  test('a witness that lets checkpoints wait for three days fails an audit when there is no other, and is a doubt when there is', async () => {
    let ahead = 0;
    const clock = { nowMs: () => Date.now() + ahead, monoMs: () => performance.now() + ahead, boot: 'b1' };
    const [good, bad] = [generateSigner(), generateSigner()].map((signer, at) => ({
      signer,
      key: witnessKey(`w${at}.example`, signer.publicKey),
    }));
    const signing = await stranger((note) => ({ status: 200, text: cosign(parseNote(note)!.text, 1_000, good!.key.name, good!.signer) }));
    const mute = await stranger(() => ({ status: 500, text: '' }));
    const [signs, waits] = [`${formatWitnessVkey(good!.key)} ${signing.url}`, `${formatWitnessVkey(bad!.key)} ${mute.url}`];
    const findingOf = async (witnesses: readonly string[]) => {
      ahead = -73 * 3_600_000;
      const registry = await startConsole({}, tempDir(), { clock, witness: { witnesses } });
      await registry.ledger.integrator.settle();
      ahead = 0;
      const { browser } = await personWith(await firstAdmin(registry), [{ role: 'auditor' }]);
      await followed(registry);
      if (witnesses.includes(signs)) await untilCosigned(registry, good!.key);
      return (await browser.ask('readiness.look')).findings.find(({ rule }) => rule === 'witness_silent');
    };
    expect(await findingOf([signs])).toBeUndefined();
    expect(await findingOf([signs, waits])).toMatchObject({ weight: 'doubt', count: 1, about: [{ name: 'w1.example' }] });
    expect(await findingOf([waits])).toMatchObject({ weight: 'fails', count: 1 });
  });

  test('a witness is a vkey, alone or with one address', () => {
    const vkey = formatWitnessVkey(witnessKey('w.example', generateSigner().publicKey));
    expect(parseNamedWitness(vkey)?.url).toBeUndefined();
    expect(parseNamedWitness(`${vkey} https://w.example/a/`)?.url).toBe('https://w.example/a');
    for (const bad of ['', `${vkey} ftp://w.example`, `${vkey} somewhere`, `${vkey} https://w.example x`, 'https://w.example'])
      expect(parseNamedWitness(bad)).toBeUndefined();
  });
}
