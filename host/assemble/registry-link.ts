import type { InstallGuard, KeyStore, StationStore } from '../../contract/ports.ts';
import { randomBytes } from '../../keys/random.ts';
import { toHex } from '../../domain/bytes.ts';
import { openRegistry, type OpenRegistry } from '../../registry/open.ts';
import { enrol, foundAlone } from '../../station/sync/enrol.ts';
import { fetchConnection } from '../../station/sync/fetch-connection.ts';
import { checkInstall, installValues } from '../../station/sync/install.ts';
import { machineClock } from '../machine/clock.ts';
import { CannotStart } from './cannot-start.ts';

/** Which registry a station belongs to. Chosen at the first start; the chain remembers it. */
export type RegistryChoice =
  /** One in this process, on loopback: one command starts everything. */
  | { readonly kind: 'embedded'; readonly dataDir: string }
  /** One elsewhere. The code is needed once. */
  | {
      readonly kind: 'remote';
      readonly url: string;
      readonly code?: string | undefined;
      /** What the officer reads beside the six words. */
      readonly name?: string | undefined;
      readonly site?: string | undefined;
    }
  | { readonly kind: 'none' };

const keptName = 'embedded_registry';

/**
 * Joins the registry on the first start, finds it again on later ones, and holds store, keys and place against each
 * other. @returns the embedded registry, if there is one
 */
export async function joinRegistry(
  store: StationStore,
  keys: KeyStore,
  choice: RegistryChoice,
  mode: 'real' | 'practice',
  guard: InstallGuard,
): Promise<OpenRegistry | undefined> {
  const { pins } = store.sync.state();
  const isElsewhere = store.sync.asked() !== undefined || (pins !== undefined && pins.reg !== store.secrets.kept(keptName));
  // What was joined, or asked, before is not left by forgetting to name it.
  if (choice.kind === 'none' || (choice.kind === 'embedded' && isElsewhere)) {
    foundAlone({ store, keys });
    check(store, keys, guard);
    return undefined;
  }
  if (choice.kind === 'remote') {
    await joinRemote(store, keys, choice, guard);
    check(store, keys, guard);
    return undefined;
  }
  // The registry lies in the same folder: a copy of both is whole in itself, wherever it lies.
  const here = { ...guard, id: 'embedded' };
  const registry = await joinEmbedded(store, keys, choice.dataDir, mode, here);
  check(store, keys, here);
  return registry;
}

function check(store: StationStore, keys: KeyStore, guard: InstallGuard): void {
  checkInstall({ store, keys, guard, random: { bytes: randomBytes } });
}

async function joinEmbedded(
  store: StationStore,
  keys: KeyStore,
  dataDir: string,
  mode: 'real' | 'practice',
  guard: InstallGuard,
): Promise<OpenRegistry> {
  const kept = store.secrets.kept(keptName);
  // `.invalid` can never be somebody's real name (RFC 2606); practice says so in its name, and so in every event.
  const name = kept ?? `${mode === 'practice' ? 'practice.' : ''}custos.invalid/${toHex(randomBytes(6))}`;
  if (kept === undefined) store.secrets.keep(keptName, name);
  const registry = await openRegistry({
    dataDir,
    name,
    clock: { nowMs: machineClock.wallMs, monoMs: machineClock.monoMs, boot: machineClock.bootId },
  });
  try {
    const { pins } = store.sync.state();
    // The embedded registry listens on a free port that is new with each start.
    if (pins !== undefined) store.sync.keep({ pins: { ...pins, url: registry.url } });
    else if (store.facts.chain() === undefined)
      await join(store, keys, { kind: 'remote', url: registry.url, code: await registry.enrolmentCode() }, guard);
    return registry;
  } catch (error) {
    await registry.close();
    throw error;
  }
}

type Remote = Extract<RegistryChoice, { kind: 'remote' }>;

async function joinRemote(store: StationStore, keys: KeyStore, choice: Remote, guard: InstallGuard): Promise<void> {
  const { pins } = store.sync.state();
  if (pins !== undefined) {
    if (new URL(pins.url).origin !== new URL(choice.url).origin) store.sync.keep({ pins: { ...pins, url: choice.url } });
    return;
  }
  // An officer was asked before: the station goes on waiting, and works.
  if (choice.code === undefined && store.sync.asked() !== undefined) return;
  if (choice.code === undefined)
    throw new CannotStart(
      `This station belongs to no registry yet. Ask the people who run ${choice.url} for a one-time code and start again with --code CODE. Nothing was changed.`,
    );
  await join(store, keys, choice, guard);
}

async function join(store: StationStore, keys: KeyStore, { url, code = '', name, site }: Remote, guard: InstallGuard): Promise<void> {
  const connection = fetchConnection(url);
  try {
    const outcome = await enrol(
      { store, keys, bind: () => installValues({ keys, guard }) },
      { connection, url, code, name: name ?? 'station', site: site ?? 'site', platform: `${process.platform}-${process.arch}` },
    );
    if (outcome.kind !== 'refused') return;
    throw new CannotStart(
      `The registry at ${url} did not take this station in: ${outcome.why}${outcome.detail === undefined ? '' : ` (${outcome.detail})`}. Nothing was changed; start again with a code that is still good.`,
    );
  } finally {
    connection.close();
  }
}
