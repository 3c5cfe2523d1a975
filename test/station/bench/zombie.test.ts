import { expect, test } from 'vitest';
import { mustBeDone } from '../../../host/demo/window.ts';
import { hallFor, labelOf, virtualDrive, whyNot } from '../../kit/station.ts';

test(
  'a drive that was let go or destroyed is told as a zombie when it is scanned or docked again, in whatever bay',
  { timeout: 60_000 },
  async () => {
    const hall = await hallFor({ drives: [virtualDrive('sata_ssd'), virtualDrive('sata_hdd')], spareBays: 1 });
    const released = await hall.validated(0);
    await hall.handOver(released.subject);
    mustBeDone(
      await hall.client.custody.release({ subject: released.subject, way: 'maker', consignee: 'The maker', reference: 'RMA-1' }),
      'releasing',
    );
    await hall.drive(released.subject, ({ state }) => state === 'released');

    // Another code than the last one: the same one within a second is one pull of the trigger.
    expect((await hall.client.bench.scan({ text: labelOf(released.spec)[1] ?? '', source: 'wedge' })).verdict).toBe('zombie');
    await hall.shelf.unplug(released.port);
    const facts = hall.facts(released.subject);
    await hall.shelf.plug('virtual/3', released.spec.folder);
    const line = await hall.bench('a zombie', ({ lines }) => lines.find(({ what }) => what === 'zombie'));
    expect(line).toMatchObject({ subject: released.subject, serial: released.spec.serial, verdict: 'failed' });
    expect(hall.facts(released.subject)).toEqual(facts);
    await hall.as('technician');
    expect(whyNot(await hall.start({ subject: released.subject, port: 'virtual/3' }))).not.toBe('done');

    const shredded = await hall.takeIn(1);
    const receipt = await hall.client.custody.destroy({
      subject: shredded.subject,
      technique: 'melt',
      item: shredded.spec.serial,
      witness: { badge: hall.cast.witness.badge, pin: hall.cast.witness.pin },
    });
    mustBeDone(receipt, 'destroying');
    await hall.drive(shredded.subject, ({ certificate }) => certificate?.outcome === 'destroyed');
    expect((await hall.client.bench.scan({ text: labelOf(shredded.spec)[1] ?? '', source: 'wedge' })).verdict).toBe('zombie');
  },
);
