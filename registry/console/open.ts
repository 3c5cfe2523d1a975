import type { FastifyInstance } from 'fastify';
import { inclusionProof } from '../../domain/ledger/tree.ts';
import type { WrapCost } from '../../keys/pin.ts';
import type { RandomBytes } from '../../keys/random.ts';
import { bracketOfLogged, type TimesOfSizes } from '../ledger/brackets.ts';
import { withTiles } from '../ledger/integrator.ts';
import { grantsOf } from '../ledger/grants.ts';
import { openAccounts } from '../people/accounts.ts';
import { openLocalSignIn } from '../people/local.ts';
import { openOidcSignIn, type Provider } from '../people/oidc.ts';
import { openPrograms } from '../people/programs.ts';
import { openReadLog } from '../people/read-log.ts';
import { type Asker, coversSite } from '../people/rights.ts';
import { openSessions } from '../people/sessions.ts';
import type { BlobShelf } from '../blobs/shelf.ts';
import type { After, Report } from '../ports.ts';
import type { Ledger } from '../registry.ts';
import { openActs } from './acts.ts';
import { ageingHandlers } from './ageing.ts';
import { bundleHandlers } from './bundle.ts';
import { conflictHandlers, countOpenConflicts, openConflictsOf } from './conflicts.ts';
import { driveHandlers } from './drives.ts';
import { erasingHandlers } from './erasing.ts';
import { exportHandlers } from './export.ts';
import { figureHandlers } from './figures.ts';
import { firmwareHandlers } from './firmware.ts';
import { inForce } from './grants.ts';
import { type StepLimits, usualLimits } from './limits.ts';
import { openLive } from './live.ts';
import { officeHandlers } from './office.ts';
import { officerHandlers } from './officers.ts';
import { photoHandlers } from './photos.ts';
import { policyHandlers } from './policies.ts';
import { policyDraftHandlers } from './policy-drafts.ts';
import { policyReplayHandlers } from './policy-replay.ts';
import { recheckHandlers } from './rechecks.ts';
import { revokedHandlers } from './revoked.ts';
import { retentionHandlers } from './retention.ts';
import { roleHandlers } from './roles.ts';
import { overviewHandlers } from './overview.ts';
import { type Pages, servePages } from './pages.ts';
import { benchPeopleHandlers } from './bench-people.ts';
import { peopleHandlers } from './people.ts';
import { programHandlers } from './programs.ts';
import type { Deliverer } from '../outlets/deliverer.ts';
import { countGivenUp, outletHandlers } from './outlets.ts';
import type { DrawReport } from './report-file.ts';
import { readinessHandlers } from './readiness.ts';
import { openSealedIndex } from './sealed-index.ts';
import { serveConsole } from './serve.ts';
import { askers, signInHandlers } from './sign-in.ts';
import { stationHandlers } from './stations.ts';
import type { Witnessed } from '../witness/open.ts';

export interface ConsoleOptions {
  /** OpenID providers that people may sign in at. */
  readonly providers?: readonly Provider[] | undefined;
  /** Where browsers reach the registry, e.g. `https://registry.example`; on loopback without one. */
  readonly publicUrl?: string | undefined;
  /** The built console; without it only the API is served. */
  readonly pages?: Pages | undefined;
  /** How long drives may wait in each step, where it is not as usual. */
  readonly limits?: Partial<StepLimits> | undefined;
  /** The checker that goes into a bundle, as one file of text; without it no bundle is made. */
  readonly checker?: (() => Promise<string>) | undefined;
  /** Draws reports as PDF; without it they are saved as CSV and JSON alone. */
  readonly draw?: DrawReport | undefined;
  /** Cost of a password's hash; tests take a small one. */
  readonly passwordCost?: WrapCost | undefined;
}

export interface Console {
  /** A one-time code that makes the first administrator; undefined once there is a person. For the operator's eyes. */
  setUpCode(): Promise<string | undefined>;
  /** Resolves when what is sealed beside the log so far has been read: whose drives they are. */
  caughtUp(): Promise<void>;
}

/** Joins the console's parts and registers its routes. The server is not listening yet. */
export function openConsole(
  app: FastifyInstance,
  ledger: Ledger,
  options: ConsoleOptions,
  ports: {
    readonly randomBytes: RandomBytes;
    readonly after: After;
    readonly report: Report;
    readonly blobs?: BlobShelf | undefined;
    readonly witnesses: Witnessed;
    readonly deliverer: Deliverer;
  },
): Console {
  const { store, clock, projector, control } = ledger;
  const { sql } = store;
  const { randomBytes, after, report } = ports;
  const { logId } = ledger.log;
  const accounts = openAccounts(sql, randomBytes);
  const sessions = openSessions(sql, randomBytes);
  const programs = openPrograms(sql, randomBytes);
  const local = openLocalSignIn(accounts, randomBytes, options.passwordCost);
  const oidc = openOidcSignIn(options.providers ?? [], randomBytes);
  const readLog = openReadLog(sql, logId, randomBytes);
  const acts = openActs({ control, projector, store });
  const sealed = openSealedIndex(sql, logId, randomBytes);
  const { publicUrl, draw } = options;
  const limits = { ...usualLimits, ...options.limits };

  const again = async (asker: Asker, nowMs: number): Promise<Asker | undefined> => {
    const open = await (asker.way === 'program' ? programs : sessions).isOpen(asker.session, nowMs);
    return open ? { ...asker, grants: inForce(await grantsOf(sql, asker.person), nowMs) } : undefined;
  };
  const live = openLive({ sql, logId, projector, clock, after, report, again, before: () => sealed.catchUp() });
  app.addHook('preClose', () => Promise.resolve(live.close()));

  serveConsole(app, {
    handlers: {
      ...signInHandlers({
        registryName: ledger.registryName,
        sql,
        accounts,
        sessions,
        local,
        oidc,
        acts,
        publicUrl,
        alarm: (kind, detail, atMs) => store.raiseAlarm(kind, detail, atMs),
      }),
      ...peopleHandlers({ sql, store, accounts, local, acts }),
      ...programHandlers({ sql, accounts, programs }),
      ...benchPeopleHandlers({ sql, store }),
      ...erasingHandlers({ store, accounts, acts, caughtUp: () => sealed.catchUp() }),
      ...roleHandlers({ sql, accounts, acts }),
      ...policyHandlers({ sql, acts }),
      ...officeHandlers({ sql, readLog, randomBytes }),
      ...drivesOf(ledger, ports.witnesses.times),
      ...conflictHandlers({ sql, acts, covered: () => ledger.integrator.published()?.size ?? 0 }),
      ...exportHandlers({ sql }),
      ...bundleOf(ledger, options.checker, ports.blobs),
      ...ageingHandlers({ sql, limits, draw }),
      ...readinessHandlers({ sql, limits, draw, witnesses: ports.witnesses.standings }),
      ...overviewOf(ledger, limits, ports.deliverer),
      ...stationHandlers({ sql }),
      ...figuresOf(sql, draw),
      ...firmwareHandlers({ sql, acts }),
      ...retentionHandlers({ sql, acts, caughtUp: () => sealed.catchUp(), randomBytes }),
      ...policyDraftHandlers({ sql, randomBytes }),
      ...policyReplayHandlers({ sql, caughtUp: () => sealed.catchUp() }),
      ...outletHandlers({ sql, deliverer: ports.deliverer }),
      ...officerHandlers({ sql, desk: ledger.desk, epochs: ledger.epochs, acts }),
      ...revokedHandlers({ sql, store, acts, clock }),
      ...live.handlers,
    },
    askerOf: askers({ sql, accounts, sessions, programs }),
    readLog,
    clock,
    report,
    publicUrl,
  });
  if (options.pages !== undefined) servePages(app, options.pages, (path) => path === '/v1' || path.startsWith('/v1/'));
  return { setUpCode: () => local.setUpCode(), caughtUp: () => sealed.catchUp() };
}

function drivesOf({ log, store, integrator }: Ledger, cosigned: TimesOfSizes): ReturnType<typeof driveHandlers> {
  return driveHandlers({
    sql: store.sql,
    logName: log.name,
    published: () => integrator.published(),
    openConflicts: (subject) => openConflictsOf(store.sql, subject),
    bracketOf: ({ logId, index, event }) =>
      // The witnesses are those of the open log; of a closed one the registry's own times stand.
      bracketOfLogged(store.sql, { logId, index, seenSize: event.seen.size }, logId === log.logId ? cosigned : () => Promise.resolve([])),
    async proofOf(index) {
      const published = integrator.published();
      if (published === undefined || index >= published.size) return undefined;
      const [entry] = await store.entries(index, 1);
      const path = await withTiles(store, published.size, (node) => inclusionProof(index, published.size, node));
      if (entry === undefined || path === undefined) throw new Error('an entry under a checkpoint, or its tiles, cannot be read');
      return { index, path, checkpoint: published.note, extra: entry };
    },
  });
}

/** What erases came to, and what a second reading said of them. */
function figuresOf(sql: Parameters<typeof figureHandlers>[0]['sql'], draw: Parameters<typeof figureHandlers>[0]['draw']) {
  return { ...figureHandlers({ sql, draw }), ...recheckHandlers({ sql }) };
}

function overviewOf(
  { log, store, integrator, desk, epochs }: Ledger,
  limits: StepLimits,
  deliverer: Deliverer,
): ReturnType<typeof overviewHandlers> {
  return overviewHandlers({
    sql: store.sql,
    limits,
    logName: log.name,
    covered: () => integrator.published()?.size ?? 0,
    logSize: () => store.logSize(),
    async waiting(scope) {
      const own = (rows: readonly { readonly site: string }[]): number => rows.filter(({ site }) => coversSite(scope, site)).length;
      return { enrolments: own(await desk.waiting()), epochs: own(await epochs.waiting()) };
    },
    openConflicts: (scope) => countOpenConflicts(store.sql, scope),
    outletsGivenUp: () => countGivenUp(store.sql, deliverer),
  });
}

function bundleOf(
  { log, store, keys, integrator }: Ledger,
  checker: ConsoleOptions['checker'],
  blobs: BlobShelf | undefined,
): ReturnType<typeof bundleHandlers> & ReturnType<typeof photoHandlers> {
  const published = () => integrator.published();
  const bundle = bundleHandlers({
    store,
    logId: log.logId,
    logVkey: log.logVkey,
    controlKey: Uint8Array.from(keys.control.publicKey),
    published,
    checker,
    blobs,
  });
  return { ...bundle, ...photoHandlers({ sql: store.sql, blobs }) };
}
