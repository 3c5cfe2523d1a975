import { expect, test } from 'vitest';
import { hallFor, virtualDrive } from '../../kit/station.ts';

test('a drive that the host froze at its start is led through a power cycle, and may be erased after it', async () => {
  // Behind a dock without registers the policy falls to the enhanced security erase, which the frozen drive refuses.
  const frozen = virtualDrive('sata_hdd', { faults: [{ kind: 'empty_registers' }, { kind: 'security_frozen', until_power_cycle: true }] });
  const hall = await hallFor({ drives: [frozen] });
  await hall.as('technician');
  const { subject, port, spec } = await hall.takeIn(0);
  const stuck = await hall.drive(subject, ({ next }) => next?.kind === 'power_cycle');
  expect(stuck.plan).toMatchObject({ kind: 'refused', why: 'least_method_out_of_reach' });
  expect(stuck.plan?.rungs.filter(({ why }) => why === 'security_frozen').map(({ technique }) => technique)).toContain(
    'ata_security_erase_enhanced',
  );
  await hall.shelf.unplug(port);
  await hall.bay(port, 'empty', (bay) => !bay.occupied);
  await hall.shelf.plug(port, spec.folder);
  const ready = await hall.drive(subject, ({ next }) => next?.kind === 'start_erase');
  expect(ready.plan).toMatchObject({ kind: 'plan', technique: 'ata_security_erase_enhanced', method: 'purge' });
});
