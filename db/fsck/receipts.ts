import type Database from 'better-sqlite3';
import type { RegistryPins } from '../../contract/ports.ts';
import { bodyHash } from '../../certificate/file.ts';
import type { CertificateBody } from '../../certificate/certificate.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { openAck } from '../../domain/ledger/ack.ts';
import { canonicalText, type Json } from '../../domain/ledger/canonical.ts';
import { openCheckpoint } from '../../domain/ledger/checkpoint.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import { type NoteKey, parseVkey } from '../../domain/ledger/note.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import { verifyLogProof } from '../../domain/ledger/tlog-proof.ts';
import { openState } from '../sync-state.ts';
import type { LifeRow } from './events.ts';
import type { Find } from './findings.ts';

interface Needs {
  readonly verifier: SignatureVerifier;
  readonly lives: readonly LifeRow[];
  readonly find: Find;
}

/** What the registry has signed for this station, held against its pinned keys and against the rows beside it; and how far the sync stands. */
export function checkReceipts(db: Database.Database, needs: Needs): void {
  const { lives, find } = needs;
  const { pins, acked } = openState(db).state();
  const chain = lives.at(-1);
  if (pins === undefined) {
    const row = db.prepare<[], { pinned: number }>(
      `SELECT (url IS NOT NULL) + (reg IS NOT NULL) + (log IS NOT NULL) + (log_key IS NOT NULL) + (ack_key IS NOT NULL) + (acked_seq > 0) AS pinned FROM sync`,
    );
    if ((row.get()?.pinned ?? 0) > 0) find('sync', 'sync', 'it names half a registry');
    for (const table of ['acks', 'checkpoints', 'proofs', 'runs'])
      if (Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()) > 0)
        find('receipt', table, 'a registry has signed this, and the store knows of none');
    return;
  }
  if (chain?.reg !== pins.reg) find('sync', 'sync', 'the registry that it names is not the one that the chain is written for');
  const head = db.prepare<[number, number], string>('SELECT hash FROM events WHERE life = ? AND seq = ?').pluck();
  const should = acked.seq === 0 ? chain?.genesis : head.get(chain?.life ?? 0, acked.seq);
  if (acked.hash !== should) find('sync', 'sync', `the acknowledged head ${acked.seq} is not an event of the chain`);
  const [logKey, ackKey] = [keyOf(pins, 'logKey', find), keyOf(pins, 'ackKey', find)];
  if (logKey !== undefined && logKey.name !== pins.log) find('sync', 'sync', 'the log key is not one of the log that it names');
  if (ackKey !== undefined) checkAcks(db, { ...needs, ackKey, log: pins.log, ackedSeq: acked.seq });
  if (logKey === undefined) return;
  checkCheckpoints(db, { ...needs, logKey });
  checkProofs(db, { ...needs, logKey });
}

function keyOf(pins: RegistryPins, name: 'logKey' | 'ackKey', find: Find): NoteKey | undefined {
  const key = parseVkey(pins[name]);
  if (key === undefined) find('sync', 'sync', `the registry's ${name === 'logKey' ? 'log' : 'ack'} key cannot be read`);
  return key;
}

/** Every ack opens and names the event of its row; every run of places ends at an ack, at its place. */
function checkAcks(
  db: Database.Database,
  { verifier, lives, find, ackKey, log, ackedSeq }: Needs & { readonly ackKey: NoteKey; readonly log: string; readonly ackedSeq: number },
): void {
  interface Row {
    readonly life: number;
    readonly seq: number;
    readonly log_index: number;
    readonly at_ms: number;
    readonly note: string;
    readonly hash: string | null;
  }
  const rows = db.prepare<[], Row>('SELECT acks.*, hash FROM acks LEFT JOIN events USING (life, seq) ORDER BY acks.life, acks.seq');
  const places = new Map<string, number>();
  for (const { life, seq, log_index: index, at_ms: atMs, note, hash } of rows.iterate()) {
    const where = `acks ${life} ${seq}`;
    const ack = openAck(note, ackKey, verifier);
    const chain = lives.find((each) => each.life === life);
    places.set(`${life} ${seq}`, index);
    if (ack === undefined) find('receipt', where, 'the registry has not signed this');
    else if (ack.log !== log || ack.station !== chain?.station || ack.epoch !== chain.epoch || ack.seq !== seq || ack.hash !== hash)
      find('receipt', where, 'it acknowledges another event than its row says');
    else if (ack.index !== index || ack.atMs !== atMs) find('receipt', where, 'place or time beside it are not those that were signed');
  }
  const newest = lives.at(-1)?.life ?? 0;
  if (ackedSeq > 0 && !places.has(`${newest} ${ackedSeq}`)) find('receipt', 'sync', `no ack covers the acknowledged head ${ackedSeq}`);
  interface Run {
    readonly life: number;
    readonly seq: number;
    readonly log_index: number;
    readonly count: number;
  }
  for (const { life, seq, log_index: index, count } of db.prepare<[], Run>('SELECT life, seq, log_index, count FROM runs').iterate())
    if (places.get(`${life} ${seq + count - 1}`) !== index + count - 1)
      find('receipt', `runs ${life} ${seq}`, 'it does not end at an event that was acknowledged there');
}

function checkCheckpoints(db: Database.Database, { verifier, find, logKey }: Needs & { readonly logKey: NoteKey }): void {
  interface Row {
    readonly origin: string;
    readonly size: number;
    readonly root: string;
    readonly note: string;
  }
  for (const { origin, size, root, note } of db.prepare<[], Row>('SELECT origin, size, root, note FROM checkpoints').iterate()) {
    const opened = openCheckpoint(note, logKey, verifier);
    if (opened === undefined) find('receipt', `checkpoints ${size}`, 'the log has not signed this');
    else if (opened.origin !== origin || opened.size !== size || toBase64url(opened.root) !== root)
      find('receipt', `checkpoints ${size}`, 'the row beside it says something else than was signed');
  }
}

function checkProofs(db: Database.Database, { verifier, find, logKey }: Needs & { readonly logKey: NoteKey }): void {
  interface Row {
    readonly hash: string;
    readonly log_index: number;
    readonly size: number;
    readonly text: string;
    readonly entry: Buffer | null;
  }
  const rows = db.prepare<[], Row>('SELECT proofs.*, entry FROM proofs LEFT JOIN events USING (hash)');
  for (const { hash, log_index: index, size, text, entry } of rows.iterate()) {
    const where = `proofs ${hash}`;
    const verdict = entry === null ? undefined : verifyLogProof({ text, entry: new Uint8Array(entry), logKey, verifier });
    if (verdict === undefined) find('receipt', where, 'it proves an event that is not here');
    else if (verdict.kind === 'refused') find('receipt', where, `it proves nothing: ${verdict.code}`);
    else if (verdict.index !== index || verdict.checkpoint.size !== size) find('receipt', where, 'place or size beside it are others');
  }
}

/** Every certificate is the one whose hash its event names, and every such event has its certificate. */
export function checkCertificates(db: Database.Database, find: Find): void {
  const told = new Map<string, { readonly subject: string | undefined; readonly sha256: unknown }>();
  for (const { entry } of db.prepare<[], { entry: Buffer }>("SELECT entry FROM events WHERE type = 'certificate.issued'").iterate()) {
    const opened = openEntry(new Uint8Array(entry));
    if (opened.kind === 'refused') continue; // said by the events' own check
    const { subject, body } = opened.entry.event;
    if (typeof body['certificate'] === 'string') told.set(body['certificate'], { subject, sha256: body['sha256'] });
  }
  interface Row {
    readonly id: string;
    readonly subject: string;
    readonly text: string;
  }
  for (const { id, subject, text } of db.prepare<[], Row>('SELECT id, subject, text FROM certificates').iterate()) {
    const event = told.get(id);
    told.delete(id);
    if (event === undefined) find('certificate', `certificates ${id}`, 'no event issued it');
    else if (event.subject !== subject || hashOf(text) !== event.sha256)
      find('certificate', `certificates ${id}`, 'it is not the certificate that was issued under this number');
  }
  for (const id of told.keys()) find('certificate', `certificates ${id}`, 'it was issued and is not here');
}

function hashOf(text: string): string | undefined {
  try {
    const read = JSON.parse(text) as Json; // held against its canonical form and its hash
    return canonicalText(read) === text ? bodyHash(read as CertificateBody) : undefined;
  } catch {
    return undefined;
  }
}
