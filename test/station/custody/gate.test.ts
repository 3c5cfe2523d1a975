import { expect, test } from 'vitest';
import { hallFor, virtualDrive, whyNot } from '../../kit/station.ts';

test('a drive without proof is not released, neither at the window nor past it', async () => {
  const hall = await hallFor({ drives: [virtualDrive('sata_ssd')] });
  await hall.as('supervisor');
  const { subject, spec } = await hall.takeIn(0);
  expect(whyNot(await hall.client.custody.release({ subject, way: 'maker' }))).toBe('no_proof');
  const { recorder } = hall.assembled.station.room.parts;
  const actor = await hall.idOf('supervisor');
  const body = { way: 'maker', certificate: `cert_${'a'.repeat(20)}`, proof: hall.assembled.store.shelf.ofSubject(subject)[0]?.fact.hash };
  expect(() => recorder.record([{ type: 'custody.released', subject, actor, body }])).toThrow(/custody.released is refused: no_proof/);
  expect(hall.facts(subject)).not.toContain('custody.released');
  expect((await hall.drive(subject)).state).not.toBe('released');
  expect(hall.planted(spec)).toBeGreaterThan(0);
});
