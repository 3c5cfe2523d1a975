import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Bytes } from '../../domain/bytes.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import { fsckStation, type StationFsckReport } from '../../db/fsck/fsck.ts';
import { openForReading } from '../../db/fsck/file.ts';
import type { PulledJudge } from '../../db/fsck/pulled.ts';
import type { StationFinding } from '../../db/fsck/findings.ts';
import { stationStoreOver } from '../../db/open.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { readKeyFile } from '../../keys/key-file.ts';
import { usePlatformHash } from '../../keys/platform-hash.ts';
import { bearsAuthority, openJudge } from '../../station/pull/judge.ts';
import { installFault, type InstallFault } from '../../station/sync/install.ts';
import { openInstallGuard } from './install-file.ts';
import { keptFileFindings } from './kept-files.ts';

export interface StationFsckOptions {
  /** The station's file. */
  readonly database: string;
  /** The folder of its keys and of its guard. */
  readonly keys: string;
  /** The station's folder, whose photos, answers and lists are looked at too. */
  readonly root?: string;
  readonly progress?: (says: string) => void;
}
type Store = ReturnType<typeof openForReading>;

/**
 * Checks the store of a station that is not running, with its key files and its guard. Nothing is written or made.
 * Throws `StoreRefused` when there is none, or when its file is in use.
 */
export function fsckStationFolder({ database, keys, root, progress }: StationFsckOptions): StationFsckReport {
  usePlatformHash();
  const db = openForReading(database);
  try {
    const report = fsckOpened(db, keys, progress);
    if (root === undefined) return report;
    progress?.('Photos, answers and lists');
    return { ...report, findings: [...report.findings, ...keptFileFindings(root)] };
  } finally {
    db.close();
  }
}

/** The same over a database that is open. */
export function fsckOpened(
  db: Store,
  keysFolder: string,
  progress?: (says: string) => void,
  verifier: SignatureVerifier = createVerifier(),
): StationFsckReport {
  const own = keysIn(keysFolder);
  const report = fsckStation({
    db,
    verifier,
    keys: own.keys,
    judge: judgeOf(db, verifier),
    ...(progress === undefined ? {} : { progress }),
  });
  const beside = report.findings.some(({ check }) => check === 'file') ? [] : guardFindings(db, keysFolder);
  return { ...report, findings: [...report.findings, ...own.findings, ...beside] };
}

/** Undefined when no registry is named, or when the file cannot say: the other checks tell why. */
function judgeOf(db: Store, verifier: SignatureVerifier): PulledJudge | undefined {
  try {
    const { pins } = stationStoreOver(db).sync.state();
    if (pins === undefined) return undefined;
    const judge = openJudge(pins, verifier, []);
    return {
      fault: (index, entry) => judge.fault(index, entry),
      learn: (index, entry) => {
        judge.learn(index, entry);
      },
      bears: bearsAuthority,
    };
  } catch {
    return undefined;
  }
}

const keyFiles = ['event', 'next-event', 'after-next-event', 'fresh-event', 'fresh-next-event'];
/** These sign no event. */
const otherKeyFiles = ['transport', 'fresh-transport'];

function keysIn(folder: string): { readonly keys: readonly Bytes[]; readonly findings: readonly StationFinding[] } {
  const keys: Bytes[] = [];
  const findings: StationFinding[] = [];
  for (const name of [...keyFiles, ...otherKeyFiles].filter((each) => existsSync(join(folder, `${each}.json`)))) {
    const path = join(folder, `${name}.json`);
    try {
      const { publicKey } = readKeyFile(path);
      if (keyFiles.includes(name)) keys.push(publicKey);
    } catch (cause) {
      findings.push({ check: 'guard', where: path, says: messageOf(cause) });
    }
  }
  return { keys, findings };
}

const guardWords: Readonly<Record<InstallFault, string>> = {
  store_moved: 'this store belongs to another installation, or its folder was copied',
  store_older: 'the registry had acknowledged more of this chain, or a later start was noted: the store was put back to an older state',
  keys_differ: 'the event key beside the store is not the one that its chain is signed by',
};

/** Store, keys and guard against each other, as at every start of the station. */
function guardFindings(db: Store, folder: string): readonly StationFinding[] {
  const said = (says: string): readonly StationFinding[] => [{ check: 'guard', where: join(folder, 'guard.json'), says }];
  try {
    const store = stationStoreOver(db);
    if (store.sync.state().pins === undefined) return [];
    if (!existsSync(join(folder, 'install.json')) || !existsSync(join(folder, 'event.json')))
      return said('the keys and the guard of this store are not here; without them it sends nothing');
    const fault = installFault({ store, keys: { event: readKeyFile(join(folder, 'event.json')) }, guard: openInstallGuard(folder) });
    return fault === undefined ? [] : said(guardWords[fault]);
  } catch (cause) {
    return said(messageOf(cause));
  }
}

function messageOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '');
}
