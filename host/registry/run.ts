import { createInterface } from 'node:readline';
import { openRegistry } from '../../registry/open.ts';
import { untilStopped } from '../cli/faults.ts';
import { consoleOptions, sayConsole } from '../cli/registry-console.ts';
import { machineClock } from '../machine/clock.ts';
import type { SettingValues } from './settings.ts';

/** Runs a registry until it is told to stop, and says on standard output what its operator has to know. */
export async function runRegistry(values: SettingValues, name: string): Promise<void> {
  const shown = consoleOptions(values.console);
  const registry = await openRegistry({
    dataDir: values.data,
    databaseUrl: values.database,
    name,
    host: values.host,
    port: values.port,
    ...(values.guard === undefined ? {} : { guardDir: values.guard }),
    checkpointDelayMs: values.checkpoint_delay_ms,
    witness: { logs: values.witness_logs, witnesses: values.witnesses },
    console: shown,
    clock: { nowMs: machineClock.wallMs, monoMs: machineClock.monoMs, boot: machineClock.bootId },
    report: (what, cause) =>
      process.stderr.write(
        `${JSON.stringify({ at: new Date().toISOString(), what, ...(cause instanceof Error ? { why: cause.message } : {}) })}\n`,
      ),
  });
  const say = (line: string): boolean => process.stdout.write(`${line}\n`);
  say(`Registry ${registry.name} listens on ${registry.url}`);
  say(`Log key, for auditors to pin: ${registry.logVkey}`);
  await sayConsole(registry, shown, say);
  for (let left = values.codes; left > 0; left -= 1)
    say(`One-time code for a station, good for 24 hours: ${await registry.enrolmentCode()}`);
  say('Press Enter for a one-time code for one station, Ctrl+C to stop.');
  const lines = createInterface({ input: process.stdin });
  lines.on('line', () => {
    void registry.enrolmentCode().then((code) => say(`One-time code for a station, good for 24 hours: ${code}`));
  });
  await untilStopped();
  lines.close();
  await registry.close();
}
