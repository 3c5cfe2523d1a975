import { expect, test } from 'vitest';
import { hallFor, whyNot } from '../../kit/station.ts';

test('a scan is the same whatever scanner read it, and its AIM identifier is kept beside it', async () => {
  const hall = await hallFor({});
  await hall.as('technician');
  const { client } = hall;
  const gs1 = '010401234512345621ZA17S7HH';
  const scan = await client.bench.scan({ text: gs1, source: 'hid_pos', aim: ']C1', device: 'Vuquest' });
  expect(scan).toMatchObject({ text: gs1, source: 'hid_pos', aim: ']C1', device: 'Vuquest', verdict: 'part_added' });
  expect(scan.understood.map(({ why }) => why)).toEqual(['gs1_item', 'gs1_serial']);
  // As the scanner would have sent it with identifiers on: this goes into the record.
  expect(hall.assembled.station.room.desk.rawScans).toEqual([`]C1${gs1}`]);

  const place = await client.bench.scan({ text: ']C0CU-P-CAGE4', source: 'wedge' });
  expect(place).toMatchObject({ text: 'CU-P-CAGE4', aim: ']C0', verdict: 'place_set' });

  const psid = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  const secret = await client.bench.scan({ text: `]d1${psid}`, source: 'serial', device: 'Gryphon' });
  expect(JSON.stringify([secret, hall.assembled.station.room.desk.rawScans])).not.toContain(psid);
});

test('a station without scanners of its own says so, and a port that is not there cannot be chosen', async () => {
  const hall = await hallFor({});
  await hall.as('technician');
  const follow = new AbortController();
  for await (const view of await hall.client.scanners.feed(undefined, { signal: follow.signal })) {
    expect(view).toEqual({ served: false, scanners: [] });
    break;
  }
  follow.abort();
  expect(whyNot(await hall.client.scanners.use({ id: 'serial:none', on: true }))).toBe('scanner_unknown');
});
