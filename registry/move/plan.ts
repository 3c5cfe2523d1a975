import { projections } from '../projections/all.ts';
import type { WalkedTable } from '../sql/pages.ts';

/*
 * What becomes of each table when a log goes from one database to another. A table of the migrations that stands in none
 * of these lists fails a test: what is not thought of here would be left behind.
 */

/** Gone over in index order: the tree grows with the entries, tiles come out of it, each checkpoint's root is held against it. */
export const replayedTables: readonly string[] = ['events', 'tiles', 'checkpoints'];

/** What no entry says, or what must be true in the moment that takes the next one. What another row refers to comes first. */
export const copiedBefore: readonly WalkedTable[] = [
  { name: 'stations', key: ['station_no'] },
  { name: 'types', key: ['type_no'] },
  { name: 'subjects', key: ['subject_no'] },
];
export const copiedAfter: readonly WalkedTable[] = [
  { name: 'runs', key: ['log_id', 'first_index'] },
  { name: 'heads', key: ['station_no'] },
  { name: 'keys', key: ['station_no', 'keyid', 'use'] },
  { name: 'sealed', key: ['log_id', 'log_index', 'field'] },
  { name: 'evidence', key: ['station_no', 'epoch', 'hash'] },
  { name: 'quarantine', key: ['station_no', 'epoch', 'hash'] },
  { name: 'recovered', key: ['station_no', 'epoch', 'hash'] },
  { name: 'enrolments', key: ['code_hash'] },
  { name: 'requests', key: ['request'] },
  { name: 'role_grants', key: ['person', 'role'] },
  { name: 'policies', key: ['log_id', 'log_index'] },
  { name: 'nonces', key: ['keyid', 'nonce'] },
  { name: 'alarms', key: ['alarm_no'] },
  { name: 'watches', key: ['station_no', 'subject'] },
  { name: 'people', key: ['person'] },
  { name: 'accounts', key: ['way', 'issuer', 'account'] },
  { name: 'strangers', key: ['id'] },
  { name: 'programs', key: ['person'] },
  { name: 'console_sessions', key: ['token'] },
  { name: 'tenants', key: ['tenant'] },
  { name: 'policy_texts', key: ['hash'] },
  { name: 'policy_proposals', key: ['hash'] },
  { name: 'policy_drafts', key: ['draft'] },
  { name: 'reads', key: ['log_id', 'read_id'] },
  { name: 'read_tenants', key: ['log_id', 'tenant', 'read_id'] },
  { name: 'drive_tenants', key: ['subject'] },
  { name: 'drive_consignees', key: ['subject'] },
  { name: 'sealed_cursor', key: ['name'] },
  { name: 'outlets', key: ['name'] },
  { name: 'drive_index', key: ['log_id'] },
  { name: 'drive_index_parts', key: ['log_id', 'part'] },
  { name: 'released', key: ['log_id'] },
  { name: 'witnessed', key: ['origin'] },
  { name: 'cosignatures', key: ['log_id', 'size', 'vkey'] },
];

/** Made anew from the entries at the new place. */
export const rebuiltTables: readonly string[] = ['projections', ...projections.flatMap(({ tables }) => tables.map(({ name }) => name))];

/** The row that says where the log stands, written first and closed last; and the steps of the schema, each database's own. */
export const ownTables: readonly string[] = ['logs', 'migrations'];
