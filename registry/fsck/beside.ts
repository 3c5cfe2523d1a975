import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toBase64url } from '../../domain/bytes.ts';
import { ackKeyName } from '../../domain/ledger/ack.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import { formatVkey, noteKey } from '../../domain/ledger/note.ts';
import { readKeyFile } from '../../keys/key-file.ts';
import { attachmentNames, hashOfFile } from '../move/files.ts';
import type { SqlReader } from '../sql/port.ts';
import { bytes, text } from '../sql/rows.ts';
import type { Find } from './findings.ts';

/**
 * The files beside the database. A key file is the key that the log was opened with, and each attachment is what its name
 * says. A folder without any keys is a copy of the data alone: nothing is said of keys then. An attachment that is not
 * here may not have come yet; parts of one are sent again when they do not fit.
 */
export async function checkBeside(sql: SqlReader, dataDir: string, find: Find): Promise<void> {
  const folder = join(dataDir, 'keys');
  const ours = ['log', 'ack', 'control'].filter((use) => existsSync(join(folder, `${use}.json`)));
  if (ours.length > 0) await checkKeyFiles(sql, folder, find);
  for (const name of attachmentNames(dataDir))
    if (!name.endsWith(`/${await hashOfFile(join(dataDir, name))}`))
      find('attachment', name, 'its content is not what its name says; put it back from a backup, or from the station that took it');
}

async function checkKeyFiles(sql: SqlReader, folder: string, find: Find): Promise<void> {
  const [log] = await sql.query('SELECT name, log_vkey, ack_vkey FROM logs ORDER BY log_id DESC LIMIT 1');
  if (log === undefined) return;
  const name = text(log, 'name');
  const controls = await sql.query(
    `SELECT public_key FROM keys JOIN stations USING (station_no) WHERE stations.station = $1 AND use = 'event'`,
    [controlStation],
  );
  const isOf: Readonly<Record<string, (key: Uint8Array) => boolean>> = {
    log: (key) => formatVkey(noteKey(name, key)) === text(log, 'log_vkey'),
    ack: (key) => formatVkey(noteKey(ackKeyName(name), key)) === text(log, 'ack_vkey'),
    control: (key) => controls.some((row) => toBase64url(bytes(row, 'public_key')) === toBase64url(key)),
    witness: () => true,
  };
  for (const [use, isOurs] of Object.entries(isOf)) {
    const path = join(folder, `${use}.json`);
    if (use === 'witness' && !existsSync(path)) continue;
    try {
      if (!isOurs(readKeyFile(path).publicKey)) find('keys', path, 'it holds another key than the one of this log; put the right one back');
    } catch (cause) {
      find('keys', path, (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, ''));
    }
  }
}
