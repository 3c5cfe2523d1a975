import type { StationStore } from '../../contract/ports.ts';
import { everywhere } from '../../domain/facts/control.ts';
import { personId } from '../../domain/people/roles.ts';
import { endRole, grantRole, grantsOf } from '../../registry/ledger/grants.ts';
import type { OpenRegistry } from '../../registry/open.ts';

/** A grant that ends when the role does. */
const untilEnded = Number.MAX_SAFE_INTEGER;

/**
 * Where the registry runs in this very station, whoever is a supervisor here is one by the log too: there is nobody else
 * to grant it, and a dispute could never be settled. Grants what is missing and ends what is over; does nothing twice.
 */
export async function grantOwnOfficers({ ledger }: Pick<OpenRegistry, 'ledger'>, store: Pick<StationStore, 'people'>): Promise<void> {
  const { control } = ledger;
  const granted = new Set((await grantsOf(ledger.store.sql)).filter(({ role }) => role === 'supervisor').map(({ person }) => person));
  for (const { id, active, roles } of store.people.all()) {
    const person = personId.parse(id);
    const isOne = active && roles.includes('supervisor');
    if (isOne && !granted.has(person))
      await grantRole(control, { person, role: 'supervisor', sites: [everywhere], tenants: [everywhere], untilMs: untilEnded }, undefined);
    if (!isOne && granted.has(person)) await endRole(control, { person, role: 'supervisor' }, undefined);
  }
}

/** The same at once and after each change of people, one after the other. @returns resolves when nothing is under way */
export function keepOwnOfficers(
  registry: Pick<OpenRegistry, 'ledger'>,
  store: Pick<StationStore, 'people'>,
  failed: (cause: unknown) => void,
): { look(): void; settled(): Promise<void> } {
  let turn: Promise<void> = Promise.resolve();
  return {
    look() {
      turn = turn.then(() => grantOwnOfficers(registry, store)).catch(failed);
    },
    settled: () => turn,
  };
}
