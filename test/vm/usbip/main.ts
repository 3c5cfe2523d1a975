import { closeSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { botDevice } from '../../../hardware/simulator/bridge/bot-device.ts';
import { openShelf } from '../../../hardware/simulator/shelf.ts';
import type { OpenDrive } from '../../../hardware/transport/transport.ts';
import { socketPair } from '../kit/socket-pair.ts';
import { serveDock } from './device.ts';

/*
 * USB docks with a virtual drive in each, at the ports of the kernel's own vhci_hcd: `main.ts SHELF BAY...`, the first bay
 * at port 0. Lines on standard input, each repeated when done: `plug N` and `pull N` (the cable; the drive keeps its power
 * and works on), `cut N` (cable and power; the drive has power again when the line is repeated), `slow N` (a tenth of a second
 * for each write, so that an overwrite can be broken off in its middle).
 * A process of its own: whoever waits for a dock in the kernel must not be the one that answers.
 */

const [shelfDir = '', ...bays] = process.argv.slice(2);
const shelf = await openShelf(shelfDir);
const highSpeed = 3;
/** Longer than any erase here: a dock waits for its drive as long as it takes. */
const patienceMs = 24 * 3_600_000 * shelf.timeScale;

class Dock {
  slow = false;
  readonly #bay: string;
  readonly #port: number;
  #cable: Socket | undefined;
  #drive: OpenDrive | undefined;

  constructor(bay: string, port: number) {
    this.#bay = bay;
    this.#port = port;
  }

  async plug(): Promise<void> {
    this.#drive ??= await shelf.openDrive(this.#bay);
    const { transport } = this.#drive;
    if (transport.kind !== 'scsi') throw new Error('this drive takes no CDB');
    const bot = botDevice(async (cdb, data) => {
      if (this.slow && data.kind === 'out') await sleep(100);
      return transport.execute(cdb, data, patienceMs);
    });
    const [ours, theirs] = socketPair();
    this.#cable = new Socket({ fd: ours });
    this.#cable.on('error', () => undefined);
    const serial = `DOCK${this.#port}`;
    serveDock(this.#cable, bot, {
      vendorId: 0x174c,
      productId: 0x55aa,
      release: 0x0100,
      maker: 'Custos',
      product: 'Virtual dock',
      serial,
    });
    writeFileSync('/sys/devices/platform/vhci_hcd.0/attach', `${this.#port} ${theirs} ${(1 << 16) + this.#port} ${highSpeed}`);
    // The kernel has its own hold on it.
    closeSync(theirs);
  }

  pull(): void {
    this.#cable?.destroy();
    this.#cable = undefined;
  }

  async cut(): Promise<void> {
    this.pull();
    // The power first: closing waits for the command at work, which would then have had all the power it needs.
    await shelf.powerCycle(this.#bay);
    await this.#drive?.close();
    this.#drive = undefined;
  }
}

const docks = bays.map((bay, port) => new Dock(bay, port));
for await (const line of createInterface({ input: process.stdin })) {
  const [word, number] = line.split(' ');
  const dock = docks[Number(number)];
  if (word === 'plug') await dock?.plug();
  if (word === 'pull') dock?.pull();
  if (word === 'slow' && dock !== undefined) dock.slow = true;
  if (word === 'cut') await dock?.cut();
  process.stdout.write(`${line}\n`);
}
for (const dock of docks) dock.pull();
process.exit(0);
