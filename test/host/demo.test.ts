import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { DriveView } from '../../contract/views.ts';
import { countPlanted, plantedMark } from '../../host/demo/planted.ts';
import { okOf } from '../../host/demo/result.ts';
import type { DemoItem } from '../../host/demo/items.ts';

function temporary(): string {
  const dir = mkdtempSync(join(tmpdir(), 'custos-demo-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

test('planted records are counted wherever they lie, each once, over the edges of the pieces that are read', () => {
  const path = join(temporary(), 'medium.img');
  const piece = 1 << 20;
  const bytes = Buffer.alloc(3 * piece + 77);
  const places = [0, piece - 1, piece + 500, 2 * piece - 15, 3 * piece + 77 - plantedMark.length];
  for (const at of places) bytes.write(plantedMark, at);
  writeFileSync(path, bytes);
  expect(countPlanted(path)).toBe(places.length);
  writeFileSync(path, Buffer.alloc(3 * piece));
  expect(countPlanted(path)).toBe(0);
});

const item = (ends: DemoItem['ends']): DemoItem => ({
  name: 'a drive',
  port: 'virtual/1',
  label: [],
  host: 'h',
  slot: 's',
  destination: 'maker',
  dataClass: 'confidential',
  ends,
});
/** What the demo looks at in a view, as it is when all went well. */
const released = { subject: 'd1_a', state: 'released', verdict: { kind: 'verified' }, certificate: { id: 'c', outcome: 'sanitized' } };

function faultsOf(
  one: DemoItem,
  view: object,
  more: { readonly after?: number; readonly checked?: string; readonly let?: readonly [refused: number, released: number] } = {},
): readonly string[] {
  const [refusedWithoutProof, releasedWithoutProof] = more.let ?? [0, 0];
  return okOf({
    travellers: [{ item: one, subject: 'd1_a' }],
    views: [view as unknown as DriveView], // the members above are all that is read
    before: new Map([[one, 9]]),
    after: new Map([[one, more.after ?? 0]]),
    released: { refusedWithoutProof, releasedWithoutProof },
    checked: new Map([['c', more.checked ?? 'valid']]),
  });
}

test('the demo is not ok when any of its promises was not kept', () => {
  expect(faultsOf(item('released'), released)).toEqual([]);
  expect(faultsOf(item('released'), { ...released, state: 'validated' })).toHaveLength(1);
  expect(faultsOf(item('released'), { ...released, verdict: { kind: 'not_verified' } })).toHaveLength(1);
  expect(faultsOf(item('released'), released, { after: 1 })).toEqual(['planted data is still on a drive']);
  expect(faultsOf(item('released'), released, { checked: 'altered' })).toHaveLength(1);
  expect(faultsOf(item('released'), released, { let: [0, 1] })).toEqual(['a drive without proof was not refused at the door']);
  const failed = {
    ...released,
    state: 'quarantined',
    quarantine: { cause: 'sanitization_failed', bound_for: 'destruction' },
    certificate: { id: 'c', outcome: 'not_sanitized' },
  };
  expect(faultsOf(item('failed'), failed, { after: 9, let: [1, 0] })).toEqual([]);
  expect(faultsOf(item('failed'), failed, { after: 9, let: [0, 0] })).toHaveLength(1);
  const mismatch = { subject: 'd1_a', state: 'quarantined', quarantine: { cause: 'label_mismatch', bound_for: 'decision' } };
  expect(faultsOf(item('mismatch'), mismatch, { after: 9, let: [1, 0] })).toEqual([]);
  expect(faultsOf(item('mismatch'), mismatch, { after: 8, let: [1, 0] })).toEqual(['a drive was touched']);
});
