import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fromBase64url } from '../../../domain/bytes.ts';
import { readFact } from '../../../domain/facts/facts.ts';
import { verifyStrict } from '../../../domain/ledger/signing.ts';
import { createVerifier } from '../../../keys/ed25519.ts';
import { peopleLimits, pinWaitMs } from '../../../station/people/limits.ts';
import { sessionGrantBytes } from '../../../domain/ledger/session-grant.ts';
import type { Bench } from '../record/bench-kit.ts';
import { ana, ben, claim, openBench, setUp, temporaryFolder } from '../record/bench-kit.ts';

const folder = temporaryFolder();
const open: Bench[] = [];
afterAll(() => {
  for (const bench of open) bench.store.close();
  folder.remove();
});
let files = 0;
function newBench(path = join(folder.path, `p${++files}.sqlite`)): Bench {
  const bench = openBench(path);
  open.push(bench);
  return bench;
}
const wrong = { ...ana, pin: '97+531+8' };
const why = (outcome: { readonly kind: string; readonly why?: string; readonly detail?: string }): string =>
  outcome.kind === 'refused' ? `${outcome.why ?? ''} ${outcome.detail ?? ''}`.trim() : outcome.kind;

describe('setting a station up', () => {
  it('names it, enrols the first supervisor and happens once', async () => {
    const bench = newBench();
    expect(bench.people.isSetUp()).toBe(false);
    const person = await setUp(bench);
    expect(bench.people.isSetUp()).toBe(true);
    expect(bench.people.current()?.person).toMatchObject({ id: person, name: 'Ana Müller', active: true });
    expect(
      bench.store.shelf
        .newest(10)
        .map(({ fact }) => fact.type)
        .reverse(),
    ).toEqual(['station.named', 'person.enrolled', 'session.opened']);
    const second = { ...ben, site: 'Site', station: 'Bench', mode: 'real' as const };
    expect(why(await bench.people.first(second))).toBe('already_set_up');
  });

  it('lets two set-ups at once make one supervisor only', async () => {
    const bench = newBench();
    const both = await Promise.all([ana, ben].map((who) => bench.people.first({ ...who, site: 'S', station: 'B', mode: 'real' })));
    expect(both.map(why)).toEqual(['done', 'already_set_up']);
    expect(bench.store.people.all()).toHaveLength(1);
  });

  it('gives badge codes that are never the same', () => {
    const bench = newBench();
    const codes = Array.from({ length: 50 }, () => bench.people.newBadge());
    expect(new Set(codes).size).toBe(50);
    for (const code of codes) expect(code).toMatch(/^CU-B(-[A-HJ-NP-Z2-9]{5}){4}$/);
  });
});

describe('signing in', () => {
  it("opens a session that the person's long-lived key vouches for, for at most twelve hours", async () => {
    const bench = newBench();
    const person = await setUp(bench);
    const [opened] = bench.store.shelf.newest(1);
    const read = readFact(opened?.fact.type ?? '', opened?.fact.body);
    if (read.kind !== 'fact' || read.fact.type !== 'session.opened') return expect.fail('no session');
    const { session_key: sessionKey, until_ms: untilMs, key_sig } = read.fact.body;
    const key = fromBase64url(bench.store.people.byId(person)?.key ?? '') ?? new Uint8Array();
    const { station, epoch } = bench.store.facts.chain()?.identity ?? expect.fail();
    const signature = fromBase64url(key_sig) ?? new Uint8Array();
    const granted = (more: object): boolean =>
      verifyStrict(createVerifier(), key, sessionGrantBytes({ station, epoch, person, sessionKey, untilMs, ...more }), signature);
    expect(granted({})).toBe(true);
    expect(granted({ untilMs: untilMs + 1 })).toBe(false);
    expect(granted({ station: 'st_other' })).toBe(false);
    expect(untilMs - bench.clock.wall).toBe(12 * 3_600_000);
  });

  it('tells an unknown badge from a wrong PIN, and takes the badge in any case', async () => {
    const bench = newBench();
    await setUp(bench);
    expect(why(await bench.people.signIn({ badge: 'BADGE-XYZ', pin: ana.pin }))).toBe('badge_unknown');
    expect(why(await bench.people.signIn(wrong))).toBe('pin_wrong 9');
    expect(why(await bench.people.signIn({ ...ana, badge: ' badge-ana ' }))).toBe('signed_in');
  });

  it('ends by itself after twelve hours, whichever clock says so', async () => {
    for (const shift of [(bench: Bench) => bench.clock.pass(12 * 3_600_000), (bench: Bench) => void (bench.clock.mono += 12 * 3_600_000)]) {
      const bench = newBench();
      const person = await setUp(bench);
      expect(bench.people.current()).toBeDefined();
      shift(bench);
      expect(bench.people.current()).toBeUndefined();
      expect(() => bench.recorder.record([claim(person, 1)])).toThrow(expect.objectContaining({ code: 'no_session' }));
    }
  });

  it('ends by signing out, and by somebody else signing in', async () => {
    const bench = newBench();
    const person = await setUp(bench);
    await bench.people.enrol({ ...ben, roles: ['technician'] });
    expect(why(await bench.people.signIn(ben))).toBe('signed_in');
    expect(bench.people.current()?.person.name).toBe('Technician 2');
    expect(() => bench.recorder.record([claim(person, 1)])).toThrow(expect.objectContaining({ code: 'no_session' }));
    expect(why(bench.people.signOut())).toBe('done');
    expect(bench.people.current()).toBeUndefined();
    expect(why(bench.people.signOut())).toBe('not_signed_in');
    const types = bench.store.shelf.newest(20).map(({ fact }) => fact.type);
    expect(types.filter((type) => type === 'session.opened')).toHaveLength(types.filter((type) => type === 'session.closed').length);
  });

  it('closes the earlier session of a person who signs in again', async () => {
    const bench = newBench();
    const person = await setUp(bench);
    const before = bench.sessions.of(person)?.signer.keyId;
    await bench.people.signIn(ana);
    expect(bench.sessions.of(person)?.signer.keyId).not.toBe(before);
    expect(bench.store.shelf.newest(2).map(({ fact }) => fact.type)).toEqual(['session.closed', 'session.opened']);
  });
});

describe('guessing a PIN', () => {
  it('makes each wait longer and locks for good after ten, also over restarts and with a right PIN at the end', async () => {
    const path = join(folder.path, 'guess.sqlite');
    let bench = openBench(path);
    await setUp(bench);
    await bench.people.enrol({ ...ben, roles: ['supervisor'] });
    for (let tries = 1; tries <= peopleLimits.tries; tries++) {
      expect(why(await bench.people.signIn(wrong)), `try ${tries}`).toBe(`pin_wrong ${peopleLimits.tries - tries}`);
      if (tries === peopleLimits.tries) break;
      const { clock } = bench;
      bench.store.close();
      bench = openBench(path, { clock });
      const waitMs = pinWaitMs(tries);
      if (waitMs > 0) expect(why(await bench.people.signIn(ana)), `after ${tries}`).toBe(`pin_locked ${waitMs / 1000}`);
      clock.pass(waitMs);
    }
    bench.clock.pass(365 * 86_400_000);
    expect(why(await bench.people.signIn(ana))).toBe('pin_locked');
    bench.store.close();
  });

  it('makes whoever nobody could help wait a day for each further try, and locks nobody out for good', async () => {
    const bench = newBench();
    await setUp(bench);
    for (let tries = 1; tries <= peopleLimits.tries; tries++) {
      expect(why(await bench.people.signIn(wrong))).toBe(`pin_wrong ${peopleLimits.tries - tries}`);
      if (tries < peopleLimits.tries) bench.clock.pass(pinWaitMs(tries));
    }
    expect(why(await bench.people.signIn(ana))).toBe(`pin_locked ${peopleLimits.aloneMs / 1000}`);
    bench.clock.pass(peopleLimits.aloneMs);
    expect(why(await bench.people.signIn(wrong))).toBe('pin_wrong 0');
    bench.clock.pass(peopleLimits.aloneMs - 1);
    expect(why(await bench.people.signIn(ana))).toBe('pin_locked 1');
    bench.clock.pass(1);
    expect(why(await bench.people.signIn(ana))).toBe('signed_in');
  });

  it('counts a try before it is made, so that ending the process gives nothing back', async () => {
    const path = join(folder.path, 'cut.sqlite');
    const bench = openBench(path);
    const person = await setUp(bench);
    const trying = bench.people.signIn(wrong);
    await Promise.resolve();
    await Promise.resolve();
    expect(bench.store.secrets.byPerson(person)?.tries).toBe(1);
    await trying;
    bench.store.close();
  });

  it('counts tries that come at once one by one, and forgets them after a good one', async () => {
    const bench = newBench();
    const person = await setUp(bench);
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => bench.people.signIn(wrong)));
    expect(outcomes.map(why)).toEqual(['pin_wrong 9', 'pin_wrong 8', 'pin_wrong 7', 'pin_locked 5']);
    bench.clock.pass(5_000);
    expect(why(await bench.people.signIn(ana))).toBe('signed_in');
    expect(bench.store.secrets.byPerson(person)).toMatchObject({ tries: 0, notBeforeMs: 0 });
  });

  it('is helped by a supervisor with a new badge and PIN, under a new key', async () => {
    const bench = newBench();
    await setUp(bench);
    const enrolled = await bench.people.enrol({ ...ben, roles: ['technician'] });
    if (enrolled.kind === 'refused') return expect.fail(enrolled.why);
    const before = bench.store.people.byId(enrolled.person)?.key;
    for (let i = 0; i < peopleLimits.tries; i++) {
      await bench.people.step({ ...ben, pin: '999999' });
      bench.clock.pass(900_000);
    }
    expect(why(await bench.people.step(ben))).toBe('pin_locked');
    expect(why(await bench.people.renew(enrolled.person, { badge: 'BADGE-BEN-2', pin: '112233' }))).toBe('done');
    expect(why(await bench.people.step(ben))).toBe('badge_unknown');
    expect(why(await bench.people.step({ badge: 'BADGE-BEN-2', pin: '112233' }))).toBe('step');
    expect(bench.store.people.byId(enrolled.person)).toMatchObject({ name: 'Technician 2', roles: ['technician'] });
    expect(bench.store.people.byId(enrolled.person)?.key).not.toBe(before);
  });

  it('finds neither PIN nor badge in the file', async () => {
    const path = join(folder.path, 'clear.sqlite');
    const bench = openBench(path);
    await setUp(bench);
    await bench.people.signIn(wrong);
    bench.store.close();
    const bytes = readFileSync(path);
    for (const secret of [ana.pin, wrong.pin, ana.badge]) expect(bytes.includes(secret), secret).toBe(false);
    expect(bytes.includes('Ana M')).toBe(true);
  });
});

describe('enrolling and ending', () => {
  it('asks for a supervisor, a name, a badge nobody has and a PIN of six', async () => {
    const bench = newBench();
    expect(why(await bench.people.enrol({ ...ben, roles: ['technician'] }))).toBe('not_signed_in');
    await setUp(bench);
    expect(why(await bench.people.enrol({ ...ben, name: '  ', roles: ['technician'] }))).toBe('name_missing');
    expect(why(await bench.people.enrol({ ...ben, pin: '12345', roles: ['technician'] }))).toBe('pin_too_short');
    expect(why(await bench.people.enrol({ ...ben, badge: ana.badge.toLowerCase(), roles: ['technician'] }))).toBe('badge_taken');
    expect(why(await bench.people.enrol({ ...ben, roles: ['technician'] }))).toBe('done');
    await bench.people.signIn(ben);
    expect(why(await bench.people.enrol({ name: 'Cy', badge: 'BADGE-CY', pin: '123456', roles: ['technician'] }))).toBe(
      'role_missing supervisor',
    );
  });

  it('takes key, badge and session from a person who ends, but never the last supervisor', async () => {
    const bench = newBench();
    const first = await setUp(bench);
    expect(why(bench.people.end(first))).toBe('illegal_move last_supervisor');
    const second = await bench.people.enrol({ ...ben, roles: ['supervisor'] });
    if (second.kind === 'refused') return expect.fail(second.why);
    expect(why(bench.people.end(second.person))).toBe('done');
    expect(why(bench.people.end(second.person))).toBe('person_unknown');
    expect(why(await bench.people.signIn(ben))).toBe('badge_unknown');
    expect(bench.store.secrets.byPerson(second.person)).toBeUndefined();
    expect(bench.store.people.byId(second.person)).toMatchObject({ active: false, name: 'Technician 2' });
  });
});

describe("a second person's step", () => {
  it('opens a short session for the one fact and closes it after', async () => {
    const bench = newBench();
    const person = await setUp(bench);
    const witness = await bench.people.enrol({ ...ben, roles: ['witness'] });
    if (witness.kind === 'refused') return expect.fail(witness.why);
    const step = await bench.people.step(ben);
    if (step.kind === 'refused') return expect.fail(step.why);
    expect(bench.sessions.of(witness.person)?.untilMs).toBe(bench.clock.wall + 120_000);
    const [fact] = bench.recorder.record([{ ...claim(person, 1), witness: witness.person }]);
    expect(fact).toMatchObject({ actor: person, witness: witness.person });
    step.end();
    step.end();
    expect(bench.sessions.of(witness.person)).toBeUndefined();
    expect(bench.people.current()?.person.id).toBe(person);
    expect(bench.store.shelf.newest(3).map(({ fact: { type } }) => type)).toEqual(['session.closed', 'custody.claimed', 'session.opened']);
  });

  it('asks the person at the bench for the PIN again and keeps the session', async () => {
    const bench = newBench();
    const person = await setUp(bench);
    const before = bench.sessions.of(person)?.signer.keyId;
    expect(why(await bench.people.step(wrong))).toBe('pin_wrong 9');
    const step = await bench.people.step(ana);
    if (step.kind === 'refused') return expect.fail(step.why);
    step.end();
    expect(bench.sessions.of(person)?.signer.keyId).toBe(before);
  });

  it('ends by itself when nobody ends it', async () => {
    const bench = newBench();
    await setUp(bench);
    const witness = await bench.people.enrol({ ...ben, roles: ['witness'] });
    await bench.people.step(ben);
    bench.clock.pass(120_000);
    expect(witness.kind === 'done' && bench.sessions.of(witness.person)).toBeUndefined();
  });
});
