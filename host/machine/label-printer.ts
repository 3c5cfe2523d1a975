import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { LabelPort, LabelPrinter, PrintEnd } from '../../contract/labels.ts';
import { zplOf } from '../../domain/label/print/zpl.ts';
import { renderLabel } from '../paper/label.ts';

/** A printer that says nothing for so long is not there, or stands still, ms. */
const patienceMs = 8_000;

/** Printers as this machine reaches them: a socket of the network, a queue of CUPS by `lp`, or a folder. */
export function labelPort(folder: string, nowMs: () => number): LabelPort {
  return {
    async print(printer, label, name) {
      try {
        const bytes = printer.as === 'zpl' ? zplOf(label) : await renderLabel(label, new Date(nowMs()));
        return await send(printer, bytes, join(folder, `${name}.${printer.as}`));
      } catch (error) {
        return { kind: 'not_sent', why: String(error instanceof Error ? error.message : error) };
      }
    },
  };
}

function send({ way, as }: LabelPrinter, bytes: Uint8Array, path: string): Promise<PrintEnd> {
  switch (way.is) {
    case 'network':
      return toSocket(way.host, way.port, bytes);
    case 'queue':
      return toQueue(way.name, as, bytes);
    case 'file':
      return toFile(path, bytes);
  }
}

/** Raw printing has no answer: taken is when the printer's own end of the line closed after all bytes were acknowledged. */
function toSocket(host: string, port: number, bytes: Uint8Array): Promise<PrintEnd> {
  return new Promise((resolve) => {
    let connected = false;
    const socket = connect({ host, port });
    const end = (result: PrintEnd): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(patienceMs, () => end({ kind: connected ? 'in_doubt' : 'not_sent', why: 'the printer does not answer' }));
    socket.on('error', (error) => end({ kind: connected ? 'in_doubt' : 'not_sent', why: error.message }));
    socket.on('connect', () => {
      connected = true;
      socket.end(bytes);
    });
    // Some printers answer; nobody here asked them anything.
    socket.resume();
    socket.on('close', (failed) => {
      if (!failed) end({ kind: 'sent' });
    });
  });
}

/** CUPS has taken it when `lp` ends well; what the printer does with it later CUPS alone knows. */
function toQueue(queue: string, as: LabelPrinter['as'], bytes: Uint8Array): Promise<PrintEnd> {
  return new Promise((resolve) => {
    const said: Buffer[] = [];
    const lp = spawn('lp', ['-d', queue, ...(as === 'zpl' ? ['-o', 'raw'] : []), '-'], { stdio: ['pipe', 'ignore', 'pipe'] });
    lp.on('error', (error) => resolve({ kind: 'not_sent', why: `lp: ${error.message}` }));
    lp.stderr.on('data', (part: Buffer) => said.push(part));
    // lp may end before it has read everything; its own words tell why.
    lp.stdin.on('error', () => undefined);
    lp.on('close', (code) =>
      resolve(
        code === 0 ? { kind: 'sent' } : { kind: 'not_sent', why: Buffer.concat(said).toString('utf8').trim() || `lp ended with ${code}` },
      ),
    );
    lp.stdin.end(bytes);
  });
}

async function toFile(path: string, bytes: Uint8Array): Promise<PrintEnd> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, bytes, { flag: 'w' });
  return { kind: 'sent' };
}
