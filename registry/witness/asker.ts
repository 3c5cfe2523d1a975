import { toBase64, utf8 } from '../../domain/bytes.ts';
import { parseDecimal } from '../../domain/ledger/checkpoint.ts';
import { cosignaturesOn, parseWitnessVkey, type WitnessKey, withSignatureLines } from '../../domain/ledger/cosignature.ts';
import { parseNote } from '../../domain/ledger/note.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import { consistencyProof } from '../../domain/ledger/tree.ts';
import { type Integrator, type Published, withTiles } from '../ledger/integrator.ts';
import type { After, Report } from '../ports.ts';
import type { RegistryStore } from '../store.ts';
import type { openCosigned } from './cosigned.ts';

/** A witness as the settings name it. */
export interface NamedWitness {
  readonly key: WitnessKey;
  /** Where it takes checkpoints; without it others bring its cosignatures. */
  readonly url: string | undefined;
}

/** Reads `vkey` or `vkey URL`, the URL being what stands before `/add-checkpoint`. Undefined when it is neither. */
export function parseNamedWitness(text: string): NamedWitness | undefined {
  const [vkey = '', url, ...more] = text.split(' ');
  const key = parseWitnessVkey(vkey);
  if (key === undefined || more.length > 0) return undefined;
  if (url === undefined) return { key, url };
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  return protocol === 'https:' || protocol === 'http:' ? { key, url: url.replace(/\/+$/, '') } : undefined;
}

export interface AskerParts {
  readonly witnesses: readonly NamedWitness[];
  readonly store: RegistryStore;
  readonly integrator: Pick<Integrator, 'published'>;
  readonly cosigned: Pick<ReturnType<typeof openCosigned>, 'take'>;
  readonly verifier: SignatureVerifier;
  readonly after: After;
  readonly report: Report;
}

/** How often it is looked for a newer checkpoint, in ms; checkpoints in between are covered by it. */
const lookMs = 1_000;
const longestWaitMs = 300_000;
/** How long a witness may take, in ms. */
const patienceMs = 10_000;
/** Longest answer, in bytes: some signature lines. */
const mostBytes = 16_384;

/**
 * Asks each witness that has an address for a cosignature on the newest checkpoint (`add-checkpoint` of c2sp.org/tlog-witness), in the
 * background. One that fails is asked again, after longer and longer waits; the log waits for none. @returns what ends it
 */
export function startAsker(parts: AskerParts): () => Promise<void> {
  const ends = parts.witnesses.flatMap(({ key, url }) => (url === undefined ? [] : [askOne(parts, key, url)]));
  return async () => {
    await Promise.all(ends.map((end) => end()));
  };
}

function askOne({ store, integrator, cosigned, verifier, after, report }: AskerParts, key: WitnessKey, url: string): () => Promise<void> {
  const stopping = new AbortController();
  /** The newest size that this witness is known to have cosigned: what it says itself after a start. */
  let old = 0;
  let done = -1;
  let failures = 0;
  let told: string | undefined;
  let running = Promise.resolve();
  let cancel = after(lookMs, run);

  /** Asks once; a witness that remembers another size says which, and is asked again from there. */
  async function ask(newest: Published): Promise<void> {
    for (const last of [false, true]) {
      const from = old;
      const proof = await withTiles(store, newest.size, (node) => consistencyProof(from, newest.size, node));
      if (proof === undefined) throw new Error('tiles under a checkpoint cannot be read');
      const body = `old ${from}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${newest.note}`;
      const answer = await post(`${url}/add-checkpoint`, body, stopping.signal);
      if (answer.status === 409 && !last) {
        const size = parseDecimal(answer.text.trim());
        if (size === undefined) throw new Error('it says that it knows another size, and not which');
        if (size > newest.size) throw new Error(`it has cosigned ${size} entries, and this log has signed for ${newest.size}`);
        old = size;
        continue;
      }
      if (answer.status !== 200) throw new Error(`it answered ${answer.status}`);
      const lines = answer.text.split('\n').flatMap((line) => (line === '' ? [] : [`${line}\n`]));
      const note = withSignatureLines(newest.note, lines);
      const parsed = note === undefined ? undefined : parseNote(note);
      if (note === undefined || parsed === undefined || (cosignaturesOn(parsed, [key], verifier) ?? []).length === 0)
        throw new Error('its answer is no cosignature by the key that is known here');
      const taken = await cosigned.take(note);
      if (taken.kind === 'refused') throw new Error(`its cosignature cannot be kept: ${taken.why}`);
      old = newest.size;
      done = newest.size;
      return;
    }
  }

  function run(): void {
    const newest = integrator.published();
    const asked = newest === undefined || newest.size <= done ? Promise.resolve() : ask(newest);
    running = asked
      .then(() => {
        if (told !== undefined) report(`The witness ${key.name} cosigns again.`);
        failures = 0;
        told = undefined;
      })
      .catch((cause: unknown) => {
        if (stopping.signal.aborted) return;
        failures += 1;
        const why = cause instanceof Error ? cause.message : String(cause);
        if (why !== told)
          report(`The witness ${key.name} did not cosign the newest checkpoint. The log goes on; it is asked again.`, cause);
        told = why;
      })
      .finally(() => {
        if (!stopping.signal.aborted) cancel = after(Math.min(lookMs * 2 ** failures, longestWaitMs), run);
      });
  }
  return () => {
    stopping.abort();
    cancel();
    return running;
  };
}

async function post(url: string, body: string, stopped: AbortSignal): Promise<{ readonly status: number; readonly text: string }> {
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(patienceMs)]);
  const response = await fetch(url, { method: 'POST', body, redirect: 'error', signal });
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (utf8(text).length > mostBytes) throw new Error('its answer is too long');
  }
  return { status: response.status, text };
}
