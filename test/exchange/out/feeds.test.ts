import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Event, nothingSeen } from '../../../domain/ledger/event.ts';
import { cefLine } from '../../../exchange/out/cef.ts';
import { type FeedEvent, gravityOf } from '../../../exchange/out/feed-event.ts';
import { csvOf, jsonOf } from '../../../exchange/out/csv.ts';
import { certificateColumns, custodyColumns, driveColumns } from '../../../exchange/out/lists.ts';
import { cefSyslogLine, framedSyslog, syslogLine } from '../../../exchange/out/syslog.ts';
import { deliveryBody, deliveryId, readWebhookSecret, verifyWebhook, webhookHeaders } from '../../../exchange/out/webhook.ts';

const event: FeedEvent = {
  hash: 'A'.repeat(43),
  station: 'st_a1',
  epoch: 1,
  seq: 7,
  type: 'custody.moved',
  body: { place: 'Cage 4' },
  subject: 'd1_1',
  actor: 'tc_a1',
  wall: '2026-11-23T08:00:00.000Z',
  serial: 'ZA100001',
};
const nasty = fc.string({
  unit: fc.oneof(fc.constantFrom('\\', '|', '=', '"', ']', '\n', '\r', '\u2028', '[', ' ', ','), fc.constantFrom('a', 'Z', 'ü', '😀')),
  maxLength: 12,
});
const anyEvent = fc.record({ serial: nasty, subject: nasty, actor: nasty, type: nasty }).map((more): FeedEvent => ({ ...event, ...more }));

describe('a CEF line', () => {
  test('has seven header fields and an extension', () => {
    expect(cefLine(event, '1.0')).toBe(
      `CEF:0|Custos|Custos|1.0|custody.moved|custody moved|3|rt=${Date.parse(event.wall)} externalId=${event.hash} deviceExternalId=st_a1 suser=tc_a1 cs1=d1_1 cs1Label=subject cs2=ZA100001 cs2Label=serial cn1=1 cn1Label=epoch cn2=7 cn2Label=seq`,
    );
  });

  test('stays one line with the same fields whatever stands in them', () => {
    fc.assert(
      fc.property(anyEvent, (one) => {
        const line = cefLine(one, '1.0');
        expect(line).not.toMatch(/[\r\n]/);
        // Seven header fields; in the extension a pipe is a character like any other.
        expect(line).toMatch(/^CEF:0\|(?:(?:[^\\|]|\\[\\|])*\|){6}rt=/u);
        const serial = / cs2=((?:[^\\=]|\\.)*) cs2Label=serial /.exec(line)?.[1];
        expect(serial?.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c === 'r' ? '\r' : c))).toBe(one.serial);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a syslog line', () => {
  test('is one of RFC 5424 with structured data', () => {
    expect(syslogLine(event, { host: 'bench 1.example' })).toBe(
      `<109>1 2026-11-23T08:00:00.000Z bench1.example custos - custody.moved [custos@32473 event="${event.hash}" station="st_a1" epoch="1" seq="7" subject="d1_1" serial="ZA100001" actor="tc_a1"] \ufeffcustody.moved ZA100001`,
    );
  });

  test('carries CEF behind the same header', () => {
    expect(cefSyslogLine(event, { host: 'bench' }, '1.0')).toBe(
      `<109>1 2026-11-23T08:00:00.000Z bench custos - custody.moved - ${cefLine(event, '1.0')}`,
    );
  });

  test('can be taken apart again whatever stands in it', () => {
    fc.assert(
      fc.property(anyEvent, nasty, (one, host) => {
        const line = syslogLine(one, { host });
        const match =
          /^<(\d{1,3})>1 (\S+) (\S{1,255}) custos - (\S{1,32}) \[custos@\d+((?: [a-z]+="(?:[^"\\\]]|\\["\\\]])*")*)\] \ufeff(.*)$/su.exec(
            line,
          );
        expect(match).not.toBeNull();
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        const serial = / serial="((?:[^"\\\]]|\\.)*)"/.exec(match?.[5] ?? '')?.[1]?.replace(/\\(.)/g, '$1');
        expect(serial).toBe((one.serial ?? '').replace(/[\p{Cc}\u2028\u2029]+/gu, ' '));
        const frame = new TextDecoder('utf-8', { ignoreBOM: true }).decode(framedSyslog(line));
        expect(frame).toBe(`${new TextEncoder().encode(line).length} ${line}`);
      }),
      { numRuns: 1000 },
    );
  });

  test('weighs facts by what they say', () => {
    const weights = [
      ['find.unknown', {}, 'alarm'],
      ['custody.quarantined', {}, 'warning'],
      ['validation.decided', { accepted: false }, 'warning'],
      ['validation.decided', { accepted: true }, 'notice'],
      ['certificate.issued', { outcome: 'not_sanitized' }, 'warning'],
      ['verify.finished', { verdict: { kind: 'failed' } }, 'warning'],
      ['drive.seen', { lock: { verdict: 'shut' } }, 'warning'],
      ['drive.seen', { lock: { verdict: 'open' } }, 'notice'],
      ['station.heartbeat', {}, 'routine'],
      ['made.up', {}, 'notice'],
    ] as const;
    for (const [type, body, gravity] of weights) expect([type, gravityOf({ type, body })]).toEqual([type, gravity]);
  });
});

describe('a webhook', () => {
  const old = new Uint8Array(32).fill(1);
  const fresh = new Uint8Array(32).fill(2);
  const time = { wall: event.wall, hlc: '01a203989d530000', boot: 'b1', mono: 1, src: 'none', off: 0, age: 0 } as const;
  const logged: Event = {
    v: 1,
    reg: 'custos.example',
    station: 'st_a1',
    epoch: 1,
    seq: 7,
    prev: 'A'.repeat(43),
    type: 'custody.moved',
    deps: [],
    time,
    seen: nothingSeen,
    body: { place: 'Cage 4' },
  };
  const delivery = { log: 'custos.example/log', position: 5, next: 6, run: 0, events: [{ index: 5, hash: event.hash, event: logged }] };
  const body = deliveryBody(delivery);
  const id = deliveryId(delivery);

  test('is signed over its id, its time and its body, as anyone can do again', () => {
    const headers = webhookHeaders([old], id, 1000, body);
    expect(headers).toEqual({
      'webhook-id': id,
      'webhook-timestamp': '1000',
      'webhook-signature': `v1,${createHmac('sha256', old).update(`${id}.1000.${body}`).digest('base64')}`,
    });
    expect(verifyWebhook([old], headers, body, 1100)).toBe('good');
    expect(verifyWebhook([fresh], headers, body, 1100)).toBe('bad_signature');
    expect(verifyWebhook([fresh], webhookHeaders([old, fresh], id, 1000, body), body, 1000)).toBe('good');
    const said: unknown = JSON.parse(body);
    expect(said).toMatchObject({ type: 'custos.events', timestamp: event.wall, data: { position: 5, next: 6, events: [{ index: 5 }] } });
  });

  test('has an id of its own for each stretch of the log and each asking for it again', () => {
    expect(id).toMatch(/^msg_[0-9a-f]{32}$/);
    expect(deliveryId({ ...delivery })).toBe(id);
    expect(deliveryId({ ...delivery, next: 7 })).not.toBe(id);
    expect(deliveryId({ ...delivery, run: 1 })).not.toBe(id);
  });

  test('is refused when it is old, early, changed or malformed', () => {
    const headers = webhookHeaders([old], id, 1000, body);
    expect(verifyWebhook([old], headers, body, 1301)).toBe('too_old');
    expect(verifyWebhook([old], headers, body, 699)).toBe('from_the_future');
    expect(verifyWebhook([old], headers, `${body} `, 1000)).toBe('bad_signature');
    expect(verifyWebhook([old], { ...headers, 'webhook-timestamp': '1001' }, body, 1000)).toBe('bad_signature');
    expect(verifyWebhook([old], { ...headers, 'webhook-id': 'msg_0' }, body, 1000)).toBe('bad_signature');
    const two = `v2,AAAA ${headers['webhook-signature']}`;
    expect(verifyWebhook([old], { ...headers, 'webhook-signature': two }, body, 1000)).toBe('good');
    for (const bad of ['', 'v1', 'v1,', 'v1,AAAA', `t=1000,${headers['webhook-signature']}`])
      expect(verifyWebhook([old], { ...headers, 'webhook-signature': bad }, body, 1000)).toBe('malformed');
    expect(verifyWebhook([old], { ...headers, 'webhook-timestamp': 'now' }, body, 1000)).toBe('malformed');
    expect(() => webhookHeaders([new Uint8Array(8)], id, 1, body)).toThrow(RangeError);
    expect(() => webhookHeaders([], id, 1, body)).toThrow(RangeError);
    expect(() => webhookHeaders([old], 'a.b', 1, body)).toThrow(RangeError);
  });

  test('takes a secret only in its form and length', () => {
    expect(readWebhookSecret(` whsec_${Buffer.from(old).toString('base64')}\n`)).toEqual(old);
    for (const bad of ['', Buffer.from(old).toString('base64'), 'whsec_AAAA', `whsec_${'A'.repeat(92)}`, 'whsec_!'])
      expect(readWebhookSecret(bad)).toBeUndefined();
  });
});

describe('a list', () => {
  test('has the columns that were promised, in their order', () => {
    expect(driveColumns.join()).toBe('subject,serial,wwn,model,state,holder,place,outcome,reason,data_class,destination,certificate,since');
    expect(certificateColumns.join()).toBe('certificate,subject,serial,outcome,issued,sha256,revoked,reason,superseded_by');
    expect(custodyColumns.join()).toBe('event,wall,type,subject,serial,actor,witness,place,station,epoch,seq,safety,log_index');
  });

  test('is CSV with every column and JSON without what is not told', () => {
    const list = { columns: ['a', 'b'] as const, rows: [{ a: '=1', b: 2 }, { b: true }] };
    expect([...csvOf(list)].join('')).toBe("a,b\r\n'=1,2\r\n,true\r\n");
    expect(JSON.parse([...jsonOf(list)].join(''))).toEqual([{ a: '=1', b: 2 }, { b: true }]);
    expect(JSON.parse([...jsonOf({ ...list, rows: [] })].join(''))).toEqual([]);
  });
});
