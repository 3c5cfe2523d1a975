import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { problem } from '../../../contract/registry.ts';
import { openCheckpoint } from '../../../domain/ledger/checkpoint.ts';
import { noteKey, parseVkey } from '../../../domain/ledger/note.ts';
import { verifyLogProof } from '../../../domain/ledger/tlog-proof.ts';
import { openReaderMetrics } from '../../../host/registry/metrics.ts';
import { newBootId, type OpenRegistry } from '../../../registry/open.ts';
import { type OpenReader, openReader } from '../../../registry/reader/open.ts';
import { call, registryName, type TestStation, verifier } from '../kit.ts';

export const writer = 'https://registry.example/';

/** A reader of this test. `after` is the real one. */
export async function startReader(dataDir: string, more: { readonly databaseUrl?: string; readonly report?: (what: string) => void } = {}) {
  const reader = await openReader({
    dataDir,
    databaseUrl: more.databaseUrl,
    name: registryName,
    writer,
    clock: { nowMs: () => Date.now(), monoMs: () => performance.now(), boot: newBootId() },
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => {
        clearTimeout(timer);
      };
    },
    report: more.report ?? (() => undefined),
  });
  onTestFinished(() => reader.close());
  return reader;
}

/** The size of the checkpoint that a reader shows, after its signature was checked; undefined while there is none. */
export async function sizeShown(reader: OpenReader): Promise<number | undefined> {
  const response = await fetch(`${reader.url}/v1/log/1/checkpoint`);
  const key = parseVkey(reader.logVkey);
  if (key === undefined) throw new Error('no log key');
  return response.status === 200 ? openCheckpoint(await response.text(), key, verifier)?.size : undefined;
}

/** What holds for a reader of a log in which a station has written, wherever the log lies. */
export async function holdsForReader(reader: OpenReader, registryKey: Pick<OpenRegistry, 'logVkey'>, station: TestStation): Promise<void> {
  expect(reader.logVkey).toBe(registryKey.logVkey);
  const size = await sizeShown(reader);
  expect(size).toBeGreaterThan(0);
  // Tiles up to the checkpoint that is shown, and none beyond it.
  expect((await fetch(`${reader.url}/v1/log/1/tile/0/000.p/${size!}`)).status).toBe(200);
  expect((await fetch(`${reader.url}/v1/log/1/tile/0/000.p/${size! + 1}`)).status).toBe(404);
  const asOpen = { url: reader.url } as OpenRegistry; // `call` asks for its address alone
  const entry = station.chain.at(-1)!;
  const proof = await call(asOpen, station, 'GET', `/v1/proofs/${entry.hash}`);
  expect(proof.status).toBe(200);
  const logKey = parseVkey(reader.logVkey)!;
  expect(verifyLogProof({ text: await proof.text(), logKey: noteKey(logKey.name, logKey.publicKey), verifier })).toMatchObject({
    kind: 'in_log',
  });
  expect((await fetch(`${reader.url}/v1/proofs/${entry.hash}`)).status).toBe(401);
  // It has no key.
  expect((await call(asOpen, station, 'GET', `/v1/proofs/${entry.hash}?format=cose`)).status).toBe(503);

  // Everything else says that it is refused here, and where it is not.
  for (const [method, path] of [
    ['POST', '/v1/push'],
    ['POST', '/v1/enrol'],
    ['POST', '/add-checkpoint'],
    ['GET', '/v1/feed'],
    ['GET', '/v1/time?nonce=AAAAAAAAAAAAAAAAAAAAAA'],
    ['GET', '/v1/console/drives?q=ZX'],
    ['POST', '/v1/console/session/local'],
  ] as const) {
    const response = await fetch(reader.url + path, { method, ...(method === 'POST' ? { body: '{}' } : {}) });
    const body = problem.pick({ code: true, detail: true }).parse(await response.json());
    expect([path, response.status, body.code], body.detail).toEqual([path, 503, 'read_only']);
    expect(body.detail).toContain(writer);
  }
  expect(await (await fetch(reader.url)).text()).toContain(writer);
  expect((await fetch(`${reader.url}/ready`)).status).toBe(200);
  const metrics = await openReaderMetrics().expose(() => reader.measures());
  expect(metrics).toMatch(new RegExp(`^custos_log_covered_entries ${size!}$`, 'm'));
  expect(metrics).toMatch(/^custos_reader_look_age_seconds [\d.]+$/m);
  expect(metrics).not.toMatch(/^custos_stations/m);
}

export const sqliteFile = (dir: string): string => join(dir, 'registry.sqlite');
