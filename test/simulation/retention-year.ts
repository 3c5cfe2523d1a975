import { toBase64url } from '../../domain/bytes.ts';
import type { AnyControlFact } from '../../domain/facts/control.ts';
import { dayMs, holdListDays, ninetyAndNinety } from '../../domain/retention/clock.ts';
import type { RetentionReport } from '../../domain/retention/report.ts';
import { tenantMark } from '../../domain/retention/tenant-mark.ts';
import { openSealedIndex } from '../../registry/console/sealed-index.ts';
import { standingOfTenant } from '../../registry/retention/clocks.ts';
import { text } from '../../registry/sql/rows.ts';
import { gateOver } from '../../station/custody/contest.ts';
import './in-step.ts';
import { aside } from './aside.ts';
import { quickKeys } from './keys.ts';
import { Network } from './network.ts';
import { RegistryHost } from './registry-host.ts';
import { type Drive, drivesOf, RetentionBench, type Truth } from './retention-bench.ts';
import { StationHost } from './station-host.ts';
import { World } from './world.ts';

/*
 * A year of one ended contract, in virtual time: real stations with their gate, their sync and their list of what is due, and a
 * real registry. A bench is switched on for its visits, and one has no line for weeks. People delete whatever they are let.
 */

/** Days after the start of the story, each one of a visit. */
const days = {
  ended: 3,
  /** From here on every bench has heard of it, and people delete whatever they are let. */
  from: 9,
  /** Legal holds on the whole tenant; the second one is placed while the last bench has no line. */
  held: [81, 111],
  heldAgain: [147, 162],
  away: [141, 177],
  /** What was left until then is deleted late. */
  late: 261,
  last: 372,
} as const;

/** Days on which benches are visited: every third one while drives may go, as long as a list of holds is believed; else fewer. */
function isVisited(day: number): boolean {
  const isBusy = day <= days.from || (day >= days.held[0] && day < days.late + 21) || day >= days.last - holdListDays;
  return day % (isBusy ? holdListDays : 9) === 0;
}
const sites = ['North', 'East', 'South'] as const;

export interface PlayedYear {
  /** Empty when every promise was kept. */
  readonly faults: readonly string[];
  readonly truth: Truth;
  readonly drives: readonly Drive[];
  /** Of the day on which the contract's clock would be over without a hold, and of the last day. */
  readonly reports: readonly RetentionReport[];
  readonly requests: number;
}

interface Year {
  readonly world: World;
  readonly registry: RegistryHost;
  readonly network: Network;
  readonly truth: Truth;
  readonly benches: readonly RetentionBench[];
}

/** Plays a year and a week, with so many benches; the same seed is the same story. */
export async function playYear(seed: number, count: 2 | 3 = 2): Promise<PlayedYear> {
  const year = openYear(seed, count);
  const { world, registry, benches, truth, network } = year;
  registry.start();
  await world.run(world.nowMs + 5_000, () => registry.isUp);
  const reports: RetentionReport[] = [];
  for (let day = 0; day <= days.last; day += 1) {
    if (!isVisited(day)) continue;
    await world.run(world.startMs + day * dayMs);
    for (const bench of benches) await visit(year, bench, day, bench === benches.at(-1) && day >= days.away[0] && day < days.away[1]);
    await officers(year, day);
    if (day === days.ended + ninetyAndNinety.delete_by_days || day === days.last) reports.push(await reportOf(year));
  }
  registry.crash();
  return {
    faults: [...world.faults, ...truth.faults],
    truth,
    drives: benches.flatMap(({ drives }) => drives),
    reports,
    requests: network.requests,
  };
}

function openYear(seed: number, count: number): Year {
  const world = new World(seed);
  const registry = new RegistryHost(world, quickKeys);
  const network = new Network(world, registry, () => undefined);
  const truth: Truth = { holds: [], faults: [], refused: new Map(), erasedAway: 0 };
  const benches = sites.slice(0, count).map((site, at) => {
    const host = new StationHost({ world, network, keys: quickKeys, crowd: [] }, site, undefined, { site, follows: true });
    host.gateOver = gateOver;
    return new RetentionBench(
      world,
      truth,
      host,
      drivesOf(site, 1 + at * 100, { from: days.from, late: days.late, away: days.away[0] + 10 }),
    );
  });
  return { world, registry, network, truth, benches };
}

/** Somebody switches the bench on, works, and goes when all is in step, or at once where there is no line. */
async function visit({ world, registry, network }: Year, bench: RetentionBench, day: number, isAway: boolean): Promise<void> {
  const { host } = bench;
  network.partitions = isAway ? [{ station: host.name, way: 'both', untilMs: world.nowMs + dayMs }] : [];
  host.start();
  if (day === 0) {
    const code = await aside(world, async () => registry.ledger?.desk.makeCode({ approves: true }));
    host.enrol(code ?? '', () => undefined);
    await world.run(world.nowMs + 60_000, () => host.phase().phase === 'running');
  }
  bench.open();
  bench.work(day);
  if (day % 10 === 0) bench.look();
  host.act('going on', ({ pump }) => pump.poke());
  if (!isAway) {
    const sinceMs = host.wallMs;
    const isDone = (): boolean => isInStep(host, registry, sinceMs);
    await world.run(world.nowMs + 600_000, isDone);
    if (!isDone()) world.broken('in step', `${host.name} on day ${day}: ${JSON.stringify(host.phase())}`);
  }
  host.crash();
}

/** Everything here is there and the other way round, and the feed was read to its end since then. */
function isInStep(host: StationHost, { ledger }: RegistryHost, sinceMs: number): boolean {
  const store = host.running?.store;
  const readMs = store?.pull.readMs();
  if (store === undefined || readMs === undefined || readMs < sinceMs) return false;
  if (host.phase().acked !== store.facts.chain()?.head.seq) return false;
  return store.pull.cursor() + 1 >= (ledger?.integrator.published()?.size ?? Infinity) && store.pull.due(1).length === 0;
}

/** The contract ends, and the whole tenant is put on hold twice. */
async function officers({ world, registry, truth }: Year, day: number): Promise<void> {
  const { ledger } = registry;
  if (ledger === undefined) throw new Error('the registry is down');
  const write = (fact: AnyControlFact, key?: Uint8Array): Promise<unknown> =>
    aside(world, () => ledger.control.write({ ...fact, ...(key === undefined ? {} : { key: toBase64url(key) }) }));
  if (day === days.ended) {
    const { sql } = ledger.store;
    await aside(world, () => openSealedIndex(sql, ledger.log.logId, (size) => world.random.bytes(size)).catchUp());
    const [row] = await aside(world, () => sql.query('SELECT tenant FROM tenants WHERE name = $1', ['Acme Ltd']));
    const tenant = row === undefined ? '' : text(row, 'tenant');
    const key = world.random.bytes(32);
    const { keep_days, delete_by_days } = ninetyAndNinety;
    await write(
      {
        type: 'contract.ended',
        body: { tenant, ended_ms: Math.floor(world.nowMs), keep_days, delete_by_days, mark: tenantMark(key, 'ACME LTD') },
      },
      key,
    );
    truth.contract = { tenant, ended_ms: Math.floor(world.nowMs), rule: ninetyAndNinety };
  }
  const { contract } = truth;
  if (contract === undefined) return;
  for (const [from, to] of [days.held, days.heldAgain]) {
    const hold = `held-on-day-${from}`.padEnd(22, '.').replaceAll('.', '_');
    if (day === from) {
      const key = world.random.bytes(32);
      await write(
        { type: 'tenant.held', body: { tenant: contract.tenant, hold, ground: 'regulator', mark: tenantMark(key, 'ACME LTD') } },
        key,
      );
      truth.holds.push({ hold, placed_ms: Math.floor(world.nowMs) });
    }
    const standing = truth.holds.find((each) => each.hold === hold);
    if (day !== to || standing === undefined) continue;
    await write({ type: 'tenant.freed', body: { tenant: contract.tenant, hold } });
    standing.lifted_ms = Math.floor(world.nowMs);
  }
}

/** What the registry reports of the contract now. */
async function reportOf({ world, registry, truth }: Year): Promise<RetentionReport> {
  const { ledger } = registry;
  const { contract } = truth;
  if (ledger === undefined || contract === undefined) throw new Error('there is no contract to report of');
  return aside(world, async () => {
    await ledger.projector.settled((await ledger.store.logSize()) - 1);
    return (await standingOfTenant(ledger.store.sql, contract, Math.floor(world.nowMs))).report;
  });
}
