import { isCustodyType } from '../../../domain/custody/story.ts';
import { contestOf, type ContestOptions, type ToldEvent } from '../../../domain/conflicts/conflicts.ts';

export const drive = `d1_${'a'.repeat(32)}`;
export const ana = `tc_${'1'.repeat(32)}`;
export const bob = `tc_${'2'.repeat(32)}`;
export const cem = `tc_${'3'.repeat(32)}`;
export const officer = `tc_${'4'.repeat(32)}`;
const hash43 = 'A'.repeat(43);

const claim = {
  place: 'bench',
  reason: 'failed',
  data_class: 'internal',
  destination: 'vendor',
  serial: 'SN1',
  label: {},
} as const;
export const bodies = {
  claimed: (holder: string, place = 'bench') => ({ ...claim, holder, place }),
  released: (way: 'maker' | 'reuse' | 'vendor') => ({ way, certificate: `cert_${'c'.repeat(20)}`, proof: hash43 }),
  seen: {
    port: 'p1',
    dock: 'dock',
    virtual: true,
    identity: {
      interface: 'ata',
      media: 'ata_hdd',
      serial: 'SN1',
      model: 'M',
      firmware: 'F',
      serial_source: 'identify_device',
      capacity_bytes: 512,
      block_bytes: 512,
    },
    lock: { verdict: 'open', findings: [] },
  },
  started: { job: `j1_${'0'.repeat(20)}`, technique: 'host_overwrite', attempt: 1 },
} as const;

/** One station: writes events that rest on the newest custody event it knows. */
export class Teller {
  readonly #all: ToldEvent[];
  readonly known: ToldEvent[] = [];
  readonly station: string;
  readonly site: string;
  #seq = 0;
  /** Size of the checkpoint that it saw last. */
  seen = 0;

  constructor(all: ToldEvent[], station: string, site: string) {
    this.#all = all;
    this.station = station;
    this.site = site;
  }

  /** Learns of events of others. */
  learn(...events: readonly ToldEvent[]): void {
    for (const event of events) if (!this.known.includes(event)) this.known.push(event);
  }

  tell(
    type: string,
    body: object,
    more: { readonly actor?: string; readonly witness?: string; readonly deps?: readonly string[]; readonly subject?: string } = {},
  ): ToldEvent {
    this.#seq += 1;
    const newest = this.known.findLast((event) => isCustodyType(event.type))?.hash;
    const event: ToldEvent = {
      hash: `${this.station}#${this.#seq}`.padEnd(43, '_'),
      station: this.station,
      epoch: 1,
      seq: this.#seq,
      type,
      body,
      subject: drive,
      deps: isCustodyType(type) && newest !== undefined ? [newest] : [],
      wall: '2026-11-22T12:00:00.000Z',
      site: this.site,
      seen: this.seen,
      ...more,
    };
    this.#all.push(event);
    this.known.push(event);
    return event;
  }

  claim(holder: string, place?: string): ToldEvent {
    return this.tell('custody.claimed', bodies.claimed(holder, place), { actor: holder });
  }

  offer(from: string, to: string): ToldEvent {
    return this.tell('custody.offered', { from, to }, { actor: from });
  }

  receive(from: string, holder: string): ToldEvent {
    return this.tell('custody.received', { from, holder }, { actor: holder });
  }

  destroy(actor = ana): ToldEvent {
    return this.tell('drive.destroyed', { technique: 'shred' }, { actor, witness: cem });
  }

  see(): ToldEvent {
    return this.tell('drive.seen', bodies.seen);
  }

  /** An officer decides, resting on all heads of the conflict. */
  resolve(conflict: { readonly id: string; readonly class: string; readonly heads: readonly string[] }, holder?: string): ToldEvent {
    const body = { conflict: conflict.id, class: conflict.class, reason: 'seen_in_person', ...(holder === undefined ? {} : { holder }) };
    return this.tell('conflict.resolved', body, { actor: officer, deps: conflict.heads });
  }
}

/** A few stations and what all of them told. The log takes events in the order told, unless a test says otherwise. */
export function stage(): {
  readonly all: ToldEvent[];
  station(name: string, site?: string): Teller;
  classes(): readonly string[];
  contest(options?: ContestOptions): ReturnType<typeof contestOf>;
} {
  const all: ToldEvent[] = [];
  return {
    all,
    station: (name, site = `site ${name}`) => new Teller(all, `st_${name}`, site),
    classes: () => contestOf(all).open.map((each) => each.class),
    contest: (options) => contestOf(all, options),
  };
}

/** The same events with the index that a log gives them when they arrive in this order. */
export function logged(events: readonly ToldEvent[], from = 0): readonly ToldEvent[] {
  return events.map((event, i) => ({ ...event, index: from + i }));
}
