import { describe, expect, it } from 'vitest';
import { certificateText } from '../../certificate/file.ts';
import { sealEvent } from '../../domain/ledger/entry.ts';
import { beginLife, clearAndStart, issue, job, judge, key, liveTo, policy, staffedStation, subject, tech } from './kit.ts';
import { check, first, logged, fileOf, changed } from './asking.ts';

const sanitized = issue(liveTo('sanitized'));
const whole = logged(sanitized);

describe('a certificate that was tampered with by somebody who spells well', () => {
  it('is altered when its body says more than was signed', () => {
    expect(first(check(changed(whole, ({ body }) => ({ body: { ...body, practice: true } }))))).toBe('altered other_body');
  });

  it('is altered when the body was signed but is not what the events say', () => {
    const forged = issue(liveTo('not_verified'), (body) => ({ ...body, outcome: 'sanitized', shortfalls: [] }));
    expect(first(check(logged(forged)))).toBe('altered not_as_composed');
  });

  it('is incomplete when an event was taken out', () => {
    const at = sanitized.body.events.findIndex(({ type }) => type === 'custody.offered');
    expect(first(check(changed(whole, ({ entries }) => ({ entries: entries.toSpliced(at, 1) }))))).toBe('incomplete event_missing');
  });

  it('is altered when events change places', () => {
    expect(first(check(changed(whole, ({ entries }) => ({ entries: [entries[1], entries[0], ...entries.slice(2)] }))))).toBe(
      'altered reordered',
    );
  });

  it('is altered when an event stands in it twice', () => {
    expect(check(changed(whole, ({ entries }) => ({ entries: [...entries, entries.at(-1)] }))).verdict).toBe('altered');
  });

  it('is altered when a sealed value is another one', () => {
    const [hash, fields] = Object.entries(fileOf(whole).opened).find(([, each]) => each['name'] !== undefined) ?? ['', {}];
    const name = fields['name'];
    expect(
      first(
        check(changed(whole, ({ opened }) => ({ opened: { ...opened, [hash]: { name: { salt: name?.salt, value: 'Somebody Else' } } } }))),
      ),
    ).toBe('altered wrong_value');
  });

  it('is altered when another policy lies beside it', () => {
    expect(first(check(changed(whole, ({ policy: own }) => ({ policy: { ...own, name: 'A kinder one' } }))))).toBe('altered other_policy');
  });

  it('is altered when a key lies beside it that signed nothing', () => {
    const stray = { station: 'st_other0', key: 'AkSbzTRzJy9jVHN1p_iFvtUbGKQjs1DmSqaSj0G0BCA' };
    expect(check(changed(whole, ({ keys }) => ({ keys: [...keys, stray] }))).verdict).not.toBe('valid');
  });

  it('is altered when the certificate of one drive is put on the events of another', () => {
    const other = issue(liveTo('sanitized', staffedStation('real', 'bench-9')));
    const mixed = certificateText({
      body: other.body,
      entries: sanitized.entries,
      issued: other.issued,
      opened: {},
      keys: [{ station: sanitized.station.id, key: fileOf(whole).keys[0]?.key ?? '' }],
      policy,
    });
    expect(check(mixed).verdict).toBe('altered');
  });
});

describe('signatures', () => {
  it('of a session that the person never granted are found', () => {
    const station = staffedStation();
    station.signIn(tech, { grantBy: key('thief') });
    expect(first(check(logged(issue(liveTo('sanitized', station)))))).toBe('altered forged_session');
  });

  it('of another person in place of the actor are found', () => {
    const station = staffedStation();
    const asJudge = station.signIn(judge);
    beginLife(station);
    clearAndStart(station);
    station.write({ type: 'erase.cancelled', subject, actor: tech, signAs: asJudge, body: { job, data: 'partly_erased' } });
    expect(first(check(logged(issue(station))))).toBe('altered stray_signature');
  });

  it('that are missing are found', () => {
    const station = staffedStation();
    beginLife(station);
    const last = station.entries.at(-1);
    if (last === undefined) throw new Error('the kit wrote nothing');
    const unsigned = sealEvent({
      event: {
        ...last.event,
        seq: last.event.seq + 1,
        prev: last.hash,
        type: 'custody.moved',
        actor: tech,
        body: { holder: tech, place: 'Shelf' },
      },
      signers: [station.signer],
    });
    station.entries.push(unsigned);
    expect(first(check(logged(issue(station))))).toBe('altered not_signed');
  });

  it('after the session ran out are not counted', () => {
    const station = staffedStation();
    beginLife(station);
    station.wait(13 * 3_600_000);
    clearAndStart(station);
    expect(first(check(logged(issue(station))))).toBe('revoked session_over');
  });

  it('of somebody who was sent away are not counted', () => {
    const station = staffedStation();
    beginLife(station);
    station.write({ type: 'person.ended', body: { person: tech } });
    clearAndStart(station);
    expect(first(check(logged(issue(station))))).toBe('revoked session_over');
  });

  it('by a session whose enrolment is not in the file cannot be judged', () => {
    const station = liveTo('sanitized');
    const certificate = issue(station);
    const without = { ...certificate, entries: certificate.entries.filter(({ event }) => event.type !== 'person.enrolled') };
    expect(
      first(
        check(
          certificateText({ body: without.body, entries: without.entries, issued: without.issued, opened: {}, keys: fileOf(whole).keys }),
        ),
      ),
    ).toBe('incomplete event_missing');
  });
});
