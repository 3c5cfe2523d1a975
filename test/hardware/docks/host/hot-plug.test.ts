import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostSource } from '../../../../hardware/docks/host/source.ts';
import { watchBays } from '../../../../hardware/docks/watch.ts';
import { sightsOf } from '../../../../hardware/helper/docks.ts';
import { KernelTree, layouts } from './tree.ts';

/** Far beyond the life of a test: a look that comes was called for by a change. */
const neverMs = 3_600_000;

describe('a drive that comes and goes', () => {
  it('is seen by the node that comes or goes, without waiting for the next look', async () => {
    const tree = new KernelTree();
    const stop = new AbortController();
    const looks = watchBays(sightsOf([hostSource({ roots: tree.roots })]), { signal: stop.signal, pollMs: neverMs });
    expect((await looks.next()).value).toEqual({ kind: 'looked', bays: [] });
    const next = looks.next();
    layouts.ahci(tree, 'sda');
    writeFileSync(join(tree.roots.dev, 'sda'), '');
    expect((await next).value).toMatchObject({ kind: 'looked', bays: [{ port: 'pci-0000:00:17.0-ata3', occupied: true }] });
    const last = looks.next();
    rmSync(join(tree.roots.sys, 'block/sda'));
    rmSync(join(tree.roots.dev, 'sda'));
    expect((await last).value).toEqual({ kind: 'looked', bays: [] });
    stop.abort();
    await looks.next();
  });
});

describe('the package for Debian', () => {
  it('carries the rule that opens the nodes, and the group that it names', () => {
    const read = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
    const packed = [...read('build/electron-builder.json5').matchAll(/'(build\/linux\/[^=']+)=([^']+)'/g)].map(([, from, to]) => [
      from,
      to,
    ]);
    expect(packed).toEqual([
      ['build/linux/60-custos.rules', '/usr/lib/udev/rules.d/60-custos.rules'],
      ['build/linux/custos.sysusers', '/usr/lib/sysusers.d/custos.conf'],
    ]);
    const groups = new Set([...read('build/linux/60-custos.rules').matchAll(/GROUP="([^"]+)"/g)].map(([, group]) => group));
    expect([...groups]).toEqual(['custos']);
    expect(read('build/linux/custos.sysusers')).toMatch(/^g custos -$/m);
  });
});
