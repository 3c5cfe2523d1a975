import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { factOfEntry } from '../../../contract/ports.ts';
import { chainFault } from '../../../domain/ledger/chain.ts';
import { entrySignatureFault, openEntry } from '../../../domain/ledger/entry.ts';
import { commitment } from '../../../domain/ledger/sealed-values.ts';
import { keyId } from '../../../domain/ledger/signing.ts';
import { createVerifier } from '../../../keys/ed25519.ts';
import { RecordRefused } from '../../../station/record/refused.ts';
import type { Bench } from './bench-kit.ts';
import { claim, driveOf, lifeOf, openBench, setUp, temporaryFolder } from './bench-kit.ts';

const folder = temporaryFolder();
const open: Bench[] = [];
afterAll(() => {
  for (const bench of open) bench.store.close();
  folder.remove();
});

let files = 0;
function newBench(options: Parameters<typeof openBench>[1] = {}): Bench {
  const bench = openBench(join(folder.path, `r${++files}.sqlite`), options);
  open.push(bench);
  return bench;
}

function entriesOf(bench: Bench) {
  const facts = [...bench.store.shelf.newest(100_000)].reverse();
  return facts.map(({ entry }) => {
    const opened = openEntry(entry);
    if (opened.kind === 'refused') throw new Error(opened.code);
    return opened.entry;
  });
}

describe('the recorder', () => {
  it('chains, signs and stores facts so that anyone with the keys can check them', async () => {
    const bench = newBench();
    const person = await setUp(bench);
    const [first] = bench.recorder.record([claim(person, 1, { sealed: { host: 'db-17', note: '' } }), claim(person, 2)]);
    const entries = entriesOf(bench);
    const chain = bench.store.facts.chain();
    expect(chainFault({ epoch: 1, seq: 0, hash: chain?.identity.genesis ?? '' }, chain?.identity.station ?? '', entries)).toBeUndefined();
    expect(chain?.head).toEqual({ epoch: 1, seq: entries.length, hash: entries.at(-1)?.hash });
    const session = bench.sessions.of(person);
    const keys = new Map([bench.keys.event.publicKey, session?.signer.publicKey ?? new Uint8Array(32)].map((key) => [keyId(key), key]));
    const entry = entries.find(({ hash }) => hash === first?.hash);
    expect(entry?.sigs).toHaveLength(2);
    expect(entry && entrySignatureFault(entry, (id) => keys.get(id), createVerifier())).toBeUndefined();
  });

  it('keeps what people typed out of the entry and beside it, under a commitment', async () => {
    const bench = newBench();
    const person = await setUp(bench);
    const [fact] = bench.recorder.record([claim(person, 1, { sealed: { host: 'db-17.secret', ticket: undefined, note: '' } })]);
    const stored = bench.store.shelf.byHash(fact?.hash ?? '');
    expect(Buffer.from(stored?.entry ?? []).includes('db-17.secret')).toBe(false);
    expect(stored?.opened.map(({ field }) => field)).toEqual(['host']);
    const [value] = stored?.opened ?? [];
    const [entry] = entriesOf(bench).filter(({ hash }) => hash === fact?.hash);
    expect(value && entry?.event.sealed).toEqual({ host: commitment('host', value?.salt ?? new Uint8Array(), 'db-17.secret') });
  });

  it('puts the newest custody event of the drive first among what a custody fact rests on', async () => {
    const bench = newBench();
    const person = await setUp(bench);
    const [claimed, moved] = bench.recorder.record([
      claim(person, 1),
      { type: 'custody.moved', subject: driveOf(1).subject, actor: person, body: { holder: person, place: 'Cage 4' } },
    ]);
    const [again] = bench.recorder.record([
      {
        type: 'custody.moved',
        subject: driveOf(1).subject,
        actor: person,
        body: { holder: person, place: 'Cage 5' },
        deps: [claimed?.hash ?? ''],
      },
    ]);
    expect(claimed?.deps).toEqual([]);
    expect(moved?.deps).toEqual([claimed?.hash]);
    expect(again?.deps).toEqual([moved?.hash, claimed?.hash]);
    expect(lifeOf(bench, driveOf(1).subject)).toMatchObject({ place: 'Cage 5', head: again?.hash, breach_count: 0 });
  });

  it('writes no fact that the rules forbid, and nothing else of its batch', async () => {
    const bench = newBench();
    const person = await setUp(bench);
    const before = bench.store.shelf.count();
    expect(() => bench.recorder.record([claim(person, 1), claim(person, 1)])).toThrow(
      expect.objectContaining({ code: 'illegal', why: 'already_in_custody' }),
    );
    expect(bench.store.shelf.count()).toBe(before);
    expect(bench.store.drives.row(driveOf(1).subject)).toBeUndefined();
  });

  it('refuses bodies, sealed fields and people that are not what the type asks for', async () => {
    const bench = newBench();
    const person = await setUp(bench);
    const before = bench.store.shelf.count();
    const codeOf = (act: () => unknown): string => {
      try {
        act();
      } catch (cause) {
        return cause instanceof RecordRefused ? cause.code : String(cause);
      }
      return 'written';
    };
    expect(codeOf(() => bench.recorder.record([claim(person, 1, { body: { holder: person } })]))).toBe('bad_body');
    expect(codeOf(() => bench.recorder.record([claim(person, 1, { sealed: { lot: '7' } })]))).toBe('bad_body');
    expect(
      codeOf(() =>
        bench.recorder.record([{ type: 'station.heartbeat', body: { version: '1' }, actor: 'tc_00000000000000000000000000000000' }]),
      ),
    ).toBe('no_session');
    expect(bench.store.shelf.count()).toBe(before);
  });

  it('writes nothing before the station belongs to a chain', () => {
    const bench = newBench({ alone: false });
    expect(() => bench.recorder.record([{ type: 'station.heartbeat', body: { version: '1' } }])).toThrow(
      expect.objectContaining({ code: 'no_chain' }),
    );
  });

  it('tells listeners after the commit, and a listener that fails takes nothing back', async () => {
    const bench = newBench();
    const person = await setUp(bench);
    const heard: string[] = [];
    bench.recorder.subscribe((facts) => {
      for (const fact of facts) heard.push(`${fact.type} ${bench.store.shelf.byHash(fact.hash) === undefined ? 'not stored' : 'stored'}`);
      throw new Error('listener');
    });
    bench.recorder.record([claim(person, 1)]);
    expect(heard).toEqual(['custody.claimed stored']);
    expect(bench.notes).toEqual([expect.stringContaining('listener_failed')]);
  });

  it('stops for good when the store fails, whether the facts were kept or not', async () => {
    for (const kept of [false, true]) {
      let broken = false;
      const bench = newBench({
        store: (real) => ({
          ...real,
          facts: {
            ...real.facts,
            append(facts, local) {
              if (!broken || kept) real.facts.append(facts, local);
              if (broken) throw new Error('disk I/O error');
            },
          },
        }),
      });
      const person = await setUp(bench);
      const before = bench.store.shelf.count();
      broken = true;
      expect(() => bench.recorder.record([claim(person, 1)])).toThrow(expect.objectContaining({ code: 'store_failed' }));
      broken = false;
      expect(() => bench.recorder.record([claim(person, 2)])).toThrow(expect.objectContaining({ code: 'store_failed' }));
      expect(bench.recorder.working).toBe(false);
      expect(bench.store.shelf.count()).toBe(before + (kept ? 1 : 0));
    }
  });

  it('goes on with the same chain and a clock that never runs back, also after a restart with the wall clock set back', async () => {
    const path = join(folder.path, 'restart.sqlite');
    const first = openBench(path);
    const person = await setUp(first);
    first.recorder.record([claim(person, 1)]);
    first.store.close();
    const second = openBench(path);
    open.push(second);
    second.clock.pass(-86_400_000);
    second.recorder.record([{ type: 'station.heartbeat', body: { version: '0.1.0' } }]);
    const entries = entriesOf(second);
    const clocks = entries.map(({ event }) => event.time.hlc);
    expect(clocks).toEqual([...clocks].sort());
    expect(new Set(clocks).size).toBe(clocks.length);
    expect(entries.map(({ event }) => event.seq)).toEqual(entries.map((_, i) => i + 1));
    expect(factOfEntry(entries.at(-1) ?? expect.fail()).wall.slice(0, 10)).toBe('2026-11-21');
  });

  it('takes text in any Unicode form and signs its composed form', async () => {
    const bench = newBench();
    const person = await setUp(bench);
    const [fact] = bench.recorder
      .record([
        claim(person, 1),
        { type: 'custody.moved', subject: driveOf(1).subject, actor: person, body: { holder: person, place: 'Ka\u0308fig' } },
      ])
      .slice(1);
    expect(fact?.body).toMatchObject({ place: 'Käfig' });
  });
});
