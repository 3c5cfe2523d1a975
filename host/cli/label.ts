import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Command, Option } from 'commander';
import { labelPrinter, type LabelPrinter } from '../../contract/labels.ts';
import { openStationStore } from '../../db/open.ts';
import { layOut } from '../../domain/label/print/layout.ts';
import { testContent } from '../../station/labels/content.ts';
import { keptQueue } from '../../station/labels/kept.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import { openDataFolder } from '../data-folder.ts';
import { labelPort } from '../machine/label-printer.ts';

interface TestOptions {
  readonly as: LabelPrinter['as'];
  readonly size: LabelPrinter['size'];
  readonly symbology: LabelPrinter['symbology'];
  readonly dpi: '203' | '300';
}

/** `custos label`: tries a label printer without a station, and lists the labels that wait in one. */
export function labelCommand(): Command {
  return new Command('label')
    .description('Labels of drives, containers and lots: try a printer, list what waits for one. They are printed in the window (key l).')
    .addCommand(testCommand())
    .addCommand(queueCommand());
}

function testCommand(): Command {
  return new Command('test')
    .argument('<to>', 'tcp://HOST:PORT (mostly 9100), lp:QUEUE for a printer of CUPS, or a new file ending in .zpl or .pdf')
    .description('Send one test label. It is of no drive and is not recorded.')
    .addOption(new Option('--as <language>', 'what is sent').choices(['zpl', 'pdf']).default('zpl'))
    .addOption(new Option('--size <mm>', 'the stock').choices(['50x25', '76x38', '100x50']).default('76x38'))
    .addOption(new Option('--symbology <name>', 'the code').choices(['code128', 'datamatrix']).default('code128'))
    .addOption(new Option('--dpi <dots>', 'resolution of the printer').choices(['203', '300']).default('203'))
    .action(async (to: string, options: TestOptions) => {
      const { printer, folder, name } = aimedAt(to, options);
      const stock = { size: printer.size, symbology: printer.symbology, dotsPerMm: printer.dots_per_mm };
      const end = await labelPort(folder, Date.now).print(printer, layOut(testContent(false), stock), name);
      if (end.kind === 'not_sent') throw new CannotStart(`Nothing was printed: ${end.why}.`);
      if (end.kind === 'in_doubt') throw new CannotStart(`Whether it was printed is not known: ${end.why}. Look at the printer.`);
      console.log('Sent. Look at the label and scan its code; it reads CU-D-000000000000-1.');
    });
}

function queueCommand(): Command {
  return new Command('queue')
    .description('List the labels that wait in a station. Stop the station first. Reads only.')
    .option('--data <dir>', 'where the station keeps its data')
    .option('--practice', 'the practice station of that folder')
    .action((options: { readonly data?: string; readonly practice?: true }) => {
      const folder = openDataFolder(options.data, options.practice === true ? 'practice' : 'real');
      if (!existsSync(folder.stationDatabase)) throw new CannotStart(`There is no station in ${folder.root}.`);
      const store = openStationStore(folder.stationDatabase);
      try {
        const jobs = keptQueue(store);
        for (const { subject, number, state, why } of jobs)
          console.log([subject ?? 'test label', number, state, why ?? ''].join('\t').trimEnd());
        if (jobs.length === 0) console.log('Nothing waits.');
      } finally {
        store.close();
      }
    });
}

function aimedAt(
  to: string,
  { as, size, symbology, dpi }: TestOptions,
): { readonly printer: LabelPrinter; readonly folder: string; readonly name: string } {
  const stock = { size, symbology, dots_per_mm: dpi === '203' ? 8 : 12 };
  const [, host, port] = /^tcp:\/\/(.+):(\d+)$/.exec(to) ?? [];
  const [, file, ending] = /^(.+)\.(zpl|pdf)$/.exec(to) ?? [];
  const queue = to.startsWith('lp:') ? to.slice(3) : undefined;
  const way =
    host !== undefined
      ? { is: 'network', host, port: Number(port) }
      : queue !== undefined
        ? { is: 'queue', name: queue }
        : file === undefined
          ? undefined
          : { is: 'file' };
  if (way?.is === 'file' && existsSync(to)) throw new CannotStart(`${to} is there already. Nothing was printed.`);
  const read = labelPrinter.safeParse({ way, as: way?.is === 'file' ? ending : as, ...stock });
  if (!read.success) throw new CannotStart(`${to} is no printer: tcp://HOST:PORT, lp:QUEUE, or a file ending in .zpl or .pdf.`);
  return { printer: read.data, folder: dirname(to), name: basename(file ?? 'label') };
}
