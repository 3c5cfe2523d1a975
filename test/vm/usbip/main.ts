import { closeSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { botDevice } from '../../../hardware/simulator/bridge/bot-device.ts';
import { openShelf } from '../../../hardware/simulator/shelf.ts';
import type { OpenDrive } from '../../../hardware/transport/transport.ts';
import { socketPair } from '../kit/socket-pair.ts';
import { serveDock } from './device.ts';

/*
 * A USB dock with a virtual drive in it, at a port of the kernel's own vhci_hcd: `main.ts SHELF BAY VHCI-PORT`. Lines on
 * standard input: `plug` and `pull` (the cable; the drive keeps its power and works on). Each is answered by its word.
 * A process of its own: whoever waits for this dock in the kernel must not be the one that answers.
 */

const [shelfDir = '', bay = '', port = '0'] = process.argv.slice(2);
const shelf = await openShelf(shelfDir);
const highSpeed = 3;
/** Longer than any erase here: a dock waits for its drive as long as it takes. */
const patienceMs = 24 * 3_600_000 * shelf.timeScale;
const words = { vendorId: 0x174c, productId: 0x55aa, release: 0x0100, maker: 'Custos', product: 'Virtual dock', serial: `DOCK${port}` };

let cable: Socket | undefined;
let drive: OpenDrive | undefined;

async function plug(): Promise<void> {
  drive ??= await shelf.openDrive(bay);
  const { transport } = drive;
  if (transport.kind !== 'scsi') throw new Error('this drive takes no CDB');
  const bot = botDevice((cdb, data) => transport.execute(cdb, data, patienceMs));
  const [ours, theirs] = socketPair();
  cable = new Socket({ fd: ours });
  cable.on('error', () => undefined);
  serveDock(cable, bot, words);
  writeFileSync('/sys/devices/platform/vhci_hcd.0/attach', `${port} ${theirs} ${1 << 16} ${highSpeed}`);
  // The kernel has its own hold on it.
  closeSync(theirs);
}

function pull(): void {
  cable?.destroy();
  cable = undefined;
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'plug') await plug();
  if (line === 'pull') pull();
  process.stdout.write(`${line}\n`);
}
pull();
process.exit(0);
