import { parseAtaReturn } from '../ata/sat.ts';
import { dataIn, type ScsiCommand, status } from '../scsi/command.ts';
import { u8 } from '../transport/fields.ts';
import type { ScsiAnswer, ScsiTransport } from '../transport/transport.ts';

/** The ATA Status Return descriptor. */
const descriptorBytes = 14;
const bridgeMs = 15_000;

/**
 * ATA PASS-THROUGH (12) with PROTOCOL 15, Return Response Information (SAT): the registers of the last command as data.
 * T_DIR and T_LENGTH = TPSIU mean nothing here by the standard, but some bridges see no read without them
 * (opensea-transport `sat_helper.c`).
 */
export function returnResponseInformation(): ScsiCommand {
  return dataIn(Uint8Array.of(0xa1, 15 << 1, 0x0b, 0, 0, 0, 0, 0, 0, 0, 0, 0), descriptorBytes);
}

/**
 * For bridges that take CK_COND = 1 and return registers of zeros, but tell them when asked (JMicron JMS567): a command
 * whose registers came back empty is followed by that question, and its answer takes their place. What does not come
 * stays empty, which nobody takes for success.
 */
export function withResponseInformation(scsi: ScsiTransport): ScsiTransport {
  let last: Promise<unknown> = Promise.resolve();
  const ask = async (cdb: Uint8Array, ...rest: readonly [Parameters<ScsiTransport['execute']>[1], number]): Promise<ScsiAnswer> => {
    const answer = await scsi.execute(cdb, ...rest);
    const returned = cdb[0] === 0x85 || cdb[0] === 0xa1 ? parseAtaReturn(answer) : undefined;
    if (returned?.kind !== 'unknown' || returned.why !== 'empty_registers') return answer;
    const question = returnResponseInformation();
    const told = await scsi.execute(question.cdb, question.data, bridgeMs);
    const sense = told.status === status.good ? senseOf(told.data, cdb) : undefined;
    return sense === undefined ? answer : { ...answer, sense };
  };
  return {
    kind: 'scsi',
    // Another command in between would make the registers those of that one.
    execute: (cdb, data, timeoutMs) => {
      const mine = last.then(() => ask(cdb, data, timeoutMs));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}

/** The descriptor as the sense that should have carried it. The bridge leaves EXTEND clear; the command knows better. */
function senseOf(descriptor: Uint8Array, cdb: Uint8Array): Uint8Array | undefined {
  if (descriptor.length < descriptorBytes || descriptor[0] !== 0x09 || descriptor[1] !== 0x0c) return undefined;
  const sense = new Uint8Array(8 + descriptorBytes);
  const failed = (u8(descriptor, 13) & 0x21) !== 0;
  sense.set(failed ? [0x72, 0x0b, 0x00, 0x00] : [0x72, 0x01, 0x00, 0x1d]);
  sense[7] = descriptorBytes;
  sense.set(descriptor.subarray(0, descriptorBytes), 8);
  if (cdb[0] === 0x85 && (u8(cdb, 1) & 1) === 1) sense[10] = u8(sense, 10) | 1;
  return sense;
}
