import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ScannerHub, ScannerLine, ScannerReading, ScannersView } from '../../contract/scanners.ts';
import type { FromScanners } from '../../hardware/scanners/lines.ts';
import { replaceFile } from './replace-file.ts';
import { keepScannerProcess } from './scanner-process.ts';

/** The scanners of this machine, read in a process of their own, for all stations of this one. */
export interface MachineScanners extends ScannerHub {
  /** Resolves when the scanner process is gone. */
  close(): Promise<void>;
}

export interface ScannerOptions {
  /** Where the ports that somebody chose are remembered. */
  readonly file: string;
  /** The program to start: the scanner process unless told. */
  readonly program?: string;
  readonly log: (line: string) => void;
}

/** Serial ports that were chosen: id and the name that they had then. */
const kept = z.array(z.strictObject({ id: z.string().min(1).max(300), name: z.string().max(120) })).max(100);
type Kept = z.infer<typeof kept>;

/** Listens to scanners from the moment that a station asks for them. What cannot be read is told in the view. */
export function openScanners({ file, program, log }: ScannerOptions): MachineScanners {
  let chosen: Kept = readKept(file);
  let there: readonly ScannerLine[] = [];
  let failed: string | undefined;
  const changes = new Set<() => void>();
  let ears: readonly ((reading: ScannerReading) => void)[] = [];
  const show = (next: readonly ScannerLine[], why: string | undefined): void => {
    there = next;
    failed = why;
    for (const listener of changes) listener();
  };
  const onMessage = (message: FromScanners): void => {
    switch (message.kind) {
      case 'read':
        ears[0]?.(message.reading);
        return;
      case 'there':
        return show(message.scanners, undefined);
      case 'failed':
        return show(there, message.why);
    }
  };
  const sayChosen = (): void => reader.send({ kind: 'use', ids: chosen.map(({ id }) => id) });
  const reader = keepScannerProcess({ onStart: () => sayChosen(), onMessage, onEnd: (why) => show([], why), log }, program);
  return {
    view: () => viewOf(there, chosen, failed),
    onChange: (listener) => {
      changes.add(listener);
      reader.begin();
      return () => changes.delete(listener);
    },
    hear: (listener) => {
      ears = [listener, ...ears];
      reader.begin();
      return () => {
        ears = ears.filter((other) => other !== listener);
      };
    },
    use: (id, on) => {
      const line = there.find((one) => one.id === id && one.kind === 'serial');
      const rest = chosen.filter((one) => one.id !== id);
      if (on ? line === undefined : rest.length === chosen.length) return false;
      const next = on && line !== undefined ? [...rest, { id, name: line.name }] : rest;
      replaceFile(file, JSON.stringify(next));
      chosen = next;
      sayChosen();
      show(there, failed);
      return true;
    },
    close: () => reader.close(),
  };
}

/** A chosen scanner that is not plugged in stays in sight: its absence is the news. */
function viewOf(there: readonly ScannerLine[], chosen: Kept, failed: string | undefined): ScannersView {
  const away = chosen
    .filter(({ id }) => !there.some((line) => line.id === id))
    .map(({ id, name }): ScannerLine => ({ id, kind: 'serial', name, port: '', state: 'away' }));
  return { served: true, scanners: [...there, ...away], ...(failed === undefined ? {} : { failed }) };
}

/** A list that cannot be read is an empty one: somebody chooses again, and nothing is opened that nobody chose. */
function readKept(file: string): Kept {
  try {
    return kept.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? [];
  } catch {
    return [];
  }
}
