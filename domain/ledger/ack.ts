import { parseDecimal } from './checkpoint.ts';
import { hashPattern } from './hash.ts';
import { stationPattern } from './ids.ts';
import type { NoteKey } from './note.ts';
import { parseNote, signNote, verifyNote } from './note.ts';
import type { SignatureVerifier, Signer } from './signing.ts';

const header = 'custody-ack/v1';

/** The registry's promise that a chain up to `seq` is durable there and will be covered by a checkpoint within 60 s. */
export interface Ack {
  readonly log: string;
  readonly station: string;
  readonly epoch: number;
  readonly seq: number;
  /** Hash of the event at `seq`. */
  readonly hash: string;
  /** Log index of that event. */
  readonly index: number;
  readonly atMs: number;
}

/** Name of the key that signs acks and time answers of a registry. */
export function ackKeyName(registryName: string): string {
  return `${registryName}/ack`;
}

/** The ack as a signed note (registry protocol, section 5). */
export function signAck(ack: Ack, registryName: string, ackKey: Signer): string {
  const { log, station, epoch, seq, hash, index, atMs } = ack;
  return signNote(`${header}\n${log}\n${station} ${epoch} ${seq} ${hash}\n${index}\n${atMs}\n`, ackKeyName(registryName), ackKey);
}

/** An ack with a good signature by the pinned ack key; undefined otherwise. */
export function openAck(note: string, ackKey: NoteKey, verifier: SignatureVerifier): Ack | undefined {
  const parsed = parseNote(note);
  if (parsed === undefined || verifyNote(parsed, [ackKey], verifier) === undefined) return undefined;
  const [first, log = '', chain = '', indexText = '', msText = '', end, ...more] = parsed.text.split('\n');
  const [station = '', epochText = '', seqText = '', hash = '', ...extra] = chain.split(' ');
  const [epoch, seq, index, atMs] = [epochText, seqText, indexText, msText].map(parseDecimal);
  if (first !== header || log === '' || end !== '' || more.length > 0 || extra.length > 0) return undefined;
  if (epoch === undefined || seq === undefined || index === undefined || atMs === undefined) return undefined;
  if (epoch < 1 || seq < 1 || !stationPattern.test(station) || !hashPattern.test(hash)) return undefined;
  return { log, station, epoch, seq, hash, index, atMs };
}
