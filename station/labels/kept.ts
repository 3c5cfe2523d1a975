import { z } from 'zod';
import { labelJob, labelPrinter, type LabelPrinter } from '../../contract/labels.ts';
import type { LocalChange, StationStore } from '../../contract/ports.ts';
import { labelled } from '../../domain/facts/labels.ts';
import { personId } from '../../domain/people/roles.ts';

/** A label that waits for the printer, as the store keeps it. */
const keptJob = labelJob.omit({ title: true }).extend({ of: z.enum([...labelled.options, 'test']), by: personId.optional() });
export type KeptJob = z.infer<typeof keptJob>;

const queueName = 'label_queue';
const printerName = 'label_printer';

/** The labels that wait, in the order in which they were asked for. Unreadable text stops the station's start, not a label. */
export function keptQueue({ secrets }: Pick<StationStore, 'secrets'>): readonly KeptJob[] {
  const text = secrets.kept(queueName);
  return text === undefined ? [] : z.array(keptJob).parse(JSON.parse(text));
}

/** As a change that goes into the same transaction as the fact of a printed label. */
export function queueChange(jobs: readonly KeptJob[]): LocalChange {
  return { kind: 'kept', name: queueName, value: JSON.stringify(jobs) };
}

export function keepQueue({ secrets }: Pick<StationStore, 'secrets'>, jobs: readonly KeptJob[]): void {
  secrets.keep(queueName, JSON.stringify(jobs));
}

/** The printer of this station; undefined before one was set up. */
export function keptPrinter({ secrets }: Pick<StationStore, 'secrets'>): LabelPrinter | undefined {
  const text = secrets.kept(printerName);
  return text === undefined ? undefined : labelPrinter.parse(JSON.parse(text));
}

export function keepPrinter({ secrets }: Pick<StationStore, 'secrets'>, printer: LabelPrinter): void {
  secrets.keep(printerName, JSON.stringify(printer));
}
