import { describe, expect, it } from 'vitest';
import { compareSightings, liesAt, type Sighting } from '../../../domain/drive/sightings.ts';

const usb = { chip: { vendor_id: 0x152d, product_id: 0x0578, device_release: 1 }, serial: '0123456789' };
const one: Sighting = { port: '1-1', presence: 'a', model: 'ST4000', serial: 'ZC10', wwn: '5000c50000000001', capacityBytes: 4e12 };
const other: Sighting = { port: '1-2', presence: 'b', model: 'WD40', serial: 'WX22', wwn: '50014ee000000002', capacityBytes: 4e12 };

describe('several docks looked at together', () => {
  it('that show different drives lie about nothing', () => {
    expect(compareSightings([one, other])).toEqual([]);
  });

  it('that tell one serial for two drives are caught, at both ports', () => {
    const lies = compareSightings([one, { ...other, serial: ' zc-10 ' }]);
    expect(lies).toEqual([{ finding: 'serial_shared', ports: ['1-1', '1-2'] }]);
    expect(liesAt(lies, '1-2')).toEqual(['serial_shared']);
    expect(liesAt(lies, '1-3')).toEqual([]);
  });

  it('that tell one serial and no WWN are caught even when everything else is the same', () => {
    const { wwn: _, ...nameless } = one;
    expect(compareSightings([nameless, { ...nameless, port: '1-2' }])).toMatchObject([{ finding: 'serial_shared' }]);
  });

  it('of which one drive shows two units with one WWN lie about nothing', () => {
    expect(compareSightings([one, { ...one, port: '1-1.1' }])).toEqual([]);
  });

  it('that cannot be told apart by their own serial are twins, and only that', () => {
    const lies = compareSightings([
      { ...one, usb },
      { ...other, usb },
    ]);
    expect(lies).toEqual([{ finding: 'twin_docks', ports: ['1-1', '1-2'] }]);
  });

  it('that tell no serial of their own at all are twins too', () => {
    const { serial: _, ...silent } = usb;
    expect(
      compareSightings([
        { ...one, usb: silent },
        { ...other, usb: silent },
      ]),
    ).toMatchObject([{ finding: 'twin_docks' }]);
  });
});

describe('the drive swap test', () => {
  it('catches a serial that stays in the dock while the drive changes', () => {
    const after: Sighting = { ...one, presence: 'c', model: 'WD40', wwn: '50014ee000000002' };
    expect(compareSightings([after], [one])).toEqual([{ finding: 'serial_of_the_bridge', ports: ['1-1'] }]);
  });

  it('catches it by the model where no WWN is told', () => {
    const { wwn: _, ...nameless } = one;
    expect(compareSightings([{ ...nameless, presence: 'c', model: 'WD40' }], [nameless])).toMatchObject([
      { finding: 'serial_of_the_bridge' },
    ]);
  });

  it('catches a serial that was seen at another dock on another drive', () => {
    expect(compareSightings([{ ...other, serial: 'ZC10' }], [one])).toEqual([{ finding: 'serial_shared', ports: ['1-1', '1-2'] }]);
  });

  it('leaves a drive in peace that came back, in this dock or another', () => {
    expect(compareSightings([{ ...one, presence: 'c' }], [one])).toEqual([]);
    expect(compareSightings([{ ...one, port: '1-2' }], [one])).toEqual([]);
  });

  it('leaves a drive in peace whose hidden area was opened in between', () => {
    expect(compareSightings([{ ...one, presence: 'c', capacityBytes: 5e12 }], [one])).toEqual([]);
  });
});
