import { once } from 'node:events';
import { createSocket } from 'node:dgram';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { CannotStart } from '../../../host/assemble/cannot-start.ts';
import { readOutlets, takerOf } from '../../../host/registry/outlets.ts';
import { syslogOutlet } from '../../../host/registry/syslog-outlet.ts';
import { nothingSeen } from '../../../domain/ledger/event.ts';
import type { Batch } from '../../../registry/outlets/outlet.ts';
import type { LoggedEvent } from '../../../registry/projector/projection.ts';

const time = { wall: '2026-11-23T08:00:00.000Z', hlc: '01a203989d530000', boot: 'b1', mono: 1, src: 'none', off: 0, age: 0 } as const;

function logged(index: number, type = 'custody.moved'): LoggedEvent {
  const place = { v: 1, reg: 'custos.example', station: `st_${'a'.repeat(32)}`, epoch: 1, seq: index + 1, prev: 'A'.repeat(43) } as const;
  const event = { ...place, type, subject: 'd1_ü]"', deps: [], time, seen: nothingSeen, body: { place: `Cage ${index}` } };
  return { logId: 1, index, hash: `hash${index}`, event, sigs: [], bytes: new Uint8Array(), recvMs: 0 };
}

function batch(from: number, count: number): Batch {
  const [first = logged(from), ...others] = Array.from({ length: count }, (_, at) => logged(from + at));
  return { log: 'custos.example/log', from, next: from + count, run: 0, events: [first, ...others], nowMs: 1_800_000_000_000 };
}

const more = { name: 'soc', begins: 'now', takes: () => true, host: '127.0.0.1', enterprise: undefined } as const;
const calm = (): AbortSignal => new AbortController().signal;

/** A collector of syslog over TCP that takes frames apart by their length, as RFC 6587 has it. */
async function startCollector() {
  const lines: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    let held = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    socket.on('data', (piece: Buffer) => {
      held = Buffer.concat([held, piece]);
      for (;;) {
        const [, digits] = /^([1-9][0-9]*) /.exec(held.toString('latin1')) ?? [];
        if (digits === undefined) return;
        const end = digits.length + 1 + Number(digits);
        if (held.length < end) return;
        lines.push(held.subarray(digits.length + 1, end).toString('utf8'));
        held = held.subarray(end);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return { lines, open, port };
}

describe('syslog', () => {
  test('goes over one TCP connection in frames, and over a new one after the collector hung up', async () => {
    const collector = await startCollector();
    const outlet = syslogOutlet({ ...more, way: 'tcp', port: collector.port, form: 'rfc5424' });
    onTestFinished(() => outlet.close());
    expect(outlet.to).toBe(`tcp://127.0.0.1:${collector.port}`);
    expect(await outlet.send(batch(0, 3), calm())).toEqual({ kind: 'taken' });
    expect(await outlet.send(batch(3, 2), calm())).toEqual({ kind: 'taken' });
    await vi.waitFor(() => expect(collector.lines).toHaveLength(5));
    expect(collector.open.size).toBe(1);
    expect(collector.lines[4]).toContain('custody.moved [custos@32473 event="hash4"');
    for (const socket of collector.open) socket.end();
    await vi.waitFor(() => expect(collector.open.size).toBe(0));
    await vi.waitFor(async () => {
      await outlet.send(batch(5, 1), calm());
      expect(collector.lines.at(-1)).toContain('event="hash5"');
    });
  });

  test('carries CEF in datagrams', async () => {
    const socket = createSocket('udp4');
    const lines: string[] = [];
    socket.on('message', (message) => lines.push(message.toString('utf8')));
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    onTestFinished(() => void socket.close());
    const outlet = syslogOutlet({ ...more, way: 'udp', port: socket.address().port, form: 'cef' });
    expect(await outlet.send(batch(0, 2), calm())).toEqual({ kind: 'taken' });
    await vi.waitFor(() => expect(lines).toHaveLength(2));
    expect(lines[0]).toMatch(/^<109>1 2026-11-23T08:00:00\.000Z \S+ custos - custody\.moved - CEF:0\|Custos\|/);
  });

  test('says why when nobody listens', async () => {
    const collector = await startCollector();
    const outlet = syslogOutlet({ ...more, way: 'tcp', port: 1, form: 'rfc5424' });
    expect(await outlet.send(batch(0, 1), calm())).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('ECONNREFUSED') as string,
    });
    expect(collector.lines).toEqual([]);
  });
});

describe('the file of outlets', () => {
  const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}\n`;

  function files(settings: unknown, secretText = secret): string {
    const dir = mkdtempSync(join(tmpdir(), 'custos-outlets-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    writeFileSync(join(dir, 'secret'), secretText, { mode: 0o600 });
    const file = join(dir, 'outlets.json');
    writeFileSync(file, JSON.stringify(settings).replaceAll('SECRET', join(dir, 'secret')));
    return file;
  }
  const hook = { name: 'siem', url: 'https://siem.example/hook?key=quiet', secretFile: 'SECRET', kinds: ['custody.*', 'log.opened'] };

  test('makes outlets that take the kinds that are named, and shows no path of an address', () => {
    const [webhook, syslog] = readOutlets(files({ webhooks: [hook], syslog: [{ name: 'soc', to: 'udp://[::1]:514', from: 'beginning' }] }));
    expect(webhook).toMatchObject({ name: 'siem', way: 'webhook', to: 'https://siem.example', begins: 'now' });
    expect(['custody.moved', 'custodial.x', 'log.opened', 'log.closed'].map((type) => webhook?.takes(type))).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(syslog).toMatchObject({ name: 'soc', way: 'syslog', to: 'udp://[::1]:514', begins: 'beginning' });
    expect(takerOf(undefined)('any.thing')).toBe(true);
    expect(readOutlets(undefined)).toEqual([]);
  });

  test('refuses what would not do, before anything starts', () => {
    const bad: readonly unknown[] = [
      { webhooks: [{ ...hook, url: 'http://siem.example/' }] },
      { webhooks: [{ ...hook, url: 'https://user:word@siem.example/' }] },
      { webhooks: [hook, hook] },
      { webhooks: [{ ...hook, secret: 'here' }] },
      { webhooks: [{ ...hook, kinds: ['*'] }] },
      { webhooks: [{ ...hook, secretFile: '/nowhere/at/all' }] },
      { syslog: [{ name: 'soc', to: 'https://soc.example:1' }] },
      [],
    ];
    for (const settings of bad) expect(() => readOutlets(files(settings)), JSON.stringify(settings)).toThrow(CannotStart);
    expect(() => readOutlets(files({ webhooks: [hook] }, 'short'))).toThrow(/openssl rand/);
    expect(() => readOutlets('/nowhere/at/all')).toThrow(CannotStart);
  });

  test('refuses a secret that other users can read', (ctx) => {
    const reason = process.platform === 'win32' ? 'Windows has no modes of files' : undefined;
    ctx.skip(reason !== undefined, reason);
    const file = files({ webhooks: [hook] });
    chmodSync(file.replace(/outlets\.json$/, 'secret'), 0o644);
    expect(() => readOutlets(file)).toThrow(/chmod 600/);
  });
});
