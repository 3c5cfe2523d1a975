import { describe, expect, it } from 'vitest';
import { toBase64url } from '../../../domain/bytes.ts';
import { randomBytes } from '../../../keys/random.ts';
import { plainCause } from '../../../registry/observe/cause.ts';
import type { Answered, LogFields } from '../../../registry/observe/observer.ts';
import { openLog, reportTo } from '../../../host/registry/log-lines.ts';
import { claim, firstAdmin, password, personWith, startConsole, stationAt, subjectOf } from '../console-kit.ts';
import { call, enrol, pushBody, send, tempDir } from '../kit.ts';

/** A registry whose whole log, as it would be written, is kept. */
async function watched() {
  const lines: string[] = [];
  const answered: Answered[] = [];
  const log = openLog({ level: 'debug', format: 'json', write: (line) => lines.push(line), nowMs: () => Date.now() });
  const observe = { log, answered: (one: Answered) => void answered.push(one), pushed: () => undefined };
  const registry = await startConsole({}, tempDir(), { observe, report: reportTo(log) });
  return { registry, lines, answered };
}

describe('the log of a whole run', () => {
  it('holds no name, serial, site, token, cookie, key, id or sealed value, whatever is done', async () => {
    const { registry, lines, answered } = await watched();
    const code = await registry.console.setUpCode();
    const admin = await firstAdmin(registry);
    const station = await stationAt(registry, 'Hall Nightjar', 'Bench Kestrel');
    await claim(registry, station, [{ serial: 'ZX81SERIAL', owner: 'Owner Goshawk', place: 'Cage Merlin' }]);
    const { browser, person } = await personWith(admin, [{ role: 'auditor' }, { role: 'supervisor' }]);
    const subject = subjectOf('ZX81SERIAL');
    const one = { method: 'GET', path: '/v1/console/drives' } as const;
    await browser.raw(one, { query: { q: 'ZX81SERIAL' } });
    await browser.raw({ method: 'GET', path: '/v1/console/drives/:subject' }, { params: { subject } });
    await browser.raw({ method: 'GET', path: '/v1/console/people' });
    await browser.raw({ method: 'POST', path: '/v1/console/session/local' }, { body: { login: 'goshawk', password: 'wrong wrong wrong' } });
    await browser.raw({ method: 'GET', path: '/Owner%20Goshawk/ZX81SERIAL' });
    await call(registry, station, 'GET', `/v1/subjects/${subject}/events?after=-1`);
    await call(registry, station, 'GET', `/v1/certificates/cert_${'q'.repeat(20)}`);
    await call(registry, station, 'PUT', `/v1/watch/${subject}`);
    // Refused in every layer: no JSON, a wrong signature, a body that holds what it must not.
    await call(registry, station, 'POST', '/v1/push', Uint8Array.from(Buffer.from('{"owner":"Owner Goshawk"')));
    await call(registry, station, 'POST', '/v1/push', pushBody(station.id, 9, []), { sentBody: pushBody(station.id, 8, []) });
    await send(registry, station, pushBody(station.id, 40, [{ entry: station.seal({ body: { version: 'Owner Goshawk' } }) }]));
    await enrol(registry, 'Hall Nightjar');
    // A fault inside, whose message the database writes.
    await registry.ledger.store.sql.apply([{ text: 'DROP TABLE watches' }]);
    expect((await call(registry, station, 'PUT', `/v1/watch/${subject}`)).status).toBe(500);
    await registry.close();

    const written = lines.join('');
    expect(answered.length).toBeGreaterThan(15);
    expect(written).toContain('no such table');
    expect(lines.length).toBeGreaterThanOrEqual(answered.length);
    const secrets = [
      'Nightjar',
      'Kestrel',
      'Goshawk',
      'goshawk',
      'Merlin',
      'ZX81SERIAL',
      'zx81serial',
      'First Admin',
      'Person 1',
      password,
      code,
      station.id,
      subject,
      person,
      station.chain[0]?.hash,
      station.event.keyId,
      station.transport.keyId,
      ...admin.cookies.values(),
      ...browser.cookies.values(),
      '127.0.0.1',
    ];
    for (const secret of secrets) expect(written).not.toContain(secret ?? 'nothing to look for');
    // Not by chance, and in no other spelling: every value of every line is one of few kinds.
    const plain =
      /^(GET|HEAD|POST|PUT|DELETE|none|\/[\w./:*-]*|[0-9a-f]{8}-[0-9a-z]+|[a-z_]+|[A-Z_]+|[A-Z][A-Za-z ,.;]+|\d{4}-\d\d-\d\dT[\d:.]+Z)$/;
    for (const line of lines)
      for (const [name, value] of Object.entries(JSON.parse(line) as LogFields))
        if (typeof value === 'string' && !['why', 'where', 'fault'].includes(name)) expect(value, line).toMatch(plain);
  }, 20_000);

  it('calls a request what its asker is told, with the pattern of its route and the code of its refusal', async () => {
    const { registry, lines, answered } = await watched();
    const answer = await fetch(`${registry.url}/v1/enrol/${toBase64url(randomBytes(32))}`);
    await expect.poll(() => answered.length).toBe(1);
    const id = answer.headers.get('x-request-id');
    expect(answered).toMatchObject([{ request: id, method: 'GET', route: '/v1/enrol/:request', status: 404, code: 'not_found' }]);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ level: 'info', request: id, code: 'not_found' });
    const forged = await fetch(`${registry.url}/health`, { headers: { 'x-request-id': 'Owner Goshawk' } });
    expect(forged.headers.get('x-request-id')).not.toContain('Goshawk');
  });
});

describe('lines', () => {
  it('are written from the level on that is asked for, as JSON or as text', () => {
    const write = (format: 'json' | 'text'): string[] => {
      const lines: string[] = [];
      const log = openLog({ level: 'warn', format, write: (line) => lines.push(line), nowMs: () => 0 });
      log('info', 'Not grave enough.');
      log('warn', 'A line.', { route: '/v1/push', status: 503, code: undefined, why: 'two words' });
      return lines;
    };
    expect(write('json')).toEqual([
      '{"at":"1970-01-01T00:00:00.000Z","level":"warn","what":"A line.","route":"/v1/push","status":503,"why":"two words"}\n',
    ]);
    expect(write('text')).toEqual(['1970-01-01T00:00:00.000Z warn  A line. route=/v1/push status=503 why="two words"\n']);
  });
});

describe('a fault in the log', () => {
  it.each([
    ['a parser that quotes what it read', parseFault('{"owner": Ana Müller}'), 'Müller'],
    ['a database that quotes a key', Object.assign(new Error('Key (login)=(ana.mueller) already exists.'), { code: '23505' }), 'mueller'],
    ['a value in quotes', new Error('invalid input syntax for type bigint: "ZX81"'), 'ZX81'],
    ['a token', new Error('no session kX9vQ2mTzR8wL5nB7cF3'), 'kX9v'],
    ['a login in words', new Error('mail to ana@mueller.invalid failed'), 'ana'],
    ['something thrown that is no error', 'ZX81SERIAL', 'ZX81'],
  ])('says what happened and not to whom: %s', (_what, cause, secret) => {
    const said = JSON.stringify(plainCause(cause));
    expect(said).not.toContain(secret);
    expect(said).toContain('"fault":');
  });

  it('keeps what helps: the code of the system, and where it was', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(plainCause(cause)).toMatchObject({ fault: 'Error', fault_code: 'ECONNREFUSED', why: 'connect ECONNREFUSED' });
    expect(plainCause(cause)['where']).toMatch(/^observe\/log\.test\.ts:\d+/);
  });
});

function parseFault(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    return cause;
  }
}
