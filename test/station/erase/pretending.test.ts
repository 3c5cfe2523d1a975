import { expect, test } from 'vitest';
import { mustBeDone } from '../../../host/demo/window.ts';
import { hallFor, virtualDrive } from '../../kit/station.ts';

test('a drive that says it has erased and did not is caught by its markers, and never released', async () => {
  const hall = await hallFor({ drives: [virtualDrive('sata_ssd', { faults: [{ kind: 'false_success' }] })] });
  await hall.as('technician');
  const drive = await hall.takeIn(0);
  mustBeDone(await hall.start(drive), 'starting');
  const view = await hall.drive(drive.subject, ({ verdict }) => verdict !== undefined);
  expect(view.erase?.ended).toBe('finished');
  expect(view.verdict?.kind).toBe('failed');
  expect(view.verdict?.reasons.some((reason) => reason.includes('marker'))).toBe(true);
  const certified = await hall.drive(drive.subject, ({ certificate }) => certificate !== undefined);
  expect(certified).toMatchObject({
    state: 'quarantined',
    quarantine: { bound_for: 'destruction' },
    certificate: { outcome: 'not_sanitized' },
  });
  expect(hall.planted(drive.spec)).toBeGreaterThan(0);
});
