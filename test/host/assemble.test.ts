import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkCertificate } from '../../certificate/check/check.ts';
import { utf8 } from '../../domain/bytes.ts';
import { assembleStation } from '../../host/assemble/assemble.ts';
import { machineClock } from '../../host/machine/clock.ts';
import { mustBeDone } from '../../host/demo/window.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { openRegistry } from '../../registry/open.ts';
import { hallFor, virtualDrive, whyNot } from '../kit/station.ts';

test('a second station on the same data is refused with a sentence that says so, and the first one works on', async () => {
  const hall = await hallFor({});
  const second = assembleStation({ dataRoot: join(hall.dir, 'data'), mode: 'practice', registry: 'none' });
  await expect(second).rejects.toThrow(/(in use|another|already)/i);
  await expect(second).rejects.toMatchObject({ name: 'StoreRefused' });
  await hall.as('technician');
  expect(await hall.bench('the session', ({ session }) => session?.person.name)).toBe(hall.cast.technician.name);
});

test('practice and real records never share a folder', async () => {
  const hall = await hallFor({ empty: true });
  expect(hall.assembled.data.root).toBe(join(hall.dir, 'data', 'practice'));
  expect(await hall.bench('the mode', ({ station }) => station.mode)).toBe('practice');
});

test('the first supervisor is set up once, and a setting up that comes second is refused', async () => {
  const hall = await hallFor({ empty: true });
  expect(await hall.bench('the first step', ({ next }) => next.kind)).toBe('set_up');
  const first = { site: 'Hall A', station: 'Bench 1', name: 'Somebody', badge: 'badge-one', pin: '271828' };
  expect(whyNot(await hall.client.setUp.first(first))).toBe('done');
  expect(whyNot(await hall.client.setUp.first({ ...first, badge: 'badge-two' }))).toBe('already_set_up');
  expect(whyNot(await hall.client.session.signIn({ badge: 'badge-none', pin: first.pin }))).toBe('badge_unknown');
  expect(whyNot(await hall.client.session.signIn({ badge: first.badge, pin: '314159' }))).toBe('pin_wrong');
  expect(whyNot(await hall.client.session.signIn({ badge: first.badge, pin: first.pin }))).toBe('done');
});

test('the station that adopts Rev. 1 plans by Rev. 1, and only a supervisor can adopt it', async () => {
  const hall = await hallFor({ drives: [virtualDrive('sata_ssd')] });
  await hall.as('technician');
  const drive = await hall.takeIn(0);
  const before = await hall.drive(drive.subject, ({ plan }) => plan?.kind === 'plan');
  expect(before.plan).toMatchObject({ policy: 'nist-800-88r2 v1' });
  expect(whyNot(await hall.client.policy.adopt({ id: 'nist-800-88r1' }))).toBe('role_missing');
  await hall.as('supervisor');
  expect(whyNot(await hall.client.policy.adopt({ id: 'no-such-policy' }))).toBe('no_plan');
  mustBeDone(await hall.client.policy.adopt({ id: 'nist-800-88r1' }), 'adopting');
  const after = await hall.drive(drive.subject, ({ plan }) => plan?.kind === 'plan' && plan.policy.startsWith('nist-800-88r1'));
  expect(after.plan).not.toEqual(before.plan);
  await hall.restart();
  expect(await hall.bench('the policy', ({ policy }) => policy.id)).toBe('nist-800-88r1');
});

test(
  'while the registry is away the bench says so and works on; when it is back everything reaches the log',
  { timeout: 90_000 },
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'custos-away-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    const clock = { nowMs: machineClock.wallMs, monoMs: machineClock.monoMs, boot: machineClock.bootId };
    const open = (port = 0) => openRegistry({ dataDir: dir, name: 'custos.invalid/away', clock, port });
    let registry = await open();
    const port = Number(new URL(registry.url).port);
    const hall = await hallFor({
      drives: [virtualDrive('sata_ssd')],
      registry: { url: registry.url, code: await registry.enrolmentCode() },
    });
    onTestFinished(() => registry.close());
    await hall.bench('everything acknowledged', ({ sync }) =>
      sync.state === 'in_step' && sync.acknowledged === sync.here ? true : undefined,
    );
    await registry.close();

    const drive = await hall.validated(0);
    const away = await hall.bench('a sync that says so', ({ sync }) => (sync.state === 'offline' ? sync : undefined));
    expect(away.acknowledged).toBeLessThan(away.here);
    const view = await hall.drive(drive.subject);
    expect(view.certificate?.safety).toBe('here');
    const held = await hall.client.certificates.json({ id: view.certificate?.id ?? '' });
    expect(held.kind === 'file' ? checkCertificate({ bytes: utf8(held.text), verifier: createVerifier() }).verdict : held.kind).toBe(
      'incomplete',
    );

    registry = await open(port);
    const proven = await hall.drive(drive.subject, ({ certificate }) => certificate?.safety === 'proven', 60_000);
    expect(proven.life.every(({ safety }) => safety !== 'here')).toBe(true);
    await expect
      .poll(
        async () => {
          const file = await hall.client.certificates.json({ id: proven.certificate?.id ?? '' });
          return file.kind === 'file' ? checkCertificate({ bytes: utf8(file.text), verifier: createVerifier() }).verdict : file.kind;
        },
        { timeout: 20_000 },
      )
      .toBe('valid');
  },
);
