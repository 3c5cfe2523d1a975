import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromUtf8, utf8 } from '../../../../domain/bytes.ts';
import { type LabelContent, labelSizes, layOut, type Stock } from '../../../../domain/label/print/layout.ts';
import { zplOf, zplText } from '../../../../domain/label/print/zpl.ts';

const drive: LabelContent = {
  of: 'drive',
  code: 'CU-D-0123456789AB-1',
  title: 'ZA17S7HH',
  lines: ['ST8000NM0055-1RM112'],
  red: false,
  copy: false,
  practice: false,
};
const stock: Stock = { size: '76x38', symbology: 'code128', dotsPerMm: 8 };
const zpl = (content: LabelContent, on: Stock): string => fromUtf8(zplOf(layOut(content, on))) ?? '';

test('a drive’s label with bars, byte for byte', () => {
  expect(zpl(drive, stock)).toBe(
    [
      '^XA^CI28^PW608^LL304^LH0,0',
      '^FO16,12^A0N,40,40^FH_^FDZA17S7HH^FS',
      '^FO16,56^A0N,22,22^FH_^FDST8000NM0055-1RM112^FS',
      '^FO32,84^BY2^BCN,142,N,N,N,A^FH_^FDCU-D-0123456789AB-1^FS',
      '^FO32,230^A0N,20,20^FH_^FDCU-D-0123456789AB-1^FS',
      '^FO16,268^A0N,18,18^FH_^FDKeep off the maker_E2_80_99s label, holes and seals^FS',
      '^FO528,256^GB64,40,2^FS',
      '^FO536,264^GB32,24,24^FS',
      '^PQ1^XZ',
      '',
    ].join('\n'),
  );
});

test('a red tag that is a copy says so in white on a plate over the whole width, with a Data Matrix', () => {
  const text = zpl({ ...drive, red: true, copy: true, code: 'CU-D-0123456789AB-2' }, { ...stock, size: '50x25' });
  expect(text).toContain('^FO0,0^GB400,48,48^FS');
  expect(text).toContain('^FR^A0N,');
  expect(text).toContain('^FDNOT SANITIZED - DESTROY ONLY  COPY^FS');
  expect(text).toContain('^BXN,4,200^FH_^FDCU-D-0123456789AB-2^FS');
  expect(text).not.toContain('^BC');
});

test('carets, tildes, underscores, controls and letters beyond ASCII cannot become commands', () => {
  expect(zplText('a^b~c_d')).toBe('a_5Eb_7Ec_5Fd');
  expect(zplText('Zürich\n€')).toBe('Z_C3_BCrich _E2_82_AC');
  const unread = (text: string): string | undefined =>
    fromUtf8(
      Uint8Array.from(
        [...text.matchAll(/_([0-9A-F]{2})|(.)/g)].flatMap(([, hex, plain]) =>
          hex === undefined ? [...utf8(plain ?? '')] : [Number.parseInt(hex, 16)],
        ),
      ),
    );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
      const written = zplText(text);
      expect(written).toMatch(/^[ -\x5d`-}_]*$/);
      expect(written).not.toMatch(/[\^~]/);
      expect(unread(written)).toBe(text.replace(/\p{Cc}/gu, ' '));
    }),
  );
});

test('nothing on any stock lies outside of it, and no symbol loses its quiet zone', () => {
  const words = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 64 });
  const content = fc.record({
    of: fc.constantFrom('drive', 'container', 'lot', 'test'),
    code: fc.constantFrom('CU-D-0123456789AB-1', 'CU-K-ABCDEFABCDEF-999'),
    title: words,
    lines: fc.array(words, { maxLength: 2 }),
    red: fc.boolean(),
    copy: fc.boolean(),
    practice: fc.boolean(),
  });
  const stocks = fc.record({
    size: fc.constantFrom(...(Object.keys(labelSizes) as (keyof typeof labelSizes)[])),
    symbology: fc.constantFrom('code128', 'datamatrix'),
    dotsPerMm: fc.constantFrom(8, 12),
  });
  fc.assert(
    fc.property(content, stocks, (label, on) => {
      const { width, height, marks } = layOut(label, on);
      for (const mark of marks) {
        const [wide, high] =
          mark.kind === 'bars'
            ? [(11 * (label.code.length + 3) + 2 + 10) * mark.module, mark.height]
            : mark.kind === 'matrix'
              ? [23 * mark.cell, 22 * mark.cell]
              : [mark.width, mark.height];
        expect(mark.x + wide).toBeLessThanOrEqual(width);
        expect(mark.y + high).toBeLessThanOrEqual(height);
        if (mark.kind === 'bars')
          expect([mark.module / on.dotsPerMm, mark.height / on.dotsPerMm >= 5, mark.x >= 10 * mark.module]).toEqual([0.25, true, true]);
      }
    }),
  );
});

test('a code that the symbols do not carry is refused', () => {
  for (const code of ['', 'cu-d-1', 'CU^D', 'A'.repeat(25)]) expect(() => layOut({ ...drive, code }, stock)).toThrow(RangeError);
});
