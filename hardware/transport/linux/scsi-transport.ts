import { alignedBytes } from '../aligned.ts';
import { addressOf, ioctlAsync } from '../posix.ts';
import { lengthOf, type ScsiTransport } from '../transport.ts';
import { ioctlError } from './ioctl-errors.ts';
import { answerOf, buildSgIo, readSgIo, senseBytes, sgIo } from './sg-io.ts';

/**
 * SCSI commands through an open /dev/sdX or /dev/sgN. Each command waits on a thread of its own, as long as its
 * `timeoutMs` allows: the kernel ends it then, and not before. Throws TransportError.
 */
export function sgTransport(fd: number, node: string): ScsiTransport {
  return {
    kind: 'scsi',
    async execute(cdb, data, timeoutMs) {
      const length = lengthOf(data);
      const buffer = alignedBytes(length);
      if (data.kind === 'out') buffer.set(data.bytes);
      // One piece of memory for all that the kernel reads and writes beside the data: it stays alive with the header.
      const block = alignedBytes(senseAt + senseBytes);
      block.set(cdb, cdbAt);
      const base = addressOf(block);
      const addresses = { cdb: base + BigInt(cdbAt), data: length === 0 ? 0n : addressOf(buffer), sense: base + BigInt(senseAt) };
      block.set(buildSgIo(cdb.length, data, addresses, timeoutMs));
      const result = await ioctlAsync(fd, sgIo, block);
      if (result < 0) throw ioctlError(-result, node, privilege);
      return answerOf(readSgIo(block), data, buffer, block.subarray(senseAt));
    },
  };
}

/** Where the CDB and the sense data lie behind the header. */
const cdbAt = 96;
const senseAt = 128;

const privilege = 'CAP_SYS_RAWIO (root has it)';
