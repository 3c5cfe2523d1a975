import { carryLine, type AnswerLine, type BundleWant } from '../../contract/bundle.ts';
import type { RegistryAnswer, RegistryRequest, StationStore } from '../../contract/ports.ts';
import { mediaTypes, pushAnswer, pushLine, type PushHeader } from '../../contract/registry.ts';
import { fromUtf8, toBase64, toBase64url, utf8 } from '../../domain/bytes.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { readEntry } from '../../domain/ledger/entry.ts';
import { signRequest } from '../../domain/ledger/request-signature.ts';
import type { BundleRefusal } from './bundle.ts';
import { packBundle, parsed, unpackBundle } from './bundle-file.ts';
import type { Caller } from './call.ts';
import { consistencyTiles, logPath } from './checkpoint.ts';
import { provenTypes } from './waits.ts';

/* The side of the carrier: a station with a network pushes what another one wrote, and packs the answers. */

export interface CarryNeeds {
  readonly store: Pick<StationStore, 'sync'>;
  readonly caller: Caller;
  /** Waits, in ms: fresh events are covered a moment after their push. */
  pause(ms: number): Promise<void>;
}

/** Looks for a checkpoint over what was pushed, and ms between two. What is not covered by then comes with the next bundle. */
const looks = 20;
const lookEveryMs = 250;

interface Load {
  readonly blocks: readonly { readonly header: PushHeader; readonly lines: readonly string[] }[];
  readonly want: BundleWant | undefined;
}

/** Carries a bundle to the own registry. The signatures in it say who wrote what; this station only vouches for having carried it. */
export async function carryBundle(needs: CarryNeeds, file: Uint8Array): Promise<Uint8Array | BundleRefusal> {
  const bundle = await unpackBundle(file);
  const { pins } = needs.store.sync.state();
  if (pins === undefined) return 'no_registry';
  const load = bundle?.head.kind === 'carry' ? loadOf(bundle.lines) : undefined;
  if (bundle === undefined || load === undefined) return 'bundle_unreadable';
  if (bundle.head.reg !== pins.reg) return 'bundle_not_ours';
  const answers: AnswerLine[] = [];
  let coveredBy = 0;
  for (const { header, lines } of load.blocks) {
    const body = utf8([canonicalText(header), ...lines, ''].join('\n'));
    const answer = await ask(needs, { method: 'POST', path: '/v1/push', body, headers: { 'content-type': mediaTypes.push } });
    if (answer.kind === 'no_answer') break;
    answers.push({ push: header, status: answer.status, body: toBase64(answer.body) });
    if (answer.status !== 200) break; // what comes after cannot be taken either
    const taken = pushAnswer.safeParse(parsed(fromUtf8(answer.body) ?? ''));
    if (taken.success) coveredBy = Math.max(coveredBy, (taken.data.first_index ?? -1) + taken.data.accepted);
  }
  if (load.want !== undefined) answers.push(...(await logAnswers(needs, pins.reg, load.want, hashesOf(load), coveredBy)));
  const lines = utf8(answers.map((answer) => `${canonicalText(answer)}\n`).join(''));
  return packBundle({ kind: 'answer', reg: pins.reg, from: bundle.head.from, made: needs.caller.clock.wallMs() }, lines);
}

/** Pushes and wants of a bundle; undefined when a line is none of its form. */
function loadOf(lines: readonly string[]): Load | undefined {
  const blocks: { readonly header: PushHeader; readonly lines: readonly string[] }[] = [];
  let want: BundleWant | undefined;
  for (let at = 0; at < lines.length; at++) {
    const line = carryLine.safeParse(parsed(lines[at] ?? ''));
    if (!line.success) return undefined;
    if ('want' in line.data) {
      want = line.data.want;
      continue;
    }
    const header = line.data.push;
    const own = lines.slice(at + 1, at + 1 + header.count);
    if (own.length !== header.count) return undefined;
    blocks.push({ header, lines: own });
    at += header.count;
  }
  return { blocks, want };
}

/** Newest checkpoint, the tiles from the known tree to it, and the proofs that the station asked for or will need. */
async function logAnswers(
  needs: CarryNeeds,
  reg: string,
  want: BundleWant,
  pushed: readonly string[],
  coveredBy: number,
): Promise<readonly AnswerLine[]> {
  const path = logPath(reg, want.log);
  let checkpoint = await get(needs, `${path}checkpoint`);
  for (let left = looks; left > 0 && sizeOf(checkpoint) < coveredBy; left--) {
    await needs.pause(lookEveryMs);
    checkpoint = await get(needs, `${path}checkpoint`);
  }
  if (checkpoint === undefined) return [];
  const size = sizeOf(checkpoint);
  const tiles = want.size > 0 && want.size < size ? consistencyTiles(path, want.size, size) : [];
  const answers = [checkpoint];
  for (const each of [...tiles, ...[...new Set([...want.proofs, ...pushed])].map((hash) => `/v1/proofs/${hash}`)]) {
    const answer = await get(needs, each);
    if (answer?.status === 200) answers.push(answer);
  }
  return answers;
}

type Got = Extract<AnswerLine, { readonly path: string }>;

async function get(needs: CarryNeeds, path: string): Promise<Got | undefined> {
  const answer = await ask(needs, { method: 'GET', path, body: new Uint8Array(), headers: {} });
  return answer.kind === 'no_answer' ? undefined : { path, status: answer.status, body: toBase64(answer.body) };
}

function ask(
  { caller, store }: CarryNeeds,
  { method, path, body, headers }: Pick<RegistryRequest, 'method' | 'path' | 'body' | 'headers'>,
): Promise<RegistryAnswer> {
  const { connection, clock, random, keys, callMs } = caller;
  const signed = signRequest({
    parts: { method, authority: connection.authority, path, query: '', body },
    createdMs: clock.wallMs() + (store.sync.state().offset?.offsetMs ?? 0),
    nonce: toBase64url(random.bytes(16)),
    signer: keys.transport,
  });
  return connection.request({ method, path, query: '', body, headers: { ...headers, ...signed }, timeoutMs: callMs });
}

/** Size of the tree in a checkpoint note (second line); 0 when it is none. The station itself checks the signature. */
function sizeOf(answer: Got | undefined): number {
  const note = answer?.status === 200 ? Buffer.from(answer.body, 'base64').toString('utf8') : '';
  const size = Number(note.split('\n')[1]);
  return Number.isSafeInteger(size) && size > 0 ? size : 0;
}

/** Pushed facts that a certificate can rest on. */
function hashesOf({ blocks }: Load): readonly string[] {
  return blocks
    .flatMap(({ lines }) => lines)
    .flatMap((line) => {
      const read = pushLine.safeParse(parsed(line));
      const opened = read.success ? readEntry(read.data.entry) : undefined;
      return opened?.kind === 'entry' && provenTypes.includes(opened.entry.event.type) ? [opened.entry.hash] : [];
    });
}
