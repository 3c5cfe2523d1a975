import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planImport } from '../../../exchange/assets/import-file.ts';
import { openInventory } from '../../../exchange/shelf/inventory.ts';
import { openOriginals } from '../../../exchange/shelf/originals.ts';
import { asOf, madeLayouts, writeMade } from '../generate.ts';

/**
 * How long 50,000 assets take in each layout: planned against an empty inventory, taken, and planned again against what
 * was taken. Run with: node test/exchange/measure/main.ts [rows]
 */
const rows = Number(process.argv[2] ?? 50_000);
for (const layout of madeLayouts) {
  const folder = mkdtempSync(join(tmpdir(), 'custos-import-'));
  const path = join(folder, 'assets.txt');
  await writeMade(path, layout, rows, 7);
  const inventory = openInventory(join(folder, 'inventory.db'));
  const originals = openOriginals(join(folder, 'files'));
  const read = () => createReadStream(path);
  const [planS, plan] = await timed(() => planImport(read, inventory, { as: asOf(layout) }));
  if (plan.kind === 'refused') throw new Error(`${layout}: ${plan.why}`);
  const [takeS] = await timed(async () => {
    await originals.keep(path, plan.survey.sha256);
    inventory.apply(plan, { name: 'assets', wallMs: 0 }, inventory.version());
  });
  const [againS, again] = await timed(() => planImport(read, inventory, { as: asOf(layout) }));
  if (again.kind === 'refused' || again.counts.same !== rows) throw new Error(`${layout}: not the same when read again`);
  const megabytes = (statSync(path).size / 1e6).toFixed(1);
  console.log(
    `${layout.padEnd(20)} ${megabytes.padStart(5)} MB  plan ${planS} s  take ${takeS} s  plan again ${againS} s  (${plan.counts.new} new)`,
  );
  inventory.close();
  rmSync(folder, { recursive: true });
}

async function timed<T>(run: () => Promise<T>): Promise<readonly [string, T]> {
  const start = performance.now();
  const value = await run();
  return [((performance.now() - start) / 1000).toFixed(1), value];
}
