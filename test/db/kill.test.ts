import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { chainFault } from '../../domain/ledger/chain.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import { openBench, temporaryFolder } from '../station/record/bench-kit.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const child = fileURLToPath(new URL('./kill-child.ts', import.meta.url));
const rounds = Number(process.env['CUSTOS_KILL_ROUNDS'] ?? '2');

/** Lets the child record until it has told some facts, then kills it as a power cut would end it. @returns what it told */
function recordUntilKilled(path: string, round: number, afterFacts: number): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, [child, path, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let told = '';
    process_.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      if (told.split('\n').length > afterFacts) process_.kill('SIGKILL');
    });
    process_.on('error', reject);
    process_.on('close', (_code, signal) => {
      if (signal !== 'SIGKILL') return reject(new Error('the child ended by itself'));
      const lines = told.split('\n');
      lines.pop(); // a line that was cut
      resolve(lines.filter((line) => line !== ''));
    });
  });
}

describe('a station that is killed while it records', () => {
  it('has every fact it told of, in an unbroken chain, with rows that a rebuild gives again', async () => {
    const path = join(folder.path, 'killed.sqlite');
    const told: string[] = [];
    for (let round = 0; round < rounds; round++) {
      told.push(...(await recordUntilKilled(path, round, 5 + round * 17)));
      const bench = openBench(path);
      const stored = [...bench.store.shelf.newest(1_000_000)].reverse();
      const hashes = new Set(stored.map(({ fact }) => fact.hash));
      expect(told.filter((hash) => !hashes.has(hash))).toEqual([]);
      const identity = bench.store.facts.chain()?.identity ?? expect.fail();
      const links = stored.map(({ entry }) => {
        const opened = openEntry(entry);
        return opened.kind === 'entry' ? opened.entry : expect.fail(opened.code);
      });
      expect(chainFault({ epoch: 1, seq: 0, hash: identity.genesis }, identity.station, links)).toBeUndefined();
      // Both facts of a batch are there or none is, each with its sealed value and its row.
      const claims = stored.filter(({ fact }) => fact.type === 'custody.claimed');
      expect(claims.length % 2).toBe(0);
      expect(claims.filter((_, i) => i % 2 === 0).every(({ opened }) => opened.length === 1)).toBe(true);
      const before = bench.store.drives.find('', { limit: 1_000_000 });
      expect(before).toHaveLength(claims.length);
      bench.store.rebuild();
      expect(bench.store.drives.find('', { limit: 1_000_000 })).toEqual(before);
      bench.store.close();
    }
    expect(told.length).toBeGreaterThan(rounds * 4);
  }, 60_000);
});
