import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ProbeReport } from '../../host/cli/probe.ts';
import { folder, imageFile, loopDevice, noLoopDevices } from '../hardware/docks/loop.ts';

const main = fileURLToPath(new URL('../../host/cli/main.ts', import.meta.url));
const size = 4 * 1024 * 1024;
if (noLoopDevices !== undefined) console.warn(`loop device tests are skipped: ${noLoopDevices}`);

async function custos(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [main, ...args]);
    return { code: 0, out: stdout };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number' || !('stdout' in error)) throw error;
    return { code: error.code, out: String(error.stdout) };
  }
}

describe('custos docks', () => {
  it('explains a loop device step by step, orders by policy, and writes nothing', async (ctx) => {
    ctx.skip(noLoopDevices !== undefined, noLoopDevices);
    const image = imageFile(size);
    const before = readFileSync(image);
    const device = loopDevice(image);
    const { code, out } = await custos('docks', '--probe', device, '--json');
    const report = JSON.parse(out) as ProbeReport;
    expect(code).toBe(0);
    expect(report.steps.map(({ step, ok }) => [step, ok])).toEqual([
      ['find', true],
      ['guard', true],
      ['open', true],
      ['ask', true],
    ]);
    expect(report.identified).toMatchObject({ kind: 'identified', identity: { interface: 'image', capacity_bytes: size } });
    expect(report.plan?.rungs.length).toBeGreaterThan(0);
    expect(readFileSync(image).equals(before)).toBe(true);
  });

  it("lists this machine's own drives without a word to any that it may not ask", async () => {
    const { code, out } = await custos('docks', '--data', folder(), '--json');
    expect(code).toBe(0);
    const rows = JSON.parse(out) as readonly { readonly bay: { readonly taught?: boolean; readonly guarded?: string } }[];
    // Nobody has taught a port in an empty data folder.
    for (const { bay } of rows) expect(bay).toMatchObject({ taught: false, guarded: expect.any(String) as string });
  });
});
