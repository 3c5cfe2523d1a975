import { type Authority, startAuthority } from '../../../../domain/authority/authority.ts';
import { toBase64url, toHex } from '../../../../domain/bytes.ts';
import { sealEvent } from '../../../../domain/ledger/entry.ts';
import { type Event, nothingSeen } from '../../../../domain/ledger/event.ts';
import { controlStation } from '../../../../domain/ledger/ids.ts';
import { commitment } from '../../../../domain/ledger/sealed-values.ts';
import { defaultPolicy, learnPolicy, policyPieces } from '../../../../domain/policy/policies.ts';
import { type Policy, type PolicyRef, policyRefOf } from '../../../../domain/policy/policy.ts';
import { tenantMark } from '../../../../domain/retention/tenant-mark.ts';
import { generateSigner } from '../../../../keys/ed25519.ts';
import { randomBytes } from '../../../../keys/random.ts';
import { boss } from '../story.ts';
import { genesis, openStation, pins, stationSurface, type Surface, type WalkStation } from './surfaces.ts';
import { type EndedWord, type OfficerWord, type PlaceName, placeRules, type WorldWish } from './world.ts';

/** A station of a registry, in a hall: it hears officers of the log, goes by a policy and has machines. */
export interface Hall extends Surface {
  /** What an officer says, and which policy is adopted. */
  happen(wish: Exclude<WorldWish, { readonly fact: unknown }>, nowMs: number): void;
  /** Hash of the newest event that drew this drive. */
  drawOf(subject: string): string | undefined;
}

const ownSite = 'Site 3';
const far = Date.UTC(2100, 0, 1);

/** A policy for each rule about places, learnt as from the log. */
function policies(): ReadonlyMap<PlaceName, PolicyRef> {
  const refs = new Map<PlaceName, PolicyRef>([['unknown', { id: 'nobody-has-it', version: 1, hash: 'A'.repeat(43) }]]);
  for (const [name, rule] of Object.entries(placeRules) as [keyof typeof placeRules, (typeof placeRules)[keyof typeof placeRules]][]) {
    const places: Policy['places'] =
      rule === undefined
        ? []
        : [
            {
              id: name,
              within: [rule.here ? ownSite : 'Site 7'],
              media: ['ata_hdd'],
              data_class: ['public', 'internal', 'confidential', 'restricted'],
              least: rule.least,
              key_change_alone: false,
              origin: 'own',
            },
          ];
    const policy: Policy = { ...defaultPolicy, id: `walk-${name}`, version: 1, places };
    learnPolicy(policyRefOf(policy), policyPieces(policy) ?? []);
    refs.set(name, policyRefOf(policy));
  }
  return refs;
}

/** The control chain of a registry, as the station that has this store reads it. */
export function officers(store: () => WalkStation['store']): {
  readonly authority: () => Authority;
  say(word: OfficerWord, nowMs: number): void;
  draw(subject: string, nowMs: number): void;
  drawOf(subject: string): string | undefined;
} {
  const fold = startAuthority();
  const signers = [generateSigner()] as const;
  const tenants = new Map<string, string>();
  const draws = new Map<string, string>();
  let index = 0;
  const write = (type: string, body: Event['body'], nowMs: number, key?: string): string => {
    const salt = randomBytes(32);
    index += 1;
    const event: Event = {
      v: 1,
      reg: pins.reg,
      station: controlStation,
      epoch: 1,
      seq: index,
      prev: genesis,
      type,
      deps: [],
      time: { wall: new Date(nowMs).toISOString(), hlc: '0'.repeat(16), boot: 'boot-8', mono: 1, src: 'none', off: 0, age: 0 },
      seen: nothingSeen,
      body,
      ...(key === undefined ? {} : { sealed: { key: commitment('key', salt, key) } }),
    };
    const entry = sealEvent({ event, signers });
    // Far from the places that other stations' entries get.
    const at = 1_000_000 + index;
    fold.apply({ at, entry });
    const told = key === undefined ? {} : { told: [{ field: 'key', salt, value: key }] };
    if (type !== 'role.granted') store().pull.take({ entries: [{ index: at, entry, authority: true, ...told }] });
    return entry.hash;
  };
  const end = ({ contract: tenant, owner, known, endedMs, keepDays }: EndedWord, nowMs: number): void => {
    const key = randomBytes(32);
    const mark = known === 'no_mark' ? {} : { mark: tenantMark(key, owner) };
    const body = { tenant, ended_ms: endedMs, keep_days: keepDays, delete_by_days: keepDays + 90, ...mark };
    write('contract.ended', body, nowMs, known === 'key' ? toBase64url(key) : undefined);
  };
  write('role.granted', { person: boss, role: 'supervisor', sites: ['*'], tenants: ['*'], until_ms: far }, 0);
  return {
    authority: () => fold.authority,
    draw(subject, nowMs) {
      const body = {
        closed: 'C'.repeat(42).concat('A'),
        size: 1,
        root: 'R'.repeat(42).concat('A'),
        drives: 1,
        part: 1,
        parts: 1,
        drawn: [subject],
      };
      draws.set(subject, write('recheck.drawn', body, nowMs));
    },
    drawOf: (subject) => draws.get(subject),
    say(word, nowMs) {
      if (word.kind === 'resumed') return void write('contract.resumed', { tenant: word.contract }, nowMs);
      if (word.kind === 'ended') return end(word, nowMs);
      const tenant = tenants.get(word.hold) ?? `tn_${toHex(randomBytes(16))}`;
      tenants.set(word.hold, tenant);
      if (word.kind === 'freed') return void write('tenant.freed', { tenant, hold: word.hold }, nowMs);
      const key = randomBytes(32);
      const body = { tenant, hold: word.hold, ground: 'litigation', mark: tenantMark(key, word.owner) };
      return void write('tenant.held', body, nowMs, word.withKey ? toBase64url(key) : undefined);
    },
  };
}

/** Each history has a hall of its own: machines, holds and policies of another one would still stand. */
export function hallSurface(): Hall {
  const refs = policies();
  const open = () => {
    const late: { station?: WalkStation } = {};
    const log = officers(() => late.station!.store); // asked only after it was opened
    const station = openStation(log.authority);
    late.station = station;
    station.recorder.record([{ type: 'station.named', actor: boss, body: { site: ownSite, station: 'Bench 1', mode: 'practice' } }]);
    return { log, station, surface: stationSurface(station) };
  };
  let now = open();
  return {
    name: 'hall',
    isAsked: true,
    tell: (wish, nowMs) => now.surface.tell(wish, nowMs),
    drive: (subject) => now.surface.drive(subject),
    container: (subject) => now.surface.container(subject),
    inside: (item) => now.surface.inside(item),
    contact: (nowMs) => now.surface.contact(nowMs),
    begin() {
      now.station.close();
      now = open();
    },
    close: () => now.station.close(),
    drawOf: (subject) => now.log.drawOf(subject),
    happen(wish, nowMs) {
      now.station.clock.wall = nowMs;
      if ('draw' in wish) now.log.draw(wish.draw, nowMs);
      else if ('word' in wish) now.log.say(wish.word, nowMs);
      else now.station.recorder.record([{ type: 'policy.adopted', actor: boss, body: refs.get(wish.place) ?? {} }]);
    },
  };
}
