import { type OpenReader, openReader } from '../../registry/reader/open.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import { machineClock } from '../machine/clock.ts';
import { reportTo } from './log-lines.ts';
import { openReaderMetrics, serveMetrics } from './metrics.ts';
import { endOnFault, openLogOf, orClosed, serverOf, untilStopped } from './run.ts';
import type { SettingValues } from './settings.ts';

/**
 * Runs a process that serves the log beside the registry that writes it, until it is told to stop.
 *
 * @param writer where that registry is reached
 */
export async function runReader(values: SettingValues, name: string, writer: string): Promise<void> {
  const log = openLogOf(values);
  endOnFault(log);
  const metrics = openReaderMetrics();
  const reader = await said(
    openReader({
      dataDir: values.data,
      databaseUrl: values.database,
      name,
      writer,
      host: values.host,
      port: values.port,
      server: serverOf(values),
      clock: { nowMs: machineClock.wallMs, monoMs: machineClock.monoMs, boot: machineClock.bootId },
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => {
          clearTimeout(timer);
        };
      },
      report: reportTo(log),
      observe: { log, answered: metrics.answered, pushed: metrics.pushed },
    }),
    values,
  );
  const watched =
    values.metrics === 'off'
      ? undefined
      : await orClosed(
          reader,
          serveMetrics(values.metrics, metrics, () => reader.measures()),
        );
  const stopped = untilStopped(reader, values, log);
  const say = (line: string): boolean => process.stdout.write(`${line}\n`);
  say(`Registry ${reader.name} is read on ${reader.url}; it is written at ${writer}`);
  if (watched !== undefined) say(`Metrics: ${watched.url}`);
  say(`Log key, for auditors to pin: ${reader.logVkey}`);
  await stopped;
  await watched?.close();
  log('info', 'The reader is closed. It has written nothing.');
}

async function said(opening: Promise<OpenReader>, { host, port }: SettingValues): Promise<OpenReader> {
  try {
    return await opening;
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause && cause.syscall === 'listen')) throw cause;
    throw new CannotStart(
      `Nothing can listen on ${host} port ${port}: ${cause.message}. Nothing was changed. Choose another address, or stop what has it.`,
      { cause },
    );
  }
}
