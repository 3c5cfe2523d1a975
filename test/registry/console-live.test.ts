import { setImmediate as nextTurn } from 'node:timers/promises';
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { openLive } from '../../registry/console/live.ts';
import { everywhere } from '../../domain/facts/control.ts';
import { claim, firstAdmin, followed, holder, startConsole, stationAt, subjectOf } from './console-kit.ts';
import { push, taken } from './kit.ts';

it('tells open pages of an event when the pages can show it, however far the log is ahead of them', async () => {
  const registry = await startConsole();
  await firstAdmin(registry);
  const station = await stationAt(registry, 'North');
  await followed(registry);
  const { store, projector, clock } = registry.ledger;
  const before = await store.logSize();
  await claim(registry, station, [{ serial: 'LIVE2' }]);
  await followed(registry);
  const logId = projector.all()[0]?.position.logId ?? 0;

  // Pages whose tables are as far behind as `shown` says, over the tables of a real registry.
  let shown = before;
  let asked = 0;
  let moved = (): void => undefined;
  let due = (): void => undefined;
  const live = openLive({
    sql: store.sql,
    logId,
    projector: {
      all: () => projector.all().map((each) => ({ ...each, position: { logId, next: shown } })),
      onMoved(run) {
        moved = run;
        return () => undefined;
      },
    },
    clock,
    after(_ms, run) {
      due = run;
      return () => undefined;
    },
    report: (what, cause) => expect.fail(`${what} ${String(cause)}`),
    again(asker) {
      asked += 1;
      return Promise.resolve(asker);
    },
    before: () => Promise.resolve(),
  });
  const app = Fastify();
  const asker = {
    person: 'tc_00000000000000000000000000000001',
    name: 'Auditor 1',
    grants: [{ role: 'auditor', sites: [everywhere], tenants: [everywhere], untilMs: Number.MAX_SAFE_INTEGER }],
    way: 'local',
    untilMs: Number.MAX_SAFE_INTEGER,
    session: 's',
  } as const;
  app.get('/live', (_request, reply) => live.handlers['live.follow']({ asker, reply } as never)); // only these two are read
  try {
    const stream = await fetch(`${await app.listen({ port: 0, host: '127.0.0.1' })}/live`);
    const told: string[] = [];
    const reading = (async () => {
      for await (const part of stream.body ?? []) told.push(Buffer.from(part as Uint8Array).toString());
    })();
    await expect.poll(() => told.join('')).toContain('following');
    moved();
    due();
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    expect(asked).toBe(0);
    shown = await store.logSize();
    moved();
    due();
    await expect.poll(() => told.join('')).toContain(subjectOf('LIVE2'));
    expect(told.join('').match(/data: /g)).toHaveLength(1);
    // A list of what lies in a container changes though no drive did.
    const placed = station.seal({
      type: 'item.placed',
      subject: `c1_${'1'.repeat(32)}`,
      actor: holder,
      body: { item: subjectOf('LIVE2') },
    });
    taken(await push(registry, station, [placed]));
    await followed(registry);
    shown = await store.logSize();
    moved();
    due();
    await expect.poll(() => told.join('').match(/"what":[^\]]*\]/g)).toHaveLength(2);
    expect(told.at(-1)).toContain('"what":["drives"]');
    live.close();
    await reading;
  } finally {
    live.close();
    await app.close();
  }
});
