import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { LabelPrinter } from '../../contract/labels.ts';
import { layOut } from '../../domain/label/print/layout.ts';
import { labelPort } from '../../host/machine/label-printer.ts';
import { testContent } from '../../station/labels/content.ts';
import { deadPort, LabelSocket } from '../kit/label-socket.ts';
import { tempDir } from '../registry/kit.ts';

const stock = { as: 'zpl', size: '76x38', symbology: 'code128', dots_per_mm: 8 } as const;
const label = layOut(testContent(false), { size: '76x38', symbology: 'code128', dotsPerMm: 8 });
const print = (printer: LabelPrinter, dir = tempDir()) => labelPort(dir, () => 0).print(printer, label, 'one');

test('a network printer that is off gets nothing, one whose line breaks leaves doubt', async () => {
  const off = await print({ ...stock, way: { is: 'network', host: '127.0.0.1', port: await deadPort() } });
  expect(off).toMatchObject({ kind: 'not_sent', why: expect.stringContaining('ECONNREFUSED') as string });
  const broken = await LabelSocket.open({ breaks: true });
  expect((await print({ ...stock, way: { is: 'network', host: '127.0.0.1', port: broken.port } })).kind).toBe('in_doubt');
  await broken.close();
});

test('a file is written where labels lie', async () => {
  const dir = tempDir();
  expect(await print({ ...stock, way: { is: 'file' }, as: 'pdf' }, dir)).toEqual({ kind: 'sent' });
  expect(readFileSync(join(dir, 'one.pdf')).toString('latin1', 0, 5)).toBe('%PDF-');
});

test('a queue of CUPS gets the label through lp, raw, and what lp says is told', async () => {
  // A program of the test in the place of CUPS' own: what it is given is all that is known here.
  const dir = tempDir();
  mkdirSync(join(dir, 'bin'));
  const lp = join(dir, 'bin', 'lp');
  writeFileSync(
    lp,
    `#!/bin/sh\nif [ "$2" = broken ]; then echo "lp: no such queue" >&2; exit 1; fi\necho "$@" > '${dir}/args'\ncat > '${dir}/sent'\n`,
  );
  chmodSync(lp, 0o755);
  vi.stubEnv('PATH', `${join(dir, 'bin')}:${process.env['PATH'] ?? ''}`);
  expect(await print({ ...stock, way: { is: 'queue', name: 'zebra' } })).toEqual({ kind: 'sent' });
  expect(readFileSync(join(dir, 'args'), 'utf8').trim()).toBe('-d zebra -o raw -');
  expect(readFileSync(join(dir, 'sent'), 'utf8')).toMatch(/^\^XA[^]*\^XZ\n$/);
  expect(await print({ ...stock, way: { is: 'queue', name: 'broken' } })).toEqual({ kind: 'not_sent', why: 'lp: no such queue' });
  vi.stubEnv('PATH', join(dir, 'nothing'));
  expect((await print({ ...stock, way: { is: 'queue', name: 'zebra' } })).kind).toBe('not_sent');
  vi.unstubAllEnvs();
});
