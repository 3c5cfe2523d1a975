import type { FastifyInstance } from 'fastify';
import { toBase64url } from '../domain/bytes.ts';
import { ackKeyName } from '../domain/ledger/ack.ts';
import { formatVkey, noteKey } from '../domain/ledger/note.ts';
import { registryPattern } from '../domain/ledger/ids.ts';
import { isNameOfKeys } from '../domain/ledger/log-name.ts';
import type { Signer } from '../domain/ledger/signing.ts';
import type { Console, ConsoleOptions } from './console/open.ts';
import { openConsole } from './console/open.ts';
import type { BlobShelf } from './blobs/shelf.ts';
import type { GateLimits } from './gates/push-gate.ts';
import { addAuthorityRoutes } from './http/authority-routes.ts';
import { addBlobRoutes } from './http/blob-routes.ts';
import { addCertificateRoutes } from './http/certificate-routes.ts';
import { addFeedRoutes } from './http/feed-routes.ts';
import { addLogRoutes } from './http/log-routes.ts';
import { addStateRoutes } from './http/state-routes.ts';
import { addProbeRoutes } from './http/probe-routes.ts';
import { addPushRoutes, type GateLoad } from './http/push-routes.ts';
import { type BuiltServer, buildServer, type ServerOptions, type TlsFiles } from './http/server.ts';
import type { WitnessOptions } from './witness/open.ts';
import { addWitnessing, unwitnessed, type Witnessed } from './witness/open.ts';
import { tellConflicts } from './ledger/conflicts.ts';
import type { ControlWriter } from './ledger/control.ts';
import { createControlWriter } from './ledger/control.ts';
import type { EnrolDesk } from './ledger/enrol.ts';
import { openEnrolDesk } from './ledger/enrol.ts';
import { tellRechecks } from './ledger/rechecks.ts';
import { tellIndex } from './ledger/tell-index.ts';
import type { EpochDesk } from './ledger/epochs.ts';
import { tellFirmware } from './ledger/firmware.ts';
import { openEpochDesk } from './ledger/epochs.ts';
import type { Integrator } from './ledger/integrator.ts';
import { startIntegrator } from './ledger/integrator.ts';
import { keepReleased } from './ledger/release.ts';
import { learnPoliciesOf } from './ledger/policy-texts.ts';
import { type Deliverer, startDeliverer } from './outlets/deliverer.ts';
import type { Outlet } from './outlets/outlet.ts';
import { type Measures, measure } from './observe/measures.ts';
import type { Observer } from './observe/observer.ts';
import { openReadiness } from './observe/readiness.ts';
import { projections } from './projections/all.ts';
import type { Projector } from './projector/projector.ts';
import { startProjector } from './projector/projector.ts';
import type { After, Guard, RegistryClock, RegistryKeys, Report } from './ports.ts';
import { rememberRecent } from './recent.ts';
import { RegistryRefused } from './refused.ts';
import type { LogRow, RegistryStore } from './store.ts';

export interface RegistryParts {
  /** Registry name, which is the name of its first log, e.g. `custos.invalid/7f3a`. */
  readonly name: string;
  readonly store: RegistryStore;
  readonly keys: RegistryKeys;
  readonly guard: Guard;
  readonly clock: RegistryClock;
  readonly after: After;
  readonly randomBytes: (sizeBytes: number) => Uint8Array;
  readonly report: Report;
  /** Where attachments are kept; without it there are none. */
  readonly blobs?: BlobShelf | undefined;
  /** How long entries may gather before a checkpoint covers them. */
  readonly checkpointDelayMs: number;
  /** What pushes may wait for; `gateLimits` unless told. */
  readonly pushGate?: GateLimits | undefined;
  /** Which logs are witnessed here, and whose cosignatures are taken. */
  readonly witness?: WitnessOptions | undefined;
  /** Gives the key that cosigns the checkpoints of others. */
  readonly witnessKey?: (() => Signer) | undefined;
  /** How people sign in, and the pages that they see. */
  readonly console?: ConsoleOptions | undefined;
  /** Other systems that are told of the log. */
  readonly outlets?: readonly Outlet[] | undefined;
  /** How many of a thousand certified drives are drawn for a re-check, none unless told; and how long a window lasts, in ms. */
  readonly rechecks?: { readonly permille: number; readonly windowMs?: number | undefined } | undefined;
  /** How long an index of drives stands before the next one is told, in ms; none is told unless this is. */
  readonly indexEveryMs?: number | undefined;
  /** How often the newest checkpoint is kept for processes that read beside this one, in ms; never unless told. */
  readonly releaseEveryMs?: number | undefined;
  /** TLS, proxies, bounds by address. */
  readonly server?: ServerOptions | undefined;
  /** Who watches over it: log and counters. */
  readonly observe?: Observer | undefined;
  /** Whether the files of `keys` can still be read, for `GET /ready`. */
  readonly keysReadable?: (() => boolean) | undefined;
}

/** The registry's parts joined, without a socket. */
export interface Ledger {
  readonly registryName: string;
  readonly log: LogRow;
  readonly store: RegistryStore;
  readonly keys: RegistryKeys;
  readonly clock: RegistryClock;
  readonly control: ControlWriter;
  /** Waking it wakes the projector too: both follow what was committed. */
  readonly integrator: Integrator;
  readonly projector: Projector;
  readonly desk: EnrolDesk;
  readonly epochs: EpochDesk;
  /** Kinds of alarm that are open. */
  alarms(): Promise<readonly string[]>;
}

export interface BuiltRegistry {
  /** Not listening yet: `inject` or `listen`. Closing it stops the integrator and closes the store. */
  readonly app: FastifyInstance;
  readonly ledger: Ledger;
  readonly console: Console;
  readonly logVkey: string;
  readonly ackVkey: string;
  /** How it stands, in numbers. */
  measures(): Promise<Measures>;
  /** Takes a new certificate for connections from now on. Throws, and keeps the old one, when the two do not fit. */
  renewTls(files: TlsFiles): void;
}

const firstLog = 1;

/** Builds a registry over its ports. Opens the log on first use; refuses a store that holds another registry. */
export async function buildRegistry(parts: RegistryParts): Promise<BuiltRegistry> {
  const { name, keys, clock, guard, after, report } = parts;
  if (!registryPattern.test(name))
    throw new RangeError(`${name} cannot be a registry name: lower-case letters, digits, dots, dashes and slashes only`);
  const logVkey = formatVkey(noteKey(name, keys.log.publicKey));
  const ackVkey = formatVkey(noteKey(ackKeyName(name), keys.ack.publicKey));
  const log = await openLog(parts, logVkey, ackVkey);
  const { store, recent } = rememberRecent(parts.store, log.logId);
  const signing = await startIntegrator({
    store,
    recent,
    logName: log.name,
    logKey: keys.log,
    guard,
    clock,
    after,
    report,
    delayMs: parts.checkpointDelayMs,
  });
  // Before a drive is judged.
  await learnPoliciesOf(store.sql);
  const projector = await startProjector({ store, recent, projections, clock, after, report, delayMs: parts.checkpointDelayMs });
  const integrator: Integrator = {
    ...signing,
    wake() {
      signing.wake();
      projector.wake();
    },
  };
  const control = createControlWriter({
    store,
    registryName: name,
    signer: keys.control,
    clock,
    randomBytes: parts.randomBytes,
    published: () => integrator.published(),
    wake: () => {
      integrator.wake();
    },
    after,
    report,
  });
  const pins = { reg: name, log: log.name, control_key: toBase64url(keys.control.publicKey), log_vkey: logVkey, ack_vkey: ackVkey };
  if (integrator.alarm() === undefined) {
    if (log.size === 0) {
      const body = { log: log.name, log_vkey: logVkey, ack_vkey: ackVkey, control_key: pins.control_key };
      await control.write({ type: 'log.opened', body });
    }
    await control.reportForks();
    await integrator.settle();
  } else {
    report(
      `This registry signs nothing: ${integrator.alarm() ?? ''}. Its data can be read. Recover it from a mirror, or put back the newest data.`,
    );
  }
  const ledger: Ledger = {
    registryName: name,
    log,
    store,
    keys,
    clock,
    control,
    integrator,
    projector,
    desk: openEnrolDesk({ store, control, clock, randomBytes: parts.randomBytes, pins }),
    epochs: openEpochDesk({ store, control, clock }),
    async alarms() {
      const alarm = integrator.alarm();
      return [...(alarm === undefined ? [] : [alarm]), ...(await store.alarms())];
    },
  };
  const { server, load, feedsWaiting } = await serve(ledger, parts);
  const { app } = server;
  const witnesses = witnessed(app, ledger, parts);
  if (integrator.alarm() === undefined) tellWhatIsFound(app, ledger, parts);
  const deliverer = deliver(app, ledger, parts);
  const console = openConsole(app, ledger, parts.console ?? {}, { ...parts, witnesses, deliverer });
  const measures = (): Promise<Measures> =>
    measure({ ledger, load, feedsWaiting, bodies: server.bodies, outlets: deliverer.outlets, witnesses: witnesses.standings });
  return { app, ledger, console, logVkey, ackVkey, measures, renewTls: server.renewTls };
}

/** Tells the log, by facts of the control chain, what follows from it, until the server closes. */
function tellWhatIsFound(app: FastifyInstance, ledger: Ledger, { report, rechecks, indexEveryMs: everyMs }: RegistryParts): void {
  const { store, log, control, integrator, projector, clock } = ledger;
  const common = { sql: store.sql, control, projector, report };
  const draw = { permille: rechecks?.permille ?? 0, windowMs: rechecks?.windowMs };
  app.addHook('onClose', tellConflicts(common));
  app.addHook('onClose', tellFirmware(common));
  app.addHook('onClose', tellRechecks({ ...common, store, logId: log.logId, integrator, clock, ...draw }));
  if (everyMs !== undefined) app.addHook('onClose', tellIndex({ ...common, store, logId: log.logId, integrator, clock, everyMs }));
}

/** Keeps what readers beside this process show. @returns what ends it, after the newest checkpoint was kept */
function releaseToReaders(
  { store, log, integrator }: Ledger,
  { releaseEveryMs: everyMs, after, report }: RegistryParts,
): () => Promise<void> {
  if (everyMs === undefined) return () => Promise.resolve();
  return keepReleased({ sql: store.sql, logId: log.logId, integrator, everyMs, after, report });
}

/** Tells other systems of what is under a checkpoint, until the server closes. */
function deliver(app: FastifyInstance, { store, log, integrator, projector }: Ledger, parts: RegistryParts): Deliverer {
  const { outlets = [], clock, after, report } = parts;
  const covered = (): number => integrator.published()?.size ?? 0;
  const deliverer = startDeliverer({ sql: store.sql, outlets, logId: log.logId, covered, projector, clock, after, report });
  app.addHook('onClose', () => deliverer.stop());
  return deliverer;
}

/** What witnesses say; nobody says anything where this registry knows none. */
function witnessed(app: FastifyInstance, ledger: Ledger, { witness, witnessKey, after, report }: RegistryParts): Witnessed {
  if (witnessKey === undefined) return unwitnessed;
  return addWitnessing(app, ledger, { options: witness ?? {}, signer: witnessKey, after, report });
}

/**
 * Takes the log of this registry, made on first use. Throws `RegistryRefused` when the store holds another one, or when a new
 * registry would have a name that is kept for keys.
 */
async function openLog({ name, store, keys }: RegistryParts, logVkey: string, ackVkey: string): Promise<LogRow> {
  let log = await store.takeLog();
  if (log === undefined) {
    // One that was founded under such a name before goes on: all that it ever signed bears it.
    if (isNameOfKeys(name)) {
      throw new RegistryRefused(
        'name_taken',
        `A new registry cannot be named ${name}: a name that ends in four digits, in ack or in witness is kept for a key of the registry before the last slash. No registry was founded, and no data is touched. Choose another name.`,
      );
    }
    await store.createLog({ logId: firstLog, name, logVkey, ackVkey, controlKey: keys.control });
    log = await store.takeLog();
  }
  if (log === undefined) throw new Error('the store keeps no log');
  if (log.name !== name || log.logVkey !== logVkey || log.ackVkey !== ackVkey) {
    throw new RegistryRefused(
      'another_registry',
      `This data belongs to the registry ${log.name}, or its keys were replaced. Start it under that name, with the keys that were made for it.`,
    );
  }
  return log;
}

interface Routed {
  readonly server: BuiltServer;
  readonly load: () => GateLoad;
  readonly feedsWaiting: () => number;
}

async function serve(ledger: Ledger, parts: RegistryParts): Promise<Routed> {
  const { after, report, blobs, clock, observe, guard } = parts;
  const server = await buildServer(parts.server ?? {}, { clock, report, observe });
  const { app } = server;
  const load = addPushRoutes(app, ledger, { gateAt: parts.pushGate, observe });
  addAuthorityRoutes(app, ledger);
  addLogRoutes(app, ledger);
  addCertificateRoutes(app, ledger);
  addStateRoutes(app, ledger);
  const feedsWaiting = addFeedRoutes(app, ledger, after);
  if (blobs !== undefined) addBlobRoutes(app, ledger, blobs);
  const { log, store, integrator } = ledger;
  const keysReadable = parts.keysReadable ?? (() => true);
  const ready = await openReadiness({ sql: store.sql, logId: log.logId, logName: log.name, integrator, guard, clock, after, keysReadable });
  addProbeRoutes(app, ready);
  const released = releaseToReaders(ledger, parts);
  app.addHook('onClose', async () => {
    ledger.control.stop();
    await ledger.projector.stop();
    await ledger.integrator.stop();
    await released();
    await ledger.store.close();
  });
  return { server, load, feedsWaiting };
}
