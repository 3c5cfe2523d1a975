import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { requestWords } from '../../../domain/ledger/request-words.ts';
import { claim } from '../record/bench-kit.ts';
import { again, enrolled, expectWhole, logged, officer, open, place, words } from './lives-kit.ts';
import { registryName, until } from './registry-kit.ts';
import { inStep, staff, type Yard } from './yard.ts';

describe('enrolment that waits for an officer', () => {
  it('works alone meanwhile, over a restart, and tells all of it again once the words were compared', async () => {
    const here = await place();
    const { registry, wire, dir } = here;
    const code = await registry.ledger.desk.makeCode({ site: 'Site 3' });
    const first = await open(join(dir, 'station'), { kind: 'remote', url: wire.url, code, name: 'Bench 1', site: 'Site 3' });
    const person = await staff(first);
    first.recorder.record([claim(person, 1, { sealed: { host: 'db-1' } })]);
    first.pump.start();
    const [waiting] = await registry.ledger.desk.waiting();
    expect(waiting).toMatchObject({ name: 'Bench 1', site: 'Site 3' });
    expect(words(first)).toEqual(requestWords(waiting?.request ?? ''));
    expect(words(first)).toHaveLength(6);
    const shown = words(first);
    await first.close();

    const second = await again(here, join(dir, 'station'));
    expect(words(second)).toEqual(shown);
    second.recorder.record([claim(await staff(second), 2)]);
    let drop = 2;
    wire.act = (path) => (path.startsWith('/v1/enrol/') && drop-- > 0 ? 'drop_answer' : 'pass');
    second.pump.start();
    expect((await registry.ledger.desk.approve(waiting?.request ?? '', officer)).kind).toBe('approved');
    await until('in step', inStep(second));
    expect(second.pump.view()).toMatchObject({ registry: registryName });
    expect(second.pump.view().asked).toBeUndefined();
    await expectWhole(second, registry);
    const types = (await logged(registry)).map(({ type }) => type);
    expect(types.filter((type) => type === 'event.recovered')).toHaveLength(6);
    expect(types.filter((type) => type === 'person.enrolled')).toHaveLength(1);
    const told = second.store.shelf
      .ofType('event.recovered', 0, Number.MAX_SAFE_INTEGER)
      .find(({ opened }) => opened.some(({ field }) => field === 'host'));
    const [old] = second.store.shelf.ofType('custody.claimed', 0, Number.MAX_SAFE_INTEGER);
    expect(told?.opened).toEqual(old?.opened);
    // The old session counted for the old chain; the person signs in again and goes on with the drive.
    expect(() => second.recorder.record([claim(person, 3)])).toThrow(/session/);
    second.recorder.record([claim(await staff(second), 3)]);
    await until('in step again', inStep(second));
  });

  it('ends the sessions of the old chain also when the disk keeps the new one and answers with an error', async () => {
    const here = await place();
    const code = await here.registry.ledger.desk.makeCode({});
    const yard = await open(join(here.dir, 'station'), { kind: 'remote', url: here.wire.url, code });
    const person = await staff(yard);
    const { sync } = yard.store;
    const keep = sync.enrol.bind(sync);
    vi.spyOn(sync, 'enrol').mockImplementationOnce((...input) => {
      keep(...input);
      throw new Error('SQLITE_FULL: database or disk is full');
    });
    yard.pump.start();
    const [waiting] = await here.registry.ledger.desk.waiting();
    await here.registry.ledger.desk.approve(waiting?.request ?? '', officer);
    await until('broken', () => yard.pump.view().problem === 'sync_broken');
    expect(() => yard.recorder.record([claim(person, 1)])).toThrow(/session/);
    yard.recorder.record([claim(await staff(yard), 1)]);
    yard.link.resume();
    await until('in step', inStep(yard));
    await expectWhole(yard, here.registry);
  });

  it('is not undone by an older answer that comes late', async () => {
    const here = await place();
    const code = await here.registry.ledger.desk.makeCode({});
    const yard = await open(join(here.dir, 'station'), { kind: 'remote', url: here.wire.url, code });
    const asked = yard.store.sync.asked();
    const [waiting] = await here.registry.ledger.desk.waiting();
    await here.registry.ledger.desk.approve(waiting?.request ?? '', officer);
    yard.pump.start();
    await until('in step', inStep(yard));
    // As it was written by the answer *waiting* to a first question that was under way all the time.
    yard.store.sync.ask(asked);
    yard.recorder.record([claim(await staff(yard), 1)]);
    await until('in step again', inStep(yard));
    expect(yard.pump.view().problem).toBeUndefined();
    expect(yard.store.sync.asked()).toBeUndefined();
    await expectWhole(yard, here.registry);
  });

  it('says no to a station that an officer does not know, and lets it work on alone', async () => {
    const here = await place();
    const code = await here.registry.ledger.desk.makeCode({});
    const yard = await open(join(here.dir, 'station'), { kind: 'remote', url: here.wire.url, code });
    yard.pump.start();
    const [waiting] = await here.registry.ledger.desk.waiting();
    await here.registry.ledger.desk.refuse(waiting?.request ?? '', officer);
    await until('refused', () => yard.pump.view().asked?.refused === 'by_officer');
    expect(yard.pump.view().state).toBe('none');
    expect(yard.recorder.record([claim(await staff(yard), 1)])).toHaveLength(1);
    await yard.close();
    // Another code later, on the same folder.
    const later = await open(join(here.dir, 'station'), { kind: 'remote', url: here.wire.url, code: await here.registry.enrolmentCode() });
    later.pump.start();
    await until('in step', inStep(later));
    await expectWhole(later, here.registry);
  });

  it('takes a station in that was founded alone and had worked long before', async () => {
    const here = await place();
    const alone = await open(join(here.dir, 'station'), { kind: 'none' });
    const person = await staff(alone);
    for (let i = 0; i < 120; i++) alone.recorder.record([claim(person, i)]);
    await alone.close();
    const joined = await open(join(here.dir, 'station'), { kind: 'remote', url: here.wire.url, code: await here.registry.enrolmentCode() });
    expect(joined.pump.view().untold).toBe(123);
    joined.pump.start();
    await until('in step', inStep(joined));
    await expectWhole(joined, here.registry);
  });
});

/** A station whose database was put back to before its newest events; its guard was not. */
async function putBack() {
  const here = await place();
  const first = await enrolled(here);
  await first.close();
  cpSync(join(first.dir, 'station.db'), join(here.dir, 'backup.db'));
  const second = await again(here, first.dir);
  second.pump.start();
  second.recorder.record([claim(await staff(second), 1)]);
  await until('in step with more', inStep(second));
  await second.close();
  rmSync(join(first.dir, 'station.db'));
  cpSync(join(here.dir, 'backup.db'), join(first.dir, 'station.db'));
  return { here, dir: first.dir };
}

describe('a store that went back in time or lies elsewhere', () => {
  it('is frozen at its start when it is an older copy, and lives on in a new epoch with both branches', async () => {
    const { here, dir } = await putBack();
    const restored = await again(here, dir);
    expect(restored.pump.view()).toMatchObject({ state: 'frozen', problem: 'store_older' });
    restored.recorder.record([claim(await staff(restored), 2)]);
    restored.pump.start();
    restored.link.resume();
    expect(restored.pump.view().state).toBe('frozen');
    const before = (await logged(here.registry)).length;
    expect(restored.link.askEpoch('restored')).toBe(true);
    expect(restored.link.askEpoch('restored')).toBe(false);
    await until('asked', async () => (await here.registry.ledger.epochs.waiting()).length === 1);
    expect((await logged(here.registry)).length).toBe(before);
    const [request] = await here.registry.ledger.epochs.waiting();
    expect(words(restored)).toEqual(requestWords(request?.request ?? ''));
    await here.registry.ledger.epochs.approve(request?.request ?? '', officer);
    await until('in step', inStep(restored));
    expect(restored.store.facts.chain()?.identity.epoch).toBe(2);
    await expectWhole(restored, here.registry);
    await restored.close();
    const after = await again(here, dir);
    expect(after.pump.view().state).not.toBe('frozen');
  });

  it('lives on in the epoch after the newest one when it was put back to a time before that', async () => {
    const here = await place();
    const first = await enrolled(here);
    const { epochs } = here.registry.ledger;
    await first.close();
    cpSync(join(first.dir, 'station.db'), join(here.dir, 'backup.db'));
    const putBack = async (n: number): Promise<Yard> => {
      rmSync(join(first.dir, 'station.db'));
      cpSync(join(here.dir, 'backup.db'), join(first.dir, 'station.db'));
      const yard = await again(here, first.dir);
      yard.recorder.record([claim(await staff(yard), n)]);
      yard.pump.start();
      expect(yard.link.askEpoch('restored')).toBe(true);
      return yard;
    };
    // One fact more, acknowledged, so that the guard is ahead of the copy.
    const ahead = await again(here, first.dir);
    ahead.pump.start();
    ahead.recorder.record([claim(await staff(ahead), 1)]);
    await until('in step with more', inStep(ahead));
    await ahead.close();

    const second = await putBack(2);
    await until('asked', async () => (await epochs.waiting()).length === 1);
    await epochs.approve((await epochs.waiting())[0]?.request ?? '', officer);
    await until('in step in the second epoch', inStep(second));
    await second.close();

    const third = await putBack(3);
    expect(third.store.facts.chain()?.identity.epoch).toBe(1);
    await until('asked for the newest epoch', async () => (await epochs.waiting()).length === 1);
    const [request] = await epochs.waiting();
    expect(request).toMatchObject({ epoch: 2, head: { epoch: 1 } });
    // What the officer compares is what is asked now, not what was refused.
    expect(words(third)).toEqual(requestWords(request?.request ?? ''));
    await epochs.approve(request?.request ?? '', officer);
    await until('in step in the third epoch', inStep(third));
    expect(third.store.facts.chain()?.identity.epoch).toBe(3);
    await expectWhole(third, here.registry);
  });

  it('is frozen at its start when its folder was copied, and the copy can only go on under fresh keys', async () => {
    const here = await place();
    const first = await enrolled(here);
    await first.close();
    cpSync(first.dir, join(here.dir, 'clone'), { recursive: true });
    const clone = await again(here, join(here.dir, 'clone'));
    expect(clone.pump.view()).toMatchObject({ state: 'frozen', problem: 'store_moved' });
    const oldKey = clone.keys.event.keyId;
    clone.recorder.record([claim(await staff(clone), 7)]);
    clone.pump.start();
    clone.link.askEpoch('cloned');
    await until('asked', async () => (await here.registry.ledger.epochs.waiting()).length === 1);
    // The end of the process between the request and its answer changes nothing.
    await clone.close();
    const restarted = await again(here, join(here.dir, 'clone'));
    const [request] = await here.registry.ledger.epochs.waiting();
    await here.registry.ledger.epochs.approve(request?.request ?? '', officer);
    restarted.pump.start();
    await until('in step', inStep(restarted));
    expect(restarted.keys.event.keyId).not.toBe(oldKey);
    await expectWhole(restarted, here.registry);
    // The other copy still has the old keys: nothing of it gets in.
    const original = await again(here, first.dir);
    original.pump.start();
    original.recorder.record([claim(await staff(original), 9)]);
    await until('refused', () => ['refused', 'frozen'].includes(original.pump.view().state));
    expect(original.pump.view().acknowledged).toBeLessThan(original.pump.view().here);
  });

  it('takes up a granted epoch whose keys were not put in place yet when the process ended', async () => {
    const here = await place();
    const first = await enrolled(here);
    await first.close();
    cpSync(first.dir, join(here.dir, 'clone'), { recursive: true });
    const clone = await again(here, join(here.dir, 'clone'));
    clone.link.askEpoch('cloned');
    clone.pump.start();
    await until('asked', async () => (await here.registry.ledger.epochs.waiting()).length === 1);
    const [request] = await here.registry.ledger.epochs.waiting();
    await clone.pump.stop();
    await here.registry.ledger.epochs.approve(request?.request ?? '', officer);
    const fresh = clone.keys.prepareFresh();
    // What the store writes when the epoch begins, without the step of the key files.
    clone.store.secrets.keep('event_key', fresh.event.keyId);
    await clone.close();
    const after = await again(here, join(here.dir, 'clone'));
    expect(after.keys.event.keyId).toBe(fresh.event.keyId);
    expect(after.keys.transport.keyId).toBe(fresh.transport.keyId);
    expect(after.keys.nextKeyDigest).toBe(fresh.nextKeyDigest);
  });
});

describe('a pump that broke at a station that stands still', () => {
  it('runs again when a person resumes it, changes nothing by that, and carries the question for an epoch', async () => {
    const { here, dir } = await putBack();
    const yard = await again(here, dir);
    vi.spyOn(yard.store.sync, 'asked').mockImplementationOnce(() => {
      throw new Error('SQLITE_FULL: database or disk is full');
    });
    yard.pump.start();
    await until('broken', () => yard.pump.view().problem === 'sync_broken');
    yard.link.resume();
    expect(yard.pump.view()).toMatchObject({ state: 'frozen', problem: 'store_older' });
    expect(yard.link.askEpoch('restored')).toBe(true);
    await until('asked', async () => (await here.registry.ledger.epochs.waiting()).length === 1);
  });
});

describe('a registry that is not the one', () => {
  it('gets nothing when another registry answers at its address, and the right one gets all of it later', async () => {
    const here = await place();
    const yard = await enrolled(here);
    const other = await place();
    here.wire.target = other.wire.target;
    yard.recorder.record([claim(yard.person, 1)]);
    await until('stopped', () => yard.pump.view().state === 'refused');
    expect(yard.pump.view().problem).toBe('auth');
    expect((await logged(other.registry)).some(({ station }) => station === yard.store.facts.chain()?.identity.station)).toBe(false);
    here.wire.target = new URL(here.registry.url);
    yard.link.resume();
    await until('in step', inStep(yard));
    await expectWhole(yard, here.registry);
  });
});

describe('a station', () => {
  it('that lost its keys asks with a code, and what it signed meanwhile with the new ones is told again', async () => {
    const here = await place();
    const first = await enrolled(here);
    await first.close();
    const files = join(first.dir, 'keys');
    for (const file of readdirSync(files)) if (!/install|guard/.test(file)) rmSync(join(files, file), { recursive: true });
    const lost = await again(here, first.dir);
    expect(lost.pump.view()).toMatchObject({ state: 'frozen', problem: 'keys_differ' });
    lost.recorder.record([claim(await staff(lost), 3)]);
    lost.pump.start();
    lost.link.askEpoch('key_lost');
    await until('turned away', () => lost.pump.view().asked?.refused !== undefined);
    expect(lost.pump.view().asked).toMatchObject({ refused: 'auth' });
    const station = lost.store.facts.chain()?.identity.station ?? '';
    const code = await here.registry.ledger.desk.makeCode({ forStation: station });
    expect(lost.link.askEpoch('key_lost', code)).toBe(true);
    await until('asked', async () => (await here.registry.ledger.epochs.waiting()).length === 1);
    const [request] = await here.registry.ledger.epochs.waiting();
    await here.registry.ledger.epochs.approve(request?.request ?? '', officer);
    await until('in step', inStep(lost));
    expect(lost.store.facts.chain()?.identity.epoch).toBe(2);
    await expectWhole(lost, here.registry);
  });
});

describe('a request for an epoch', () => {
  it('gets there though the clock was set while the chain stood still', async () => {
    const here = await place();
    const yard = await enrolled(here);
    yard.store.sync.keep({ phase: 'frozen', problem: 'frozen', offset: { offsetMs: 3_600_000, measuredAtMs: 0 } });
    expect(yard.link.askEpoch('restored')).toBe(true);
    await until('asked', () => yard.store.sync.asked()?.request !== undefined);
    expect(await here.registry.ledger.epochs.waiting()).toHaveLength(1);
  });
});
