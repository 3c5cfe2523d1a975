import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustBeDone } from '../../../host/demo/window.ts';
import { Hall, virtualDrive, whyNot } from '../../kit/station.ts';

let hall: Hall;
beforeAll(async () => {
  hall = await Hall.open({ drives: [virtualDrive('sata_ssd'), virtualDrive('sata_ssd'), virtualDrive('sata_ssd')] });
}, 60_000);
afterAll(() => hall.close());

const witness = () => ({ badge: hall.cast.witness.badge, pin: hall.cast.witness.pin });

test('nobody who is not signed in can do anything to a drive', async () => {
  mustBeDone(await hall.client.session.signOut(), 'signing out');
  expect(whyNot(await hall.client.custody.move({ subject: `d1_${'0'.repeat(32)}`, place: 'Shelf' }))).toBe('not_signed_in');
  expect(whyNot(await hall.client.erase.start({ subject: `d1_${'0'.repeat(32)}`, port: 'virtual/1' }))).toBe('not_signed_in');
});

test(
  'a technician erases and can neither validate nor release, and the validator can do nothing but validate',
  { timeout: 40_000 },
  async () => {
    const { subject, port } = await hall.verified(0);
    expect(whyNot(await hall.client.erase.validate({ subject, accepted: true }))).toBe('role_missing');
    await hall.as('validator');
    await expect.poll(async () => whyNot(await hall.start({ subject, port }))).toBe('role_missing');
    mustBeDone(await hall.client.erase.validate({ subject, accepted: true }), 'validating');
    await hall.drive(subject, ({ state, certificate }) => state === 'validated' && certificate?.outcome === 'sanitized');
    await hall.as('technician');
    expect(whyNot(await hall.client.custody.release({ subject, way: 'maker' }))).toBe('role_missing');
  },
);

test('who started the erase cannot validate it, whatever the roles', { timeout: 40_000 }, async () => {
  await hall.as('supervisor'); // the first supervisor holds every role
  const drive = await hall.takeIn(1);
  mustBeDone(await hall.start(drive), 'starting');
  await hall.drive(drive.subject, ({ state }) => state === 'verified');
  expect(whyNot(await hall.client.erase.validate({ subject: drive.subject, accepted: true }))).toBe('validator_sanitized_it');
  const self = { badge: hall.cast.supervisor.badge, pin: hall.cast.supervisor.pin };
  expect(whyNot(await hall.client.erase.validate({ subject: drive.subject, accepted: true, validator: self }))).toBe(
    'validator_sanitized_it',
  );
  const validator = { badge: hall.cast.validator.badge, pin: hall.cast.validator.pin };
  mustBeDone(
    await hall.client.erase.validate({ subject: drive.subject, accepted: false, note: 'too little was read', validator }),
    'rejecting',
  );
  const view = await hall.drive(drive.subject, ({ certificate }) => certificate !== undefined);
  expect(view).toMatchObject({
    state: 'quarantined',
    quarantine: { cause: 'rejected', bound_for: 'decision' },
    certificate: { outcome: 'not_sanitized' },
    validation: { accepted: false, by: hall.cast.validator.name },
  });
  expect(whyNot(await hall.client.custody.release({ subject: drive.subject, way: 'maker' }))).not.toBe('done');
});

test("a drive that was offered is in limbo: it is still the giver's, nothing can be done with it, and only the receiver can sign for it", async () => {
  await hall.as('technician');
  const { subject, port } = await hall.takeIn(2);
  const custodian = await hall.idOf('custodian');
  expect(whyNot(await hall.client.custody.offer({ subject, to: await hall.idOf('technician') }))).toBe('same_person');
  expect(whyNot(await hall.client.custody.offer({ subject, to: `tc_${'0'.repeat(32)}` }))).not.toBe('done');
  mustBeDone(await hall.client.custody.offer({ subject, to: custodian }), 'offering');
  const limbo = await hall.drive(subject, ({ state }) => state === 'offered');
  expect(limbo).toMatchObject({ holder: hall.cast.technician.name, offered_to: hall.cast.custodian.name, limit: { step: 'receive' } });
  // The limbo clock stands in the list that both sides look at, and on the newest line of the bench.
  const [line] = await hall.client.drives.find({ query: '', states: ['offered'], limit: 5 });
  expect(line).toMatchObject({ subject, limit: limbo.limit, offer: { from: await hall.idOf('technician'), to: custodian } });
  const told = await hall.bench('a line about it', ({ lines }) => lines.find((each) => each.subject === subject));
  expect(told).toMatchObject({ what: 'custody.offered', limit: limbo.limit });
  expect(await hall.bench('a count', ({ counts }) => (counts.limbo === 1 ? counts.limbo : undefined))).toBe(1);
  expect(whyNot(await hall.start({ subject, port }))).toBe('illegal_move');
  expect(whyNot(await hall.client.custody.receive({ subject }))).toBe('same_person');
  expect(
    whyNot(await hall.client.custody.receive({ subject, receiver: { badge: hall.cast.validator.badge, pin: hall.cast.validator.pin } })),
  ).toBe('role_missing');
  expect(
    whyNot(await hall.client.custody.receive({ subject, receiver: { badge: hall.cast.supervisor.badge, pin: hall.cast.supervisor.pin } })),
  ).toBe('not_the_receiver');
  mustBeDone(await hall.client.custody.withdraw({ subject }), 'withdrawing');
  mustBeDone(await hall.client.custody.offer({ subject, to: custodian }), 'offering again');
  mustBeDone(
    await hall.client.custody.receive({
      subject,
      receiver: { badge: hall.cast.custodian.badge, pin: hall.cast.custodian.pin },
      place: 'Cage',
    }),
    'receiving',
  );
  const view = await hall.drive(subject, ({ state }) => state !== 'offered');
  expect(view).toMatchObject({ holder: hall.cast.custodian.name, place: 'Cage' });
  expect(whyNot(await hall.client.custody.move({ subject, place: 'Bench 1' }))).toBe('not_the_holder');
});

test('destruction needs the holder, a technique that the policy accepts, and a witness who scans this very drive', async () => {
  const subject = (await hall.client.drives.find({ query: hall.spec(2).serial, limit: 1 }))[0]?.subject ?? '';
  const serial = hall.spec(2).serial;
  await hall.as('technician');
  expect(whyNot(await hall.client.custody.destroy({ subject, technique: 'melt', item: serial, witness: witness() }))).toBe(
    'not_the_holder',
  );
  await hall.as('custodian');
  const asked = { subject, technique: 'melt', item: `S/N: ${serial}`, witness: witness() } as const;
  expect(whyNot(await hall.client.custody.destroy({ ...asked, item: 'S/N: ZOTHER42' }))).toBe('label_not_scanned');
  expect(whyNot(await hall.client.custody.destroy({ ...asked, technique: 'shred' }))).toBe('illegal_move');
  expect(whyNot(await hall.client.custody.destroy({ ...asked, witness: { ...witness(), pin: '000000' } }))).toBe('pin_wrong');
  expect(
    whyNot(await hall.client.custody.destroy({ ...asked, witness: { badge: hall.cast.custodian.badge, pin: hall.cast.custodian.pin } })),
  ).toBe('same_person');
  expect(
    whyNot(await hall.client.custody.destroy({ ...asked, witness: { badge: hall.cast.validator.badge, pin: hall.cast.validator.pin } })),
  ).toBe('witness_not_qualified');
  expect(hall.facts(subject)).not.toContain('drive.destroyed');
  mustBeDone(await hall.client.custody.destroy(asked), 'destroying');
  const view = await hall.drive(subject, ({ certificate }) => certificate !== undefined);
  expect(view).toMatchObject({ state: 'destroyed', certificate: { outcome: 'destroyed' } });
  expect(view.life.find(({ type }) => type === 'drive.destroyed')).toMatchObject({
    actor: hall.cast.custodian.name,
    witness: hall.cast.witness.name,
  });
});

test('a wrong PIN locks the badge after some tries, and the right one does not open it meanwhile', async () => {
  const { badge, pin } = hall.cast.witness;
  const answers: string[] = [];
  for (let i = 0; i < 8 && answers.at(-1) !== 'pin_locked'; i++)
    answers.push(whyNot(await hall.client.session.signIn({ badge, pin: '999999' })));
  expect(answers.at(-1)).toBe('pin_locked');
  expect(whyNot(await hall.client.session.signIn({ badge, pin }))).toBe('pin_locked');
});
