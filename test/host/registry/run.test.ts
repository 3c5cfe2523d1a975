import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { consoleRoutes } from '../../../contract/console/routes.ts';
import { openCheckpoint } from '../../../domain/ledger/checkpoint.ts';
import { parseVkey } from '../../../domain/ledger/note.ts';
import { createVerifier } from '../../../keys/ed25519.ts';
import { Browser, password, personWith } from '../../registry/console-kit.ts';
import { call, pushBody } from '../../registry/kit.ts';
import { folder, letIn, main, name, started } from './run-kit.ts';

describe('custos registry', () => {
  it('is set up by file and environment, tells its metrics, and writes JSON lines', async () => {
    const running = await started(folder(), ['--metrics', '127.0.0.1:0'], { CUSTOS_REGISTRY_LOG_LEVEL: 'info' });
    const station = await letIn(running);
    const entry = station.seal();
    const taken = await call(running.at, station, 'POST', '/v1/push', pushBody(station.id, 1, [{ entry }]));
    expect(taken.status).toBe(200);
    const url = /Metrics: (\S+)/.exec(running.out())?.[1] ?? '';
    const text = await (await fetch(url)).text();
    expect(text).toMatch(/^custos_events_total\{result="accepted"\} 1$/m);
    expect(text).toMatch(/^custos_requests_total\{method="POST",route="\/v1\/push",status="200",code=""\} 1$/m);
    expect(text).toMatch(/^custos_push_seconds_count 1$/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
    expect(text).not.toContain(station.id);
    expect((await fetch(url.replace('/metrics', '/v1/status'))).status).toBe(404);
    // The console's own page may answer there; the numbers do not.
    expect(await (await fetch(`${running.at.url}/metrics`)).text()).not.toContain('custos_log_entries');
    const checkpoint = await (await fetch(`${running.at.url}/v1/log/1/checkpoint`)).text();
    const key = parseVkey(/to pin: (\S+)/.exec(running.out())?.[1] ?? '');
    expect(key === undefined ? undefined : openCheckpoint(checkpoint, key, createVerifier())).toBeDefined();
    // It draws papers: an auditor whom its first administrator lets in takes one away.
    const admin = new Browser(running.at.url);
    const code = /for its first administrator: (\S+)/.exec(running.out())?.[1];
    await admin.ask('session.set_up', { body: { code, login: 'first', name: 'First Admin', password } });
    const { browser: auditor } = await personWith(admin, [{ role: 'auditor' }]);
    const paper = await auditor.raw(consoleRoutes['readiness.save'], { query: { as: 'pdf' } });
    expect(paper.headers.get('content-type')).toBe('application/pdf');
    expect(Buffer.from(await paper.arrayBuffer()).toString('latin1', 0, 5)).toBe('%PDF-');
    // Nobody reads its lines any more: it goes on.
    const written = running.log();
    running.child.stdout?.destroy();
    running.child.stderr?.destroy();
    for (let i = 0; i < 5; i++) expect((await fetch(`${running.at.url}/v1/log/1/checkpoint`)).status).toBe(200);
    expect(running.child.exitCode).toBeNull();
    expect(written.every(({ at, level }) => typeof at === 'string' && typeof level === 'string')).toBe(true);
  });

  it('takes a new certificate on SIGHUP, and keeps the old one when the new one cannot be used', async (ctx) => {
    const dir = folder();
    ctx.skip(!made(dir, 'first') || !made(dir, 'second'), 'no openssl here to make a certificate with');
    const [cert, key] = [join(dir, 'tls.pem'), join(dir, 'tls.key')];
    const put = (from: string, with_ = from): void => {
      copyFileSync(join(dir, `${from}.pem`), cert);
      copyFileSync(join(dir, `${with_}.key`), key);
    };
    put('first');
    const running = await started(dir, ['--tls-cert', cert, '--tls-key', key]);
    const port = Number(new URL(running.at.url).port);
    expect(await nameAt(port)).toBe('first');
    put('second');
    running.child.kill('SIGHUP');
    await expect.poll(() => nameAt(port)).toBe('second');
    put('first', 'second');
    running.child.kill('SIGHUP');
    await expect.poll(() => running.log().some(({ what }) => what === 'The new certificate cannot be used; the old one stays.')).toBe(true);
    expect(await nameAt(port)).toBe('second');
  });

  it('says in words when its address is taken, and leaves its data whole', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const taken = String((other.address() as AddressInfo).port);
    const second = spawn(process.execPath, [main, 'registry', '--name', name, '--data', join(folder(), 'data'), '--port', taken]);
    onTestFinished(() => void second.kill('SIGKILL'));
    let words = '';
    second.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
    const [code] = await once(second, 'exit');
    expect([code, words]).toEqual([1, expect.stringMatching(/Nothing can listen on 127\.0\.0\.1 port \d+.*EADDRINUSE/)]);
  });
});

function made(dir: string, subject: string): boolean {
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', `/CN=${subject}`];
  try {
    execFileSync('openssl', [...args, '-keyout', join(dir, `${subject}.key`), '-out', join(dir, `${subject}.pem`)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The name in the certificate that a new connection is shown. */
function nameAt(port: number): Promise<string | readonly string[] | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().subject.CN);
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
