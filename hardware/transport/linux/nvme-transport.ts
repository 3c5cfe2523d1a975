import { alignedBytes } from '../aligned.ts';
import { addressOf, ioctlAsync } from '../posix.ts';
import type { NvmeAnswer, NvmeCommand, NvmeTransport } from '../transport.ts';
import { lengthOf, TransportError } from '../transport.ts';
import { ioctlError } from './ioctl-errors.ts';
import { buildNvmeCommand, nvmeAdminCommand, nvmeCommandBytes, nvmeIoCommand, nvmeResult } from './nvme-ioctl.ts';

/** An open node with its path. */
export interface OpenNode {
  readonly fd: number;
  readonly path: string;
}

/**
 * NVMe commands through an open controller (/dev/nvmeN) and the block devices of its namespaces, by namespace id: I/O
 * commands go by the namespace's own node, which the kernel ties to that namespace. Throws TransportError.
 */
export function nvmeTransport(controller: OpenNode, namespaces: ReadonlyMap<number, OpenNode>): NvmeTransport {
  return {
    kind: 'nvme',
    admin: (command, timeoutMs) => send(controller, nvmeAdminCommand, command, timeoutMs),
    io: async (command, timeoutMs) => {
      const namespace = namespaces.get(command.nsid);
      if (namespace === undefined) throw new TransportError('gone', `${controller.path} shows no namespace ${command.nsid}`);
      return send(namespace, nvmeIoCommand, command, timeoutMs);
    },
  };
}

async function send(node: OpenNode, request: number, command: NvmeCommand, timeoutMs: number): Promise<NvmeAnswer> {
  const length = lengthOf(command.data);
  const buffer = alignedBytes(length);
  if (command.data.kind === 'out') buffer.set(command.data.bytes);
  const bytes = alignedBytes(nvmeCommandBytes);
  bytes.set(buildNvmeCommand(command, length === 0 ? 0n : addressOf(buffer), timeoutMs));
  const status = await ioctlAsync(node.fd, request, bytes);
  if (status < 0) throw ioctlError(-status, node.path, privilege);
  if ((status & 0x7ff) === hostAborted) throw new TransportError('timeout', `${node.path}: the driver aborted the command`);
  if ((status & 0x7ff) === hostPathError) throw new TransportError('io', `${node.path}: the path to the drive broke off`);
  // NVMe does not say how many bytes came: a command that succeeded has moved them all, one that failed has moved none.
  const moved = status === 0 && command.data.kind === 'in' ? buffer.slice(0, length) : new Uint8Array(0);
  return { status, result: nvmeResult(bytes), data: moved };
}

const privilege = 'CAP_SYS_ADMIN (root has it)';

/** Status code type 3 is path related; these two are made up by the host's driver, the drive never said them. */
const hostPathError = 0x370;
const hostAborted = 0x371;
