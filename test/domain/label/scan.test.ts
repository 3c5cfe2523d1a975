import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gatherLabel } from '../../../domain/label/gather.ts';
import { understandScan, withoutSecrets } from '../../../domain/label/scan.ts';

const gs = '\u001d';
const rs = '\u001e';
const eot = '\u0004';
const psid = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

describe('one part of a label', () => {
  test.each([
    ['ZA17S7HH', 'serial', 'ZA17S7HH', 'fits_several_makers'],
    ['WD-WCC7K3KCRH5F', 'serial', 'WD-WCC7K3KCRH5F', 'fits_maker_serial'],
    ['WCC7K3KCRH5F', 'serial', 'WCC7K3KCRH5F', 'fits_maker_serial'],
    ['VLH1EXMY', 'serial', 'VLH1EXMY', 'fits_several_makers'],
    ['MSK423Y20S3HBC', 'serial', 'MSK423Y20S3HBC', 'fits_maker_serial'],
    ['51V0 A00L FVJG', 'serial', '51V0A00LFVJG', 'fits_several_makers'],
    ['85QYTDGET', 'serial', '85QYTDGET', 'fits_maker_serial'],
    ['S662NE0T408957', 'serial', 'S662NE0T408957', 'fits_maker_serial'],
    ['20122711DEE3', 'serial', '20122711DEE3', 'fits_several_makers'],
    ['PHYF0002960CGN', 'serial', 'PHYF0002960CGN', 'fits_maker_serial'],
    ['PHYF8314006P1P9DGM', 'serial', 'PHYF8314006P1P9DGM', 'fits_maker_serial'],
    ['9ET0A01K0AN6', 'serial', '9ET0A01K0AN6', 'fits_several_makers'],
    ['ANABN85931160C254', 'serial', 'ANABN85931160C254', 'fits_maker_serial'],
    ['IMG-0A1B2C3D4E5F', 'serial', 'IMG-0A1B2C3D4E5F', 'image_serial'],
    ['5000C500A1B2C3D4', 'wwn', '5000c500a1b2c3d4', 'naa_wwn'],
    ['WWN: 5000C500 A1B2C3D4', 'wwn', '5000c500a1b2c3d4', 'printed_name'],
    ['6000C500A1B2C3D46000C500A1B2C3D4', 'wwn', '6000c500a1b2c3d46000c500a1b2c3d4', 'long_wwn'],
    ['002538DE30000005', 'wwn', '002538de30000005', 'eui64_of_maker'],
    ['1234567890ABCDEF', 'unknown', '1234567890ABCDEF', 'nothing_fits'],
    ['ST4000NM000A-2HZ100', 'model', 'ST4000NM000A-2HZ100', 'fits_maker_model'],
    ['HGST HUS726T6TAL5204', 'model', 'HGST HUS726T6TAL5204', 'fits_maker_model'],
    ['M3CR046', 'firmware', 'M3CR046', 'fits_firmware'],
    ['ST8000NM0055', 'model', 'ST8000NM0055', 'fits_maker_model'],
    ['WD40EFRX', 'model', 'WD40EFRX', 'fits_maker_model'],
    ['MZ7LH960HAJR-00005', 'model', 'MZ7LH960HAJR-00005', 'fits_maker_model'],
    ['1RM112-002', 'part', '1RM112-002', 'fits_maker_part'],
    ['1P1RM112-002', 'part', '1RM112-002', 'identifier_1p'],
    ['872479-B21', 'part', '872479-B21', 'fits_maker_part'],
    ['FW: SN05', 'firmware', 'SN05', 'printed_name'],
    ['82.00A82', 'firmware', '82.00A82', 'fits_firmware'],
    ['15628053168', 'lba_count', '15628053168', 'fits_lba_count'],
    ['2023-11-05', 'date', '2023-11-05', 'fits_date'],
    ['CN-0ABCDE-72163-12A-4567-A00', 'oem_code', 'CN-0ABCDE-72163-12A-4567-A00', 'fits_oem_code'],
    ['11S00AJ001YXXXHY1234567', 'oem_code', '11S00AJ001YXXXHY1234567', 'fits_oem_code'],
    ['8SSSD0L25129T1WX6AP12', 'oem_code', '8SSSD0L25129T1WX6AP12', 'fits_oem_code'],
    ['*ZA17S7HH*', 'serial', 'ZA17S7HH', 'fits_several_makers'],
    [']A0ZA17S7HH\r\n', 'serial', 'ZA17S7HH', 'fits_several_makers'],
    ['SZA17S7HH', 'serial', 'ZA17S7HH', 'identifier_s'],
    ['S/N: ZA17S7HH', 'serial', 'ZA17S7HH', 'printed_name'],
    ['CU-B-7K2M9Q', 'badge', 'CU-B-7K2M9Q', 'own_code'],
    ['cu-p-cage-3', 'place', 'CU-P-CAGE-3', 'own_code'],
    ['CU-C-START', 'command', 'CU-C-START', 'own_code'],
    ['CU-D-AE2C9AE8', 'drive', 'CU-D-AE2C9AE8', 'own_code'],
    ['CU-C-ERASEALL', 'unknown', 'CU-C-ERASEALL', 'own_code_malformed'],
    ['CU-X-1', 'unknown', 'CU-X-1', 'own_code_malformed'],
  ])('%s is read as %s', (scan, as, text, why) => {
    expect(understandScan(scan)).toEqual([{ as, text, why }]);
  });

  test.each(['SS662NE0T408957', 'GXT5404Q', 'JXTC304Q'])('%s has two readings and stays unknown', (scan) => {
    expect(understandScan(scan)).toEqual([{ as: 'unknown', text: scan, why: 'could_be_several' }]);
  });

  test('a PSID is known for what it is and never told whole', () => {
    for (const scan of [psid, `PSID: ${psid}`, `]d1${psid}\r`]) {
      const [part] = understandScan(scan);
      expect(part).toMatchObject({ as: 'psid', text: '****6789' });
    }
    expect(withoutSecrets(`S/N: ZA17S7HH;PSID: ${psid}`)).toBe('S/N: ZA17S7HH;PSID: ****6789');
    expect(withoutSecrets('5000C500A1B2C3D4')).toBe('5000C500A1B2C3D4');
  });

  test('invisible and direction-changing characters are no part of a name', () => {
    expect(understandScan('\u202eZA17\u200bS7HH\u2066')).toEqual([{ as: 'serial', text: 'ZA17S7HH', why: 'fits_several_makers' }]);
  });
});

describe('a scan that holds several parts', () => {
  test('is cut at the separators of an ISO 15434 envelope', () => {
    const scan = `[)>${rs}06${gs}1P1RM112-002${gs}SZA17S7HH${gs}9D2349${gs}Q1${rs}${eot}`;
    expect(understandScan(scan).map(({ as, text, why }) => `${as} ${text} ${why}`)).toEqual([
      'part 1RM112-002 identifier_1p',
      'serial ZA17S7HH identifier_s',
      'date 2349 identifier_d',
      'unknown 1 identifier_q',
    ]);
  });

  test('keeps a serial unknown when the envelope may have left its identifier out', () => {
    expect(understandScan(`[)>${rs}06${gs}SS662NE0T408957${rs}${eot}`)[0]).toEqual({
      as: 'serial',
      text: 'S662NE0T408957',
      why: 'identifier_s',
    });
    expect(understandScan(`[)>${rs}06${gs}S662NE0T408957${rs}${eot}`)[0]).toMatchObject({ as: 'unknown', why: 'could_be_several' });
  });

  test('is cut by GS1 application identifiers, in brackets, after an AIM prefix, or with a valid item number', () => {
    for (const scan of ['(01)04012345123456(21)ZA17S7HH', ']C1010401234512345621ZA17S7HH', '010401234512345621ZA17S7HH']) {
      expect(understandScan(scan).map((part) => part.why)).toEqual(['gs1_item', 'gs1_serial']);
    }
    expect(understandScan('010401234512345721ZA17S7HH')[0]).toMatchObject({ as: 'unknown', why: 'nothing_fits' });
  });

  test('is cut at lines and semicolons', () => {
    expect(understandScan('SN:ZA17S7HH;WWN:5000C500A1B2C3D4\nPN:1RM112-002').map((part) => part.as)).toEqual(['serial', 'wwn', 'part']);
  });

  test('is never answered with nothing, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
        const parts = understandScan(text);
        expect(parts.length).toBeGreaterThan(0);
        for (const part of parts) expect(part.text).not.toMatch(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
    expect(understandScan('A'.repeat(5000))).toEqual([{ as: 'unknown', text: '', why: 'too_long' }]);
  });
});

describe('a label put together', () => {
  const scans = ['ZA17S7HH', '5000C500A1B2C3D4', '1RM112-002', psid, 'ST8000NM0055', '15628053168', 'SN05'];

  test('is the same in every order of its scans', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(scans, { minLength: scans.length }), (order) => {
        expect(gatherLabel(order.flatMap((scan) => understandScan(scan))).claims).toEqual({
          serial: 'ZA17S7HH',
          wwn: '5000c500a1b2c3d4',
          part: '1RM112-002',
          model: 'ST8000NM0055',
          firmware: 'SN05',
        });
      }),
      { numRuns: 30 },
    );
  });

  test('has no serial while two different ones were scanned with equal reason', () => {
    const gathered = gatherLabel([...understandScan('ZA17S7HH'), ...understandScan('VLH1EXMY')]);
    expect(gathered.claims.serial).toBeUndefined();
    expect(gathered.choices[0]).toEqual({ member: 'serial', why: 'could_be_several', others: ['ZA17S7HH', 'VLH1EXMY'] });
  });

  test('believes what the label names before what only has the right shape, and says what stood against it', () => {
    const gathered = gatherLabel([...understandScan('VLH1EXMY'), ...understandScan('S/N: ZA17S7HH')]);
    expect(gathered.choices[0]).toEqual({ member: 'serial', text: 'ZA17S7HH', why: 'best_reason', others: ['VLH1EXMY'] });
  });

  test('takes a Micron serial that agrees with the WWN over one that does not', () => {
    const parts = ['20122711DEE3', 'VLH1EXMY', '500A07512711DEE3'].flatMap((scan) => understandScan(scan));
    expect(gatherLabel(parts).choices[0]).toMatchObject({ text: '20122711DEE3', why: 'agrees_with_wwn' });
  });

  test('counts a WD serial with and without its prefix as one', () => {
    expect(gatherLabel(['WCC7K3KCRH5F', 'WD-WCC7K3KCRH5F'].flatMap((scan) => understandScan(scan))).choices[0]).toMatchObject({
      text: 'WD-WCC7K3KCRH5F',
      why: 'scanned_again',
    });
  });
});
