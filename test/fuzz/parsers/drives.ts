import { identified } from '../../../contract/helper.ts';
import { completion } from '../../../domain/erase/evidence.ts';
import type { Progress, Standing } from '../../../hardware/erase/method.ts';
import { methodOf } from '../../../hardware/erase/methods.ts';
import { readIdentity } from '../../../hardware/identity/read-identity.ts';
import { TransportError } from '../../../hardware/transport/transport.ts';
import { type Fuzzed, must, mustBeCount, mustBeText } from '../fuzzed.ts';
import { join } from '../mutate.ts';
import { ataSaysCompleted, nvmeSaysCompleted, senseSaysNothing } from '../oracles.ts';
import { playTape, readTape, type Tape, type TapeAnswer, tapeLimits } from '../tape.ts';
import { eraseTapes, type Family, identityTapes, targetOf, techniquesOf } from '../vectors.ts';

/* Whole conversations with a drive that answers anything at all: the code between the parsers is under test too. */

/** The first byte of an input chooses; the rest is the tape. */
const chosen = (tapes: readonly Uint8Array[]): readonly Uint8Array[] =>
  tapes.flatMap((tape) => [0, 1, 2, 3, 4, 5].map((choice) => join(Uint8Array.of(choice), tape)));

/** Makes the sum of an IDENTIFY block right again, so that what it says is believed. */
function withChecksum(answer: TapeAnswer): TapeAnswer {
  if (answer.data.length !== 512) return answer;
  const data = answer.data.slice();
  data[510] = 0xa5;
  data[511] = 0;
  data[511] = (256 - data.reduce((all, byte) => (all + byte) & 0xff, 0)) & 0xff;
  return { ...answer, data };
}

/** `readIdentity` on what any drive may say: either silence, or an identity that the contract can carry. */
function identity(family: Family): Fuzzed {
  return {
    name: `identity-${family}`,
    share: family === 'nvme' ? 3 : 6,
    seeds: async () => chosen(await identityTapes(family)),
    async check(input) {
      const tape = readTape(input.subarray(1));
      const answers = ((input[0] ?? 0) & 1) === 0 ? tape.map(withChecksum) : tape;
      const told = await readIdentity(playTape(family === 'nvme' ? 'nvme' : 'scsi', answers).open, tapeLimits);
      const read = identified.safeParse(told);
      must(read.success, `the contract cannot carry it: ${read.error?.issues[0]?.path.join('.')} ${read.error?.issues[0]?.message}`);
      if (told.kind === 'silent') return mustBeText(told.detail, 200, 'detail');
      const { model, serial, firmware, capacity_bytes, block_bytes } = told.identity;
      mustBeText(model, 64, 'model');
      mustBeText(serial, 64, 'serial');
      mustBeText(firmware, 16, 'firmware');
      must(serial !== '', 'an identity without a serial');
      must(capacity_bytes > 0 && capacity_bytes % block_bytes === 0, `${capacity_bytes} bytes in blocks of ${block_bytes}`);
    },
  };
}

function supportsCompletion(family: Family, tape: Tape, action: number): boolean {
  switch (family) {
    case 'ata':
      return tape.given.some(({ sense, data }) => ataSaysCompleted(sense) || ataSaysCompleted(data));
    case 'scsi':
      return tape.given.some(({ asked, sense, data }) => asked === 0x03 && (senseSaysNothing(data) || senseSaysNothing(sense)));
    case 'nvme':
      return tape.given.some(({ status, data }) => (status & 0x7ff) === 0 && nvmeSaysCompleted(data, action));
  }
}

/** SANACT by the order of `techniquesOf('nvme')`: block erase, crypto erase, overwrite. */
const actions = [2, 4, 3];

/** A start and looks after it, or only a look: `completed` must rest on bits that an answer held. */
function completionOf(family: Family): Fuzzed {
  return {
    name: `completion-${family}`,
    share: family === 'nvme' ? 10 : 16,
    seeds: async () => chosen(await eraseTapes(family)),
    async check(input) {
      const choice = (input[0] ?? 0) % 6;
      const technique = techniquesOf(family)[choice % 3] ?? 'destroy';
      const method = methodOf(technique);
      must(method?.stand !== undefined, `${technique} is not built`);
      const tape = playTape(family === 'nvme' ? 'nvme' : 'scsi', readTape(input.subarray(1)));
      const hold = (seen: Progress | Standing): void => {
        if (seen.kind === 'running' && seen.donePpm !== undefined) mustBeCount(seen.donePpm, 'progress', 1_000_000);
        if (seen.kind !== 'ended') return;
        const read = completion.safeParse(seen.completion);
        must(read.success, `the record cannot be kept: ${read.error?.issues[0]?.path.join('.')} ${read.error?.issues[0]?.message}`);
        mustBeText(seen.completion.reading, 200, 'reading');
        const rests = supportsCompletion(family, tape, actions[choice % 3] ?? 0);
        must(seen.completion.claim !== 'completed' || rests, `completed without the bits that say so: ${seen.completion.reading}`);
      };
      try {
        if (choice >= 3) return hold(await method.stand({ open: tape.open, limits: tapeLimits }));
        const started = await method.start(targetOf(tape));
        if (started.kind === 'refused') return mustBeText(started.detail, 200, 'detail');
        // What the start itself brought back is no completion record.
        tape.given.splice(
          0,
          tape.given.length,
          ...tape.given.map((one) => ({ ...one, sense: new Uint8Array(0), data: new Uint8Array(0) })),
        );
        for (let look = 0; look < 3; look++) hold(await started.running.poll());
      } catch (error) {
        if (!(error instanceof TransportError)) throw error;
      }
    },
  };
}

export const conversations: readonly Fuzzed[] = (['ata', 'scsi', 'nvme'] as const).flatMap((family) => [
  identity(family),
  completionOf(family),
]);
