import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustBeDone } from '../../../host/demo/window.ts';
import { Hall, virtualDrive, whyNot } from '../../kit/station.ts';

let hall: Hall;
beforeAll(async () => {
  hall = await Hall.open({ drives: [virtualDrive('sata_ssd'), virtualDrive('nvme_ssd')] });
}, 60_000);
afterAll(() => hall.close());

test.each([0, 1])(
  'drive %i is fit for reuse while it only had power in our bays, and no more once it had power elsewhere',
  { timeout: 60_000 },
  async (index) => {
    const { subject, port, spec } = await hall.validated(index, { destination: 'reuse' });
    const verified = await hall.drive(subject);
    const count = verified.stock?.at_verification ?? 0;
    expect(verified.stock).toEqual({ state: 'unmoved', at_verification: count, now: count });
    expect(count).toBeGreaterThan(0);

    // Out of the bay and in again: that is one cycle, and one sight.
    await hall.shelf.unplug(port);
    await hall.bay(port, 'empty', ({ occupied }) => !occupied);
    await hall.shelf.plug(port, spec.folder);
    const reseated = await hall.drive(subject, ({ stock }) => stock?.now === count + 1);
    expect(reseated.stock?.state).toBe('unmoved');
    expect(reseated.ways_out.find(({ way }) => way === 'reuse')).toMatchObject({ open: true });

    // While this station looked away, somebody had it in another machine.
    await hall.restart(async () => {
      for (let time = 0; time < 2; time++) {
        await hall.shelf.unplug(port);
        await hall.shelf.plug(port, spec.folder);
      }
    });
    const moved = await hall.drive(subject, ({ stock }) => stock?.state === 'moved');
    expect(moved.ways_out.find(({ way }) => way === 'reuse')).toMatchObject({ open: false });
    await hall.handOver(subject);
    expect(await hall.client.custody.release({ subject, way: 'reuse' })).toMatchObject({
      kind: 'refused',
      why: 'proof_rejected',
      detail: 'powered_elsewhere',
    });
    mustBeDone(await hall.client.custody.redirect({ subject, destination: 'maker' }), 'sending it to its maker');
    expect(whyNot(await hall.client.custody.release({ subject, way: 'maker' }))).toBe('done');
  },
);
