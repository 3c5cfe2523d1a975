import { createInterface } from 'node:readline';
import { openBackupDoor } from '../../registry/backup/door.ts';
import type { ServerOptions } from '../../registry/http/server.ts';
import { type OpenRegistry, openRegistry } from '../../registry/open.ts';
import { plainCause } from '../../registry/observe/cause.ts';
import type { Log } from '../../registry/observe/observer.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import { consoleOptions, sayConsole } from '../cli/registry-console.ts';
import { machineClock } from '../machine/clock.ts';
import { reportDrawer } from '../paper/report.ts';
import { openLog, reportTo } from './log-lines.ts';
import { type Metrics, openMetrics, serveMetrics } from './metrics.ts';
import { readOutlets } from './outlets.ts';
import type { SettingValues } from './settings.ts';
import { readTls } from './tls.ts';

/** Runs a registry until it is told to stop, and says on standard output what its operator has to know. */
export async function runRegistry(values: SettingValues, name: string): Promise<void> {
  const shown = { ...consoleOptions(values.console), draw: reportDrawer(name) };
  const outlets = readOutlets(values.outlets);
  const log = openLogOf(values);
  endOnFault(log);
  const metrics = openMetrics();
  const registry = await open(values, name, { log, metrics, shown, outlets });
  const watched =
    values.metrics === 'off'
      ? undefined
      : await orClosed(
          registry,
          serveMetrics(values.metrics, metrics, () => registry.measures()),
        );
  const closeDoor = await openBackupDoor(registry.ledger.store, values.data, reportTo(log));
  const stopped = untilStopped(registry, values, log);
  const say = (line: string): boolean => process.stdout.write(`${line}\n`);
  say(`Registry ${registry.name} listens on ${registry.url}`);
  if (watched !== undefined) say(`Metrics: ${watched.url}`);
  say(`Log key, for auditors to pin: ${registry.logVkey}`);
  await sayConsole(registry, shown, say);
  for (let left = values.codes; left > 0; left -= 1)
    say(`One-time code for a station, good for 24 hours: ${await registry.enrolmentCode()}`);
  say('Press Enter for a one-time code for one station, Ctrl+C to stop.');
  const lines = createInterface({ input: process.stdin });
  lines.on('line', () => {
    registry.enrolmentCode().then(
      (code) => say(`One-time code for a station, good for 24 hours: ${code}`),
      (cause: unknown) => {
        log('error', 'No code could be made.', plainCause(cause));
      },
    );
  });
  await stopped;
  lines.close();
  await closeDoor();
  await watched?.close();
  log('info', 'The registry is closed. All that was taken is on disk and under a checkpoint.');
}

/** How the process answers: its limits, its certificate, and whose word on addresses counts. Throws `CannotStart` as `readTls` does. */
export function serverOf(values: SettingValues): ServerOptions {
  const { limit_enrol: enrol, limit_sign_in: signIn, limit_public: open, limit_bodies: bodies } = values;
  return {
    limits: { enrol, sign_in: signIn, public: open, bodies },
    trustProxy: values.trust_proxy,
    tls: readTls(values),
    hstsSeconds: values.hsts_seconds,
  };
}

/** The log of this process, as the settings have it. */
export function openLogOf({ log_level: level, log_format: format }: SettingValues): Log {
  const usual = process.stderr.isTTY ? 'text' : 'json';
  const write = (line: string): boolean => process.stderr.write(line);
  return openLog({ level, format: format === 'auto' ? usual : format, write, nowMs: machineClock.wallMs });
}

/** The runtime would print such a fault with all that its message quotes. */
export function endOnFault(log: Log): void {
  // Whoever read our lines may go away, as a journal does when it starts anew: that ends nothing here.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('uncaughtException', (cause) => {
    log(
      'error',
      'A fault of its own ended the registry. What was taken is on disk, and the next start goes on from there.',
      plainCause(cause),
    );
    process.exit(1);
  });
}

interface Around {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly shown: ReturnType<typeof consoleOptions>;
  readonly outlets: ReturnType<typeof readOutlets>;
}

/** What a signal can do to a process that serves. */
export type Stoppable = Pick<OpenRegistry, 'close' | 'hangUp' | 'renewTls'>;

async function open(values: SettingValues, name: string, { log, metrics, shown, outlets }: Around): Promise<OpenRegistry> {
  try {
    return await openRegistry({
      dataDir: values.data,
      databaseUrl: values.database,
      name,
      host: values.host,
      port: values.port,
      ...(values.guard === undefined ? {} : { guardDir: values.guard }),
      checkpointDelayMs: values.checkpoint_delay_ms,
      witness: { logs: values.witness_logs, witnesses: values.witnesses },
      console: shown,
      outlets,
      rechecks: { permille: values.recheck_permille },
      indexEveryMs: 86_400_000,
      releaseEveryMs: 1_000,
      server: serverOf(values),
      clock: { nowMs: machineClock.wallMs, monoMs: machineClock.monoMs, boot: machineClock.bootId },
      report: reportTo(log),
      observe: { log, answered: metrics.answered, pushed: metrics.pushed },
    });
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause && cause.syscall === 'listen')) throw cause;
    throw new CannotStart(
      `Nothing can listen on ${values.host} port ${values.port}: ${cause.message}. The log was opened and closed again, and is whole. Choose another address, or stop what has it.`,
      { cause },
    );
  }
}

export async function orClosed<Value>(registry: Pick<OpenRegistry, 'close'>, work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (cause) {
    await registry.close();
    throw cause;
  }
}

/**
 * Resolves when the registry was told to stop and is closed. The first SIGTERM or SIGINT takes no more connections and
 * ends what is under way; the second, or `shutdown_seconds`, cuts what is left. Either way the last checkpoint is written.
 * SIGHUP reads the certificate anew; on a terminal it means that the terminal has gone.
 */
export function untilStopped(registry: Stoppable, values: SettingValues, log: Log): Promise<void> {
  return new Promise((resolve, reject) => {
    let told = 0;
    const stop = (signal: string): void => {
      told += 1;
      if (told > 1) {
        log('warn', 'Told again to stop: connections are cut.', { signal });
        registry.hangUp();
        return;
      }
      log('info', 'Told to stop: requests under way are answered first.', { signal });
      const late = setTimeout(() => {
        log('warn', 'Some requests took too long to end: connections are cut.', { seconds: values.shutdown_seconds });
        registry.hangUp();
      }, values.shutdown_seconds * 1000);
      registry.close().then(
        () => {
          clearTimeout(late);
          resolve();
        },
        (cause: unknown) => {
          clearTimeout(late);
          reject(cause instanceof Error ? cause : new Error(String(cause)));
        },
      );
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
    process.on('SIGHUP', () => {
      if (process.stdin.isTTY) stop('SIGHUP');
      else renew(registry, values, log);
    });
  });
}

function renew(registry: Stoppable, values: SettingValues, log: Log): void {
  try {
    const files = readTls(values);
    if (files !== undefined) registry.renewTls(files);
    log('info', files === undefined ? 'There is no certificate to read anew.' : 'The certificate was read anew.');
  } catch (cause) {
    log('error', 'The new certificate cannot be used; the old one stays.', { why: cause instanceof Error ? cause.message : undefined });
  }
}
