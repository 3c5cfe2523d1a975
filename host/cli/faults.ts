import { KeyFileRefused } from '../../keys/key-file.ts';
import { OrganisationKeyRefused } from '../../keys/organisation/refused.ts';
import { StoreRefused } from '../../db/refused.ts';
import { RegistryRefused } from '../../registry/refused.ts';
import { CannotStart } from '../assemble/cannot-start.ts';

/**
 * Runs a command and turns what it throws into words on standard error. Faults that a person can do something about
 * say so in their message; anything else is a defect and shows where it came from.
 *
 * @returns the exit code: what the command set, or 1
 */
export async function saidAndDone(run: () => Promise<unknown>): Promise<number> {
  try {
    await run();
    return typeof process.exitCode === 'number' ? process.exitCode : 0;
  } catch (error) {
    const expected =
      error instanceof StoreRefused ||
      error instanceof KeyFileRefused ||
      error instanceof OrganisationKeyRefused ||
      error instanceof RegistryRefused ||
      error instanceof CannotStart;
    process.stderr.write(
      expected
        ? `${error.message}\n`
        : `Custos stopped on a fault of its own. What was recorded is safe on this disk.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return 1;
  }
}

/** Resolves on the first SIGINT or SIGTERM. Further ones are heard and ignored: a stop of a whole group comes twice, and what is being closed must close in order. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
}
