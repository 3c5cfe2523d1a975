import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustBeDone } from '../../../host/demo/window.ts';
import { Hall, labelOf, virtualDrive, whyNot } from '../../kit/station.ts';

let hall: Hall;
let subject: string;
let other: string;
beforeAll(async () => {
  hall = await Hall.open({ drives: [virtualDrive('sata_ssd'), virtualDrive('sata_ssd')] });
  await hall.as('technician');
  subject = await hall.claim(labelOf(hall.spec(0)).toReversed());
  other = await hall.claim(labelOf(hall.spec(1)).toReversed());
}, 60_000);
afterAll(() => hall.close());

/** Begins as a JPEG does. What is in it nobody here looks at. */
const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('a torn label')]);
const sha256 = createHash('sha256').update(bytes).digest('base64url');
const photo = () => ({ subject, from: 'camera' as const, sha256, base64: bytes.toString('base64'), note: 'The label is torn' });

test('a photo is kept under the hash of its taking, and the signed fact binds it as an attachment', async () => {
  mustBeDone(await hall.client.photos.keep(photo()), 'keeping the photo');
  const [stored] = hall.assembled.store.shelf.ofSubject(subject).filter(({ fact }) => fact.type === 'photo.kept');
  expect(stored?.fact.body).toEqual({ from: 'camera', sha256, size: bytes.length });
  const view = await hall.drive(subject, ({ life }) => life.some(({ type }) => type === 'photo.kept'));
  expect(view.life.find(({ type }) => type === 'photo.kept')).toMatchObject({
    actor: hall.cast.technician.name,
    opened: { note: 'The label is torn' },
  });
  expect(view.state).toBe('in_custody');
  expect(await hall.client.photos.read({ subject, sha256 })).toEqual({
    kind: 'file',
    media: 'image/jpeg',
    base64: bytes.toString('base64'),
  });
});

test('other bytes than were hashed, no picture, and a photo of another drive are refused', async () => {
  const changed = Buffer.concat([bytes, Buffer.from('.')]);
  expect(whyNot(await hall.client.photos.keep({ ...photo(), base64: changed.toString('base64') }))).toBe('photo_changed');
  const text = Buffer.from('no picture');
  const hash = createHash('sha256').update(text).digest('base64url');
  expect(whyNot(await hall.client.photos.keep({ ...photo(), base64: text.toString('base64'), sha256: hash }))).toBe('photo_unreadable');
  expect(await hall.client.photos.read({ subject: other, sha256 })).toEqual({ kind: 'refused', why: 'photo_not_here' });
  expect(hall.facts(other)).not.toContain('photo.kept');
  mustBeDone(await hall.client.session.signOut(), 'signing out');
  expect(whyNot(await hall.client.photos.keep(photo()))).toBe('not_signed_in');
  expect(await hall.client.photos.read({ subject, sha256 })).toEqual({ kind: 'refused', why: 'not_signed_in' });
});

test('a photo that was changed on the disk is not shown as the one that was taken', async () => {
  await hall.as('technician');
  const found = readdirSync(hall.dir, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith(Buffer.from(sha256, 'base64url').toString('hex')),
  );
  const path = join(hall.dir, found ?? 'nowhere');
  expect(readFileSync(path)).toEqual(bytes);
  writeFileSync(path, 'another picture');
  expect(await hall.client.photos.read({ subject, sha256 })).toEqual({ kind: 'refused', why: 'photo_not_here' });
});
