import type { ConsoleBracket, ConsoleDrive } from '../../contract/console/drives.ts';
import { mediaTypes } from '../../contract/registry.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import { type Bracket, type CheckpointTime, outsideBracket } from '../../domain/ledger/bracket.ts';
import { hashText } from '../../domain/ledger/hash.ts';
import { formatLogProof } from '../../domain/ledger/tlog-proof.ts';
import type { Published } from '../ledger/integrator.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import { type Asker, covers, type Scope } from '../people/rights.ts';
import type { SqlDatabase, SqlRow } from '../sql/port.ts';
import { optionalText, text } from '../sql/rows.ts';
import type { Handlers, Seen } from './call.ts';
import { type DriveFact, factsOf, lineOf, openedOf, stationsOf } from './drive-facts.ts';
import { driveRow, drawnDrive, timeOf } from './drive-view.ts';
import { nameReaders, namesOf } from './names.ts';
import { driveColumns, findDrives } from './search.ts';

export interface DrivesParts {
  readonly sql: SqlDatabase;
  readonly logName: string;
  readonly published: () => Published | undefined;
  /** Index and proof of an event; undefined while no checkpoint covers it. */
  readonly proofOf: (index: number) => Promise<Parameters<typeof formatLogProof>[0] | undefined>;
  readonly openConflicts: (subject: string) => Promise<readonly string[]>;
  readonly bracketOf: (fact: DriveFact) => Promise<Bracket>;
}

/** Roles that need what is sealed beside facts: hosts, slots, tickets, owners, notes. */
const sealedReaders = ['custodian', 'supervisor', 'auditor'] as const;

type Drives = 'drives.find' | 'drives.look' | 'drives.proof' | 'drives.bracket';

export function driveHandlers(parts: DrivesParts): Handlers<Drives> {
  const { sql } = parts;
  return {
    'drives.find': async ({ query, scope, asker, saw }) => {
      const { rows, next } = await findDrives(sql, query, scope);
      const names = await namesOf(sql, holdersOf(rows), mayRead(asker, nameReaders));
      saw(seenRows(rows, [query.q, query.state, query.site, query.tenant].filter((part) => part !== undefined).join(' ')));
      return { rows: rows.map((row) => driveRow(row, names)), ...(next === undefined ? {} : { next }) };
    },

    'drives.look': async ({ params, scope, asker, saw }) => {
      const { row, life, where } = await driveOf(sql, params.subject, scope);
      const facts = await factsOf(sql, params.subject);
      const opens = opensSealed(asker, where);
      const opened = opens ? await openedOf(sql, facts) : new Map<string, Readonly<Record<string, string>>>();
      const people = facts.flatMap(({ event }) => [event.actor, event.witness, ...peopleIn(event.body)]);
      const names = await namesOf(sql, [...people, life.holder], mayRead(asker, nameReaders));
      const station = await stationsOf(
        sql,
        facts.map(({ event }) => event.station),
      );
      const published = parts.published();
      const covered = published?.size ?? 0;
      const claimed = facts.findLast(({ event }) => event.type === 'custody.claimed')?.hash ?? '';
      const tenant = optionalText(row, 'tenant');
      saw({ about: params.subject, sites: [where.site], tenants: tenant === undefined ? [] : [tenant], drives: 1, opened: opens });
      return {
        drive: drawnDrive(life, names, opened.get(claimed) ?? {}),
        life: facts.map((fact) => lineOf(fact, { names, station, opened: opens ? (opened.get(fact.hash) ?? {}) : undefined, covered })),
        site: where.site === '' ? 'unknown' : where.site,
        ...(tenant === undefined ? {} : { tenant }),
        opened: opens,
        certificates: life.certificates.map(({ id, outcome, mark }) => ({ id, outcome, event: mark.hash, issued_ms: timeOf(mark.wall) })),
        breaches: breachesOf(life),
        breach_count: life.breach_count,
        conflicts: [...(await parts.openConflicts(params.subject))],
        ...(published === undefined ? {} : { checkpoint: { origin: parts.logName, size: published.size, root: hashText(published.root) } }),
      };
    },

    'drives.proof': async ({ params, scope, saw }) => {
      const { fact, seen } = await factOf(sql, params, scope);
      const proof = await parts.proofOf(fact.index);
      if (proof === undefined)
        throw new ConsoleRefusal('slow_down', 'in the log, and not under a checkpoint yet; ask again', { retryMs: 1_000 });
      saw(seen);
      return { media: mediaTypes.text, body: formatLogProof(proof), file: `${params.event}.tlog-proof` };
    },

    'drives.bracket': async ({ params, scope, saw }) => {
      const { fact, seen } = await factOf(sql, params, scope);
      const bracket = await parts.bracketOf(fact);
      saw(seen);
      const { notBefore, notAfter } = bracket;
      return {
        ...(notBefore === undefined ? {} : { not_before: momentOf(notBefore) }),
        ...(notAfter === undefined ? {} : { not_after: momentOf(notAfter) }),
        flags: outsideBracket(fact.event.time, bracket).filter((flag) => flag !== 'set_back'),
      };
    },
  };
}

function momentOf({ size, atMs, by }: CheckpointTime): NonNullable<ConsoleBracket['not_before']> {
  return { size, at_ms: atMs, by };
}

/** One fact of a drive within the scope, and what the read log is to say. @throws ConsoleRefusal */
async function factOf(
  sql: SqlDatabase,
  { subject, event }: { readonly subject: string; readonly event: string },
  scope: Scope,
): Promise<{ readonly fact: DriveFact; readonly seen: Seen }> {
  const { where, row } = await driveOf(sql, subject, scope);
  const fact = (await factsOf(sql, subject)).find(({ hash }) => hash === event);
  if (fact === undefined) throw new ConsoleRefusal('not_found', 'this drive has no such fact here');
  const tenant = optionalText(row, 'tenant');
  return { fact, seen: { about: subject, sites: [where.site], tenants: tenant === undefined ? [] : [tenant], drives: 1, opened: false } };
}

/** A drive that is within the scope. One that is not does not exist for the asker. @throws ConsoleRefusal */
export async function driveOf(sql: SqlDatabase, subject: string, scope: Scope) {
  const [row] = await sql.query(
    `SELECT ${driveColumns}, d.life FROM console_drives d LEFT JOIN drive_tenants dt ON dt.subject = d.subject WHERE d.subject = $1`,
    [subject],
  );
  const where = row === undefined ? undefined : { site: text(row, 'site'), tenant: optionalText(row, 'tenant') };
  if (row === undefined || where === undefined || !covers(scope, where))
    throw new ConsoleRefusal('not_found', 'there is no such drive among those that you may see');
  return { row, where, life: JSON.parse(text(row, 'life')) as DriveLife }; // our own canonical JSON
}

/** Does the asker hold one of these roles anywhere? For names of people, who work at several sites. */
export function mayRead(asker: Asker, roles: readonly string[]): boolean {
  return asker.grants.some(({ role }) => roles.includes(role));
}

/** Does the asker hold a role that opens sealed values for drives of this site and tenant? */
export function opensSealed(asker: Asker, where: { readonly site: string; readonly tenant: string | undefined }): boolean {
  return covers(
    asker.grants.filter(({ role }) => (sealedReaders as readonly string[]).includes(role)),
    where,
  );
}

/** What rows of drives show, for the read log. */
export function seenRows(rows: readonly SqlRow[], about: string): Seen {
  return {
    about,
    sites: [...new Set(rows.map((row) => text(row, 'site')))],
    tenants: [...new Set(rows.flatMap((row) => optionalText(row, 'tenant') ?? []))],
    drives: rows.length,
    opened: false,
  };
}

export function holdersOf(rows: readonly SqlRow[]): readonly (string | undefined)[] {
  return rows.map((row) => optionalText(row, 'holder'));
}

/** Pseudonyms in a body: holders, givers, receivers. */
export function peopleIn(body: Readonly<Record<string, unknown>>): readonly string[] {
  return ['holder', 'from', 'to', 'person'].flatMap((name) => (typeof body[name] === 'string' ? [body[name]] : []));
}

function breachesOf(life: DriveLife): ConsoleDrive['breaches'] {
  return life.breaches.map(({ hash, type, station, wall, why, detail }) => ({
    event: hash,
    type,
    station,
    at_ms: timeOf(wall),
    why,
    ...(detail === undefined ? {} : { detail }),
  }));
}
