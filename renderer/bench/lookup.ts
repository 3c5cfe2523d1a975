import type { BenchView } from '../../contract/views.ts';

/** Finds the name people use for a port; the port itself when the map has no such bay. */
export function bayName(bench: BenchView): (port: string) => string {
  return (port) => bench.bays.find((bay) => bay.port === port)?.name ?? port;
}

/** Finds a drive's serial among the bays and the list of what was done. */
export function serialOf(bench: BenchView): (subject: string) => string {
  return (subject) =>
    bench.bays.find((bay) => bay.subject === subject)?.identity?.serial ??
    bench.lines.find((line) => line.subject === subject)?.serial ??
    subject;
}
