import { utf8 } from '../../bytes.ts';
import type { LaidOut, Mark } from './layout.ts';

/**
 * A label in ZPL II, the language of Zebra's printers and of those that copy them. The printer draws the symbols itself, so
 * bars fall on whole dots. Commands as Zebra's ZPL II programming guide names them.
 */
export function zplOf({ width, height, marks }: LaidOut): Uint8Array {
  // CI28 is UTF-8; MN and the darkness stay as the printer was set up.
  const head = `^XA^CI28^PW${width}^LL${height}^LH0,0`;
  return utf8([head, ...marks.map(fieldOf), '^PQ1^XZ', ''].join('\n'));
}

function fieldOf(mark: Mark): string {
  const at = `^FO${mark.x},${mark.y}`;
  switch (mark.kind) {
    case 'text':
      // FR turns what lies below: white on a plate.
      return `${at}${mark.white === true ? '^FR' : ''}^A0N,${mark.height},${mark.height}^FH_^FD${zplText(mark.text)}^FS`;
    case 'plate':
      return `${at}^GB${mark.width},${mark.height},${Math.min(mark.width, mark.height)}^FS`;
    case 'frame':
      return `${at}^GB${mark.width},${mark.height},2^FS`;
    case 'bars':
      // No text below, no check digit of UCC, subset chosen by the printer.
      return `${at}^BY${mark.module}^BCN,${mark.height},N,N,N,A^FH_^FD${zplText(mark.text)}^FS`;
    case 'matrix':
      return `${at}^BXN,${mark.cell},200^FH_^FD${zplText(mark.text)}^FS`;
  }
}

/**
 * A text for a field under `^FH_`. Caret and tilde begin commands and the underscore begins a byte, so they and every byte
 * beyond ASCII are written as `_` and two hex digits; control characters become spaces.
 */
export function zplText(text: string): string {
  let out = '';
  for (const byte of utf8(text.replace(/\p{Cc}/gu, ' ')))
    out += byte < 0x20 || byte > 0x7e || byte === 0x5e || byte === 0x7e || byte === 0x5f ? `_${hex(byte)}` : String.fromCharCode(byte);
  return out;
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
