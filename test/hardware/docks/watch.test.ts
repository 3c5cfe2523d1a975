import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Look } from '../../../contract/helper.ts';
import { lookAtImages } from '../../../hardware/docks/images.ts';
import { lookAtShelf, lookOnce, watchBays } from '../../../hardware/docks/watch.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import { createShelf } from '../../../hardware/simulator/shelf.ts';
import { folder, imageFile } from './loop.ts';

const neverPolls = 60_000;

async function next(looks: AsyncGenerator<Look>): Promise<Look> {
  const step = await looks.next();
  if (step.done === true) throw new Error('the watch has ended');
  return step.value;
}

describe('the watch', () => {
  it('tells of a plug and an unplug when shelf.json changes', async () => {
    const dir = join(folder(), 'shelf');
    const shelf = await createShelf(dir, { bays: [{ port: 'a', name: 'A', drive: { ...demoDrives.nvme, blocks: 2048 } }] });
    const stop = new AbortController();
    const looks = watchBays([{ look: () => lookAtShelf(shelf), paths: [join(dir, 'shelf.json')] }], {
      signal: stop.signal,
      pollMs: neverPolls,
    });
    expect(await next(looks)).toMatchObject({ kind: 'looked', bays: [{ occupied: true }] });
    const second = next(looks);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await shelf.unplug('a');
    expect(await second).toMatchObject({ kind: 'looked', bays: [{ occupied: false }] });
    const third = next(looks);
    await shelf.plug('a', 'nvme');
    expect(await third).toMatchObject({ kind: 'looked', bays: [{ occupied: true }] });
    const ended = looks.next();
    stop.abort();
    expect(await ended).toMatchObject({ done: true });
  });

  it('finds by the slow poll what makes no file event', async () => {
    const path = imageFile(1024 * 1024);
    const stop = new AbortController();
    const looks = watchBays([{ look: () => lookAtImages([path]), paths: [] }], { signal: stop.signal, pollMs: 30 });
    expect(await next(looks)).toMatchObject({ bays: [{ occupied: true }] });
    rmSync(path);
    expect(await next(looks)).toMatchObject({ bays: [{ occupied: false }] });
    stop.abort();
    await looks.return();
  });

  it('tells a failed look as failed, never as empty bays', async () => {
    const dir = join(folder(), 'shelf');
    const shelf = await createShelf(dir, { bays: [{ port: 'a', name: 'A' }] });
    writeFileSync(join(dir, 'shelf.json'), 'not JSON');
    const look = await lookOnce([
      { look: () => lookAtShelf(shelf), paths: [] },
      { look: () => lookAtImages([]), paths: [] },
    ]);
    expect(look.kind).toBe('failed');
  });
});
