import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { openShelf } from '../../../hardware/simulator/shelf.ts';
import { openController } from './controller.ts';
import { serveConnection } from './connection.ts';

/*
 * A virtual NVMe drive behind NVMe/TCP on the loopback: `main.ts SHELF BAY PORT NQN`. Lines on standard input: `listen`
 * and `cut` (every connection is dropped, the drive works on). Each is answered by its word.
 */

const [shelfDir = '', bay = '', port = '4420', subsystem = ''] = process.argv.slice(2);
const shelf = await openShelf(shelfDir);
const { transport } = await shelf.openDrive(bay);
if (transport.kind !== 'nvme') throw new Error('this drive takes no NVMe command');
const controller = openController(transport, subsystem);
const sockets = new Set<Socket>();
const server = createServer((socket) => {
  socket.setNoDelay(true);
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  serveConnection(socket, controller);
});

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'listen') await new Promise<void>((resolve) => server.listen(Number(port), '127.0.0.1', resolve));
  if (line === 'cut') for (const socket of sockets) socket.destroy();
  process.stdout.write(`${line}\n`);
}
process.exit(0);
