import type Database from 'better-sqlite3';
import type { CertificateShelf, ChainIdentity, FactStore, LocalChange, LocalSecrets, SealedFact } from '../contract/ports.ts';
import { factOfEntry } from '../contract/ports.ts';
import { isCustodyType } from '../domain/custody/life.ts';
import { canonicalText } from '../domain/ledger/canonical.ts';
import type { ChainHead } from '../domain/ledger/chain.ts';
import { chainFault } from '../domain/ledger/chain.ts';
import type { Projections } from './projections.ts';
import { storyOf } from './projections.ts';

/** What a local change is written with; the same statements that the shelves use. */
export interface LocalWriters {
  readonly secrets: LocalSecrets & {
    putPersonKey(person: string, badgeDigest: string, wrapped: string): void;
    dropPersonKey(person: string): void;
  };
  readonly certificates: CertificateShelf & { put(id: string, subject: string, text: string): void };
  readonly lives: { told(hash: string): void };
}

/** A chain of this store: the newest life is the one that is written. */
interface Life extends ChainIdentity {
  readonly life: number;
}

/** The chain and the one way facts get into the store. */
export function openFacts(db: Database.Database, projections: Projections, local: LocalWriters): FactStore {
  const chainRow = db.prepare<[], Life>('SELECT life, reg, station, epoch, genesis FROM chain');
  const last = db.prepare<[number], { seq: number; hash: string; hlc: string }>(
    'SELECT seq, hash, hlc FROM events WHERE life = ? ORDER BY seq DESC LIMIT 1',
  );
  const found = db.prepare('INSERT INTO chains (life, reg, station, epoch, genesis) VALUES (1, ?, ?, ?, ?)');
  const insert = db
    .prepare<unknown[], number>(
      'INSERT INTO events (life, seq, hash, type, subject, custody, wall_ms, hlc, entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING n',
    )
    .pluck();
  const seal = db.prepare('INSERT INTO sealed (n, field, salt, value) VALUES (?, ?, ?, ?)');
  const newest = db
    .prepare<{ subject: string }, string>(
      `SELECT hash FROM ${storyOf} WHERE custody = 1 ORDER BY log_index IS NULL DESC, log_index DESC, n DESC LIMIT 1`,
    )
    .pluck();

  const headOf = ({ life, epoch, genesis }: Life): ChainHead & { readonly hlc: string | undefined } => {
    const row = last.get(life);
    // A later life goes on with the clock of the one before.
    return { epoch, seq: row?.seq ?? 0, hash: row?.hash ?? genesis, hlc: row?.hlc ?? last.get(life - 1)?.hlc };
  };

  const foundChain = db.transaction((identity: ChainIdentity) => {
    const now = chainRow.get();
    if (now !== undefined) {
      if (canonicalText(identityMembers(now)) !== canonicalText(identityMembers(identity)))
        throw new Error('this store writes another chain already');
      return;
    }
    found.run(identity.reg, identity.station, identity.epoch, identity.genesis);
  });

  const append = db.transaction((facts: readonly SealedFact[], changes: readonly LocalChange[]) => {
    const identity = chainRow.get();
    if (identity === undefined) throw new Error('facts need a chain first');
    // The recorder has chained them; a store that holds a broken chain could never be trusted again, so it looks itself.
    const fault = chainFault(
      headOf(identity),
      identity.station,
      facts.map(({ entry }) => entry),
    );
    if (fault !== undefined) throw new Error(`facts do not continue the chain: ${fault.kind}`);
    for (const { entry, sealed } of facts) {
      const { event } = entry;
      const row = [
        identity.life,
        event.seq,
        entry.hash,
        event.type,
        event.subject ?? null,
        isCustodyType(event.type) ? 1 : 0,
        wallMsOf(event.time.wall),
        event.time.hlc,
        entry.bytes,
      ];
      const n = insert.get(...row);
      if (n === undefined) throw new Error('the event was not written');
      for (const { field, salt, value } of sealed) seal.run(n, field, salt, canonicalText(value));
      projections.apply(n, factOfEntry(entry), sealed);
    }
    for (const change of changes) write(local, change);
  });

  return {
    chain() {
      const now = chainRow.get();
      if (now === undefined) return undefined;
      const { hlc, ...head } = headOf(now);
      return { identity: identityMembers(now), head, hlc };
    },
    foundChain: (identity) => foundChain(identity),
    append: (facts, changes = []) => append(facts, changes),
    newestCustodyEvent: (subject) => newest.get({ subject }),
  };
}

function identityMembers({ reg, station, epoch, genesis }: ChainIdentity): ChainIdentity {
  return { reg, station, epoch, genesis };
}

function wallMsOf(wall: string): number {
  const ms = Date.parse(wall);
  return Number.isFinite(ms) ? ms : 0;
}

function write({ secrets, certificates, lives }: LocalWriters, change: LocalChange): void {
  switch (change.kind) {
    case 'person_key':
      return secrets.putPersonKey(change.person, change.badgeDigest, change.wrapped);
    case 'drop_person_key':
      return secrets.dropPersonKey(change.person);
    case 'job':
      return secrets.keepJob(change.job, change.subject, change.open, change.text);
    case 'certificate':
      return certificates.put(change.certificate.id, change.certificate.subject, change.certificate.text);
    case 'recovered':
      return lives.told(change.hash);
    case 'kept':
      return secrets.keep(change.name, change.value);
  }
}
