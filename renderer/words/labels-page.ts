import type { LabelJob, LabelPrinter } from '../../contract/labels.ts';
import type { Mark } from './states.ts';

/** Labels and sentences of the labels page and of the parts about one thing's labels. */
export const labelText = {
  title: 'Labels',
  lead: 'Scan a drive’s own label: one label of ours is printed for it. Stick it on, then scan ours. Only then does it count.',
  leadNoPrinter: 'Set up the printer first, then print a test label and scan it.',
  printed: 'Sent to the printer. Stick it on, then scan it.',
  again: 'Its label was printed. Stick it on, then scan ours.',
  notHere: 'No drive here has this label, or several have. Nothing was printed.',
  queue: 'Waiting for the printer',
  queueEmpty: 'Nothing waits.',
  unscanned: 'Printed, and not scanned on its thing',
  unscannedNone: 'Every printed label was scanned.',
  overdue: 'Look for it: scan it on its thing, or take it off and print a new one.',
  thing: 'For',
  number: 'Label',
  state: 'State',
  since: 'Since',
  cancel: 'Take back',
  didNot: 'It did not come out',
  cameOut: 'It came out',
  copy: 'copy',
  red: 'red tag',
  test: 'Print a test label',
  testTitle: 'Test label',
  testNone: 'No test label was printed since this station started.',
  testSent: 'The test label was sent. Scan it.',
  testRead: 'The test label was scanned: printer, stock and scanner fit together.',
  printer: 'Printer',
  way: 'How it is reached',
  host: 'Address',
  port: 'Port',
  queueName: 'Name of the queue',
  language: 'What is sent',
  size: 'Stock',
  symbology: 'Code',
  dots: 'Resolution',
  save: 'Use this printer',
  smallStock: 'On 50 × 25 mm a Data Matrix is printed: bars would be too fine.',
  fileMore: 'Files go into the folder labels of the station’s data.',
  print: 'Print a label',
  printCopy: 'Print a copy',
  printRed: 'Print the red tag',
  none: 'No label was printed for this.',
  reads: 'scanned on it',
  notScanned: 'not scanned yet',
} as const;

export const wayWords: Record<LabelPrinter['way']['is'], string> = {
  network: 'Over the network',
  queue: 'Printer of this computer',
  file: 'Into files',
};
export const languageWords: Record<LabelPrinter['as'], string> = { zpl: 'ZPL II', pdf: 'PDF' };
export const sizeWords: Record<LabelPrinter['size'], string> = { '50x25': '50 × 25 mm', '76x38': '76 × 38 mm', '100x50': '100 × 50 mm' };
export const symbologyWords: Record<LabelPrinter['symbology'], string> = { code128: 'Code 128', datamatrix: 'Data Matrix' };
export const dotsWords: Record<'8' | '12', string> = { '8': '203 dpi', '12': '300 dpi' };

/** How a label on its way stands. */
export function jobState({ state, why }: Pick<LabelJob, 'state' | 'why'>): { readonly mark: Mark; readonly word: string } {
  switch (state) {
    case 'waiting':
      return { mark: 'waiting', word: why === undefined ? 'Waits' : 'Printer does not answer' };
    case 'sending':
      return { mark: 'running', word: 'On its way' };
    case 'doubt':
      return { mark: 'unknown', word: 'Did it come out?' };
  }
}
