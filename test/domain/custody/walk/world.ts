import type { DriveLife, RecordedFact } from '../../../../domain/custody/life.ts';
import { toBase64url, toHex } from '../../../../domain/bytes.ts';
import type { Random } from '../../../fuzz/random.ts';
import { boss, judge, keeper, step, tech } from '../story.ts';
import { lack, touched } from './oracle.ts';
import { createRecheckOracle, recheckWish } from './rechecks.ts';
import type { Surface, Wish } from './surfaces.ts';

/*
 * What else keeps a drive in at a station of a registry: the machines it may be destroyed in, what a policy asks of drives
 * that leave a place, holds on whole tenants, and contracts that have ended. Wishes for these, and an oracle that counts them by itself.
 */

const dayMs = 86_400_000;

/** What an officer says of a tenant, as the log brings it. Without a key the station cannot tell whom it is about. */
export type OfficerWord =
  | { readonly kind: 'held'; readonly hold: string; readonly owner: string; readonly withKey: boolean }
  | { readonly kind: 'freed'; readonly hold: string }
  | EndedWord
  | { readonly kind: 'resumed'; readonly contract: string };

/** That a contract has ended; without a mark it was said before there were any. */
export interface EndedWord {
  readonly kind: 'ended';
  readonly contract: string;
  readonly owner: string;
  readonly known: 'key' | 'no_key' | 'no_mark';
  readonly endedMs: number;
  readonly keepDays: number;
}

/** Policies that a hall may adopt, by what they ask of drives that leave it. */
export const placeRules = {
  none: undefined,
  clear: { least: 'clear', here: true },
  purge: { least: 'purge', here: true },
  destroy: { least: 'destroy', here: true },
  elsewhere: { least: 'destroy', here: false },
} as const;
export type PlaceName = keyof typeof placeRules | 'unknown';
export const placeNames = [...(Object.keys(placeRules) as (keyof typeof placeRules)[]), 'unknown'] as const; // the keys of a constant

export type WorldWish =
  | { readonly word: OfficerWord }
  | { readonly place: PlaceName }
  /** The registry draws this drive for a re-check. */
  | { readonly draw: string }
  | { readonly fact: Wish };

/** Which of the three are in a history at all. */
export interface World {
  readonly machines: readonly string[];
  readonly hasTenants: boolean;
  readonly hasPlaces: boolean;
  readonly holds: string[];
  readonly hasContracts: boolean;
  readonly contracts: string[];
  readonly hasDraws: boolean;
}

export function worldOf(random: Random): World {
  const machine = (): string => `c1_${toHex(random.bytes(16))}`;
  return {
    machines: random.chance(0.6) ? [machine(), machine()] : [],
    hasTenants: random.chance(0.5),
    hasPlaces: random.chance(0.5),
    holds: [],
    hasContracts: random.chance(0.4),
    contracts: [],
    hasDraws: random.chance(0.4),
  };
}

const owners = ['ACME', 'BOLT'] as const;
const kinds = ['shredder', 'shredder', 'disintegrator', 'incinerator', 'incinerator', 'crusher', 'degausser'] as const;
const techniques: Readonly<Record<string, string>> = { shredder: 'shred', disintegrator: 'disintegrate', incinerator: 'incinerate' };

interface Moment {
  readonly drives: readonly string[];
  readonly surface: Surface;
  readonly oracle: Pick<WorldOracle, 'kindOf'>;
  readonly nowMs: number;
  /** The newest draw of a drive, by the hash of its event. */
  readonly drawOf: (subject: string) => string | undefined;
}

/** Something about machines, tenants or places, where this world has them. */
export function worldWish(random: Random, world: World, { drives, surface, oracle, nowMs, drawOf }: Moment): WorldWish | undefined {
  const subject = random.pick(drives);
  const wishes: (() => WorldWish)[] = [];
  if (world.machines.length > 0) {
    const machine = (): WorldWish => {
      const one = random.pick(world.machines);
      return { fact: machineWish(random, one, { isKnown: oracle.kindOf(one) !== undefined, nowMs }) };
    };
    // Whenever it is tried, also of a drive that nobody has looked at yet.
    const destroyed = (): WorldWish => ({ fact: { ...step.destroy(surface.drive(subject)?.holder ?? keeper, judge), subject } });
    wishes.push(machine, machine, destroyed);
  }
  if (world.hasPlaces) wishes.push(() => ({ place: random.pick(placeNames) }));
  const owned = (): WorldWish => ({
    fact: { type: 'drive.owned', subject, actor: keeper, body: {}, sealed: { owner: random.pick(owners) } },
  });
  if (world.hasTenants) wishes.push(() => ({ word: officerWord(random, world) }), owned);
  if (world.hasContracts) wishes.push(() => ({ word: contractWord(random, world, nowMs) }), owned);
  const drawn = world.hasDraws ? drawnWish(random, subject, { life: surface.drive(subject), draw: drawOf(subject) }) : undefined;
  if (drawn !== undefined) wishes.push(drawn, drawn, drawn, drawn, drawn, drawn);
  return wishes.length === 0 ? undefined : random.pick(wishes)();
}

/** Drives are drawn when they are certified, some of them before, and now and then once more. */
function drawnWish(
  random: Random,
  subject: string,
  { life, draw }: { readonly life: DriveLife | undefined; readonly draw: string | undefined },
): (() => WorldWish) | undefined {
  const isCertified = (life?.certificates.length ?? 0) > 0;
  if (random.chance(draw === undefined ? (isCertified ? 1 : 0.3) : 0.05)) return () => ({ draw: subject });
  const isOver = life?.rechecks?.some(({ drawn, verdict }) => drawn === draw && verdict !== undefined) === true;
  return draw === undefined || !isCertified || (isOver && random.chance(0.9))
    ? undefined
    : () => ({ fact: recheckWish(random, subject, life, draw) });
}

/** Mostly what comes next: registered, calibrated, used, and gone one day. */
function machineWish(random: Random, subject: string, { isKnown, nowMs }: { readonly isKnown: boolean; readonly nowMs: number }): Wish {
  const suits = random.pick([['magnetic'], ['magnetic'], ['solid_state'], ['magnetic', 'solid_state']]);
  const base = { subject, actor: boss };
  const body = { name: 'Machine', suits, ...(random.chance(0.6) ? { fragment_mm: 10 } : {}) };
  if (!isKnown && random.chance(0.9)) return { ...base, type: 'machine.registered', body: { ...body, kind: random.pick(kinds) } };
  return random.pick<() => Wish>([
    () => ({ ...base, type: 'machine.registered', body: { ...body, kind: 'shredder' } }),
    () => ({ ...base, type: 'machine.retired', body: { why: 'worn' } }),
    ...Array.from({ length: 4 }, () => (): Wish => ({
      ...base,
      type: 'machine.calibrated',
      body: { until_ms: nowMs + (random.below(60) - 5) * dayMs },
    })),
  ])();
}

function officerWord(random: Random, world: World): OfficerWord {
  if (world.holds.length > 0 && random.chance(0.6)) return { kind: 'freed', hold: random.pick(world.holds) };
  const hold = toBase64url(random.bytes(16));
  world.holds.push(hold);
  return { kind: 'held', hold, owner: random.pick(owners), withKey: random.chance(0.8) };
}

/** Mostly a contract that has just ended, so that it is still kept. */
function contractWord(random: Random, world: World, nowMs: number): OfficerWord {
  if (world.contracts.length > 0 && random.chance(0.4)) return { kind: 'resumed', contract: random.pick(world.contracts) };
  const contract = world.contracts.length > 0 && random.chance(0.2) ? random.pick(world.contracts) : `tn_${toHex(random.bytes(16))}`;
  world.contracts.push(contract);
  const known = random.pick(['key', 'key', 'key', 'no_key', 'no_mark'] as const);
  const endedMs = nowMs - random.below(40) * dayMs;
  return { kind: 'ended', contract, owner: random.pick(owners), known, endedMs, keepDays: 1 + random.below(60) };
}

/** A wish as it is in a hall: a drive comes with its owner, and is destroyed in a machine, mostly a fitting one. */
export function dressed(random: Random, world: World, wish: Wish, oracle: Pick<WorldOracle, 'kindOf'>): Wish {
  if (wish.type === 'custody.claimed' && random.chance(0.8)) return { ...wish, sealed: { owner: random.pick(owners) } };
  // Some are never looked at.
  if (wish.type === 'drive.seen' && world.machines.length > 0 && random.chance(0.4))
    return dressed(random, world, { ...step.destroy(tech, judge), subject: wish.subject }, oracle);
  if (wish.type !== 'drive.destroyed' || world.machines.length === 0 || random.chance(0.15)) return wish;
  const by = random.pick(world.machines);
  const technique = techniques[oracle.kindOf(by) ?? 'shredder'] ?? 'shred';
  const fragment = random.chance(0.4) ? { fragment_mm: random.below(20) } : {};
  return { ...wish, body: { ...wish.body, by, technique: random.chance(0.75) ? technique : 'melt', ...fragment } };
}

interface KnownMachine {
  readonly kind: string;
  readonly suits: readonly unknown[];
  readonly reaches: number | undefined;
  untilMs: number | undefined;
  retired: boolean;
}

export interface WorldOracle {
  /** Once for each wish about the world that was taken. */
  hear(wish: Exclude<WorldWish, { readonly draw: string }>): void;
  drawn(subject: string, draw: string): void;
  /** Once for each fact that was written, with the life before it. @returns what is wrong */
  judge(fact: RecordedFact, wish: Wish, before: DriveLife | undefined, surface: Surface): readonly string[];
  kindOf(machine: string): string | undefined;
  /** When the registry was last heard of, Unix ms. */
  lastContactMs: number;
}

export function createWorldOracle(): WorldOracle {
  const machines = new Map<string, KnownMachine>();
  const holds = new Map<string, Extract<OfficerWord, { kind: 'held' }>>();
  const contracts = new Map<string, EndedWord>();
  const ownersOf = new Map<string, Set<string>>();
  const rechecks = createRecheckOracle();
  let place: PlaceName = 'none';
  const oracle: WorldOracle = {
    lastContactMs: 0,
    drawn: rechecks.drawn,
    kindOf: (machine) => machines.get(machine)?.kind,
    hear(wish) {
      if ('place' in wish) place = wish.place;
      else if ('word' in wish) {
        const { word } = wish;
        if (word.kind === 'held') holds.set(word.hold, word);
        else if (word.kind === 'freed') holds.delete(word.hold);
        else if (word.kind === 'ended') contracts.set(word.contract, word);
        else contracts.delete(word.contract);
      } else hearMachine(machines, wish.fact);
    },
    judge(fact, wish, before, surface) {
      const subject = fact.subject ?? '';
      const after = surface.drive(subject);
      const isOut = after?.released?.mark.hash === fact.hash || after?.destroyed?.mark.hash === fact.hash;
      const isErase = fact.type === 'erase.cleared' && (after?.jobs.length ?? 0) > (before?.jobs.length ?? 0);
      const faults: string[] = [];
      const owned = ownersOf.get(subject) ?? new Set();
      if ((isOut || isErase) && before !== undefined) {
        faults.push(...tenantFaults([...holds.values()], owned));
        if (!isEmpty(before)) faults.push(...contractFaults([...contracts.values()], owned, Date.parse(fact.wall), oracle.lastContactMs));
      }
      if (isOut && before !== undefined)
        faults.push(...(fact.type === 'drive.destroyed' ? machineFaults(fact, before, machines) : placeFaults(before, place)));
      faults.push(...rechecks.judge(fact, before, isOut && fact.type === 'custody.released'));
      const owner = fact.type === 'custody.claimed' || fact.type === 'drive.owned' ? wish.sealed?.['owner'] : undefined;
      if (owner !== undefined) ownersOf.set(subject, (ownersOf.get(subject) ?? new Set()).add(owner));
      return faults.map((says) => `${fact.type} ${says}`);
    },
  };
  return oracle;
}

function hearMachine(machines: Map<string, KnownMachine>, { type, subject, body }: Wish): void {
  const known = machines.get(subject);
  if (type === 'machine.registered' && known === undefined) {
    const { kind, suits, fragment_mm: reaches } = body;
    machines.set(subject, {
      kind: String(kind),
      suits: Array.isArray(suits) ? suits : [],
      reaches: typeof reaches === 'number' ? reaches : undefined,
      untilMs: undefined,
      retired: false,
    });
  }
  if (known === undefined || known.retired) return;
  if (type === 'machine.calibrated') known.untilMs = Number(body['until_ms']);
  if (type === 'machine.retired') known.retired = true;
}

function tenantFaults(holds: readonly Extract<OfficerWord, { kind: 'held' }>[], owned: ReadonlySet<string>): readonly string[] {
  if (holds.length === 0) return [];
  if (owned.size === 0) return ['of nobody known, while a tenant was on hold'];
  if (holds.some(({ owner, withKey }) => withKey && owned.has(owner))) return ['of a tenant on hold'];
  return holds.some(({ withKey }) => !withKey) ? ['while a hold on a tenant could not be read'] : [];
}

/** A certificate says that it holds nothing any more. */
function isEmpty(before: DriveLife): boolean {
  const job = touched(before)?.job;
  const isLow = lack(before, 'vendor') === 'method_below_demand';
  const issued = before.certificates.some((each) => each.job === job && each.outcome === 'sanitized' && each.revoked === undefined);
  return issued && (isLow || lack(before, 'vendor') === undefined);
}

function contractFaults(
  contracts: readonly EndedWord[],
  owned: ReadonlySet<string>,
  nowMs: number,
  lastContactMs: number,
): readonly string[] {
  // Holds put the day off, never forward.
  const keeping = contracts.filter(({ endedMs, keepDays }) => nowMs < endedMs + keepDays * dayMs);
  const own = (word: EndedWord): boolean => word.known === 'key' && owned.has(word.owner);
  return [
    [keeping.some(own), 'of a contract that keeps it'],
    [keeping.length > 0 && owned.size === 0, 'of nobody known, while a contract keeps its data'],
    [keeping.some(({ known }) => known !== 'key'), 'while a contract that keeps its data could not be read'],
    [contracts.some(own) && nowMs - lastContactMs > 3 * dayMs, 'of an ended contract, by an old list of holds'],
  ].flatMap(([wrong, says]) => (wrong === true ? [String(says)] : []));
}

function machineFaults(fact: RecordedFact, before: DriveLife, machines: ReadonlyMap<string, KnownMachine>): readonly string[] {
  const body = fact.body as Readonly<Record<string, unknown>>; // every body is an object
  const { by } = body;
  if (by === undefined) return [...machines.values()].some(({ retired }) => !retired) ? ['in no machine, where there are some'] : [];
  const machine = typeof by === 'string' ? machines.get(by) : undefined;
  if (machine === undefined) return ['in a machine that nobody registered'];
  // Every drive of the story that told what it is is a disk.
  const fits = before.seen === undefined ? machine.suits.length === 2 : machine.suits.includes('magnetic');
  const nowMs = Date.parse(fact.wall);
  return [
    [machine.retired, 'in a machine that is gone'],
    [!fits, 'in a machine for other media'],
    [techniques[machine.kind] !== body['technique'], 'in a machine that does something else'],
    [machine.untilMs === undefined, 'in a machine that was never calibrated'],
    [machine.untilMs !== undefined && nowMs >= machine.untilMs, 'in a machine whose calibration was over'],
    [machine.reaches !== undefined && Number(body['fragment_mm'] ?? 0) > machine.reaches, 'with pieces that are too large'],
  ].flatMap(([wrong, says]) => (wrong === true ? [String(says)] : []));
}

/** What a proof lacks only after it says what was reached. */
const reachedAll: ReadonlySet<string | undefined> = new Set([undefined, 'method_below_demand', 'not_certified']);
const ranks: readonly (string | undefined)[] = [undefined, 'clear', 'purge', 'destroy'];

function placeFaults(before: DriveLife, place: PlaceName): readonly string[] {
  if (place === 'unknown') return ['while nobody knew what the policy asks'];
  const rule = placeRules[place];
  if (rule?.here !== true) return [];
  const method = reachedAll.has(lack(before, 'vendor')) ? touched(before)?.verification?.method : undefined;
  return ranks.indexOf(method) < ranks.indexOf(rule.least) ? [`from a place that asks for ${rule.least}`] : [];
}
