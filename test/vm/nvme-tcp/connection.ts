import type { Socket } from 'node:net';
import type { Controller, Done } from './controller.ts';
import {
  controllerData,
  cutPdu,
  initialized,
  parseSubmission,
  type Pdu,
  pduType,
  readyToTransfer,
  response,
  type Submission,
} from './pdu.ts';

/** A command whose data the host is sending. */
interface Awaited {
  readonly submission: Submission;
  readonly data: Buffer;
  received: number;
}

/** Serves one connection, which is one queue: the first Connect tells whether it is the admin queue. */
export function serveConnection(socket: Socket, controller: Controller): void {
  let unread: Buffer = Buffer.alloc(0);
  let queue = 0;
  const awaited = new Map<number, Awaited>();

  const finish = (submission: Submission, done: Done): void => {
    if (done === 'never' || socket.destroyed) return;
    const { commandId } = submission;
    if (done.status === 0 && done.data !== undefined && done.data.length > 0) socket.write(controllerData(commandId, done.data));
    socket.write(response({ commandId, queue, status: done.status, result: done.result ?? 0n }));
  };
  const run = (submission: Submission, data: Uint8Array): void => {
    // Connect: its queue number is in dword 10.
    if (submission.opcode === 0x7f && submission.bytes.readUInt8(4) === 0x01) queue = submission.bytes.readUInt16LE(42);
    void controller.run(submission, data, queue === 0).then(
      (done) => finish(submission, done),
      // The drive gave no answer at all: the connection is lost, as with a controller that died.
      () => socket.destroy(),
    );
  };
  const onCommand = ({ header, data }: Pdu): void => {
    const submission = parseSubmission(header);
    const outgoing = (submission.opcode & 3) === 1 && submission.opcode !== 0x7f;
    if (submission.inCapsule || !outgoing || submission.dataBytes === 0) return run(submission, new Uint8Array(data));
    awaited.set(submission.commandId, { submission, data: Buffer.alloc(submission.dataBytes), received: 0 });
    socket.write(readyToTransfer(submission.commandId, submission.dataBytes));
  };
  const onHostData = ({ header, data }: Pdu): void => {
    const commandId = header.readUInt16LE(8);
    const one = awaited.get(commandId);
    if (one === undefined) return void socket.destroy();
    one.data.set(data, header.readUInt32LE(12));
    one.received += data.length;
    if (one.received < one.data.length) return;
    awaited.delete(commandId);
    run(one.submission, one.data);
  };

  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk]);
    for (let cut = cutPdu(unread); cut !== undefined; cut = cutPdu(unread)) {
      unread = cut.rest;
      if (cut.pdu.type === pduType.icReq) socket.write(initialized());
      else if (cut.pdu.type === pduType.command) onCommand(cut.pdu);
      else if (cut.pdu.type === pduType.hostData) onHostData(cut.pdu);
      else socket.destroy();
    }
  });
}
