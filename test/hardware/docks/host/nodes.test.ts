import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { numberOf } from '../../../../hardware/docks/host/in-use.ts';
import { diskSequenceOf, type ExpectedNode, openNode, writerOf } from '../../../../hardware/docks/host/nodes.ts';
import { machineRoots } from '../../../../hardware/docks/host/sysfs.ts';
import { imageFile, loopDevice, noLoopDevices } from '../loop.ts';

const size = 4 * 1024 * 1024;
if (noLoopDevices !== undefined) console.warn(`loop device tests are skipped: ${noLoopDevices}`);

function expected(path: string): ExpectedNode {
  return { path, kind: 'block', number: numberOf(statSync(path).rdev) };
}

describe('a device node', () => {
  it('is opened when it is the device that was looked at, and only then', async (ctx) => {
    ctx.skip(noLoopDevices !== undefined, noLoopDevices);
    const path = loopDevice(imageFile(size));
    const handle = await openNode(expected(path), 'command');
    const diskSequence = diskSequenceOf(handle.fd);
    await handle.close();
    await expect(openNode({ ...expected(path), number: '8:0' }, 'command')).rejects.toMatchObject({ code: 'gone' });
    await expect(openNode({ ...expected(path), kind: 'character' }, 'command')).rejects.toMatchObject({ code: 'gone' });
    // The same name, the same number, another attachment.
    if (diskSequence !== undefined)
      await expect(openNode({ ...expected(path), diskSequence: `${diskSequence}0` }, 'ask')).rejects.toMatchObject({ code: 'gone' });
  });

  it('is claimed by one alone', async (ctx) => {
    ctx.skip(noLoopDevices !== undefined, noLoopDevices);
    const path = loopDevice(imageFile(size));
    const claimed = await openNode(expected(path), 'claim');
    await expect(openNode(expected(path), 'claim')).rejects.toMatchObject({ code: 'busy' });
    // Questions stay possible.
    await (await openNode(expected(path), 'ask')).close();
    await claimed.close();
    await (await openNode(expected(path), 'claim')).close();
  });

  it('is told to be written by another program, by name; a reader is let be', async (ctx) => {
    ctx.skip(noLoopDevices !== undefined, noLoopDevices);
    const path = loopDevice(imageFile(size));
    const hold = async (mode: string): Promise<() => Promise<void>> => {
      const script = `require('node:fs').openSync(${JSON.stringify(path)}, ${JSON.stringify(mode)}); process.stdout.write('open'); process.stdin.resume();`;
      const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
      onTestFinished(() => void child.kill());
      await once(child.stdout, 'data');
      return async () => {
        const closed = once(child, 'close');
        child.kill();
        await closed;
      };
    };
    const endReader = await hold('r');
    expect(writerOf([path], machineRoots)).toBeUndefined();
    await endReader();
    const endWriter = await hold('r+');
    expect(writerOf([path], machineRoots)).toMatch(/process \d+/);
    await endWriter();
    expect(writerOf([path], machineRoots)).toBeUndefined();
  });

  it('is not told to be written by a reader that closes it at that moment, as udev does', async () => {
    const path = imageFile(size);
    const script = `const fs = require('node:fs'); process.stdout.write('open'); for (;;) fs.closeSync(fs.openSync(${JSON.stringify(path)}, 'r'));`;
    const reader = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void reader.kill());
    await once(reader.stdout, 'data');
    for (let look = 0; look < 300; look += 1) expect(writerOf([path], machineRoots)).toBeUndefined();
  });

  it('that is not there is gone', async () => {
    await expect(openNode({ path: '/dev/none-of-ours', kind: 'block', number: '8:0' }, 'ask')).rejects.toMatchObject({ code: 'gone' });
  });
});
