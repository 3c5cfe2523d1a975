import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadList } from '../../contract/expected.ts';
import type { ListReader } from '../../contract/ports.ts';
import { expectedRowsOf } from '../../exchange/assets/expected-rows.ts';
import { planImport } from '../../exchange/assets/import-file.ts';
import { openOriginals } from '../../exchange/shelf/originals.ts';

/** Against nothing: what an inventory thinks of a row says nothing about whether the drive is to come. */
const nothingKnown = { bySerial: () => [], byTag: () => undefined };

/** Reads lists by the layouts of `exchange`, and keeps each file that was read under `folder`. */
export function listReader(folder: string): ListReader {
  return {
    async read(name, layout, bytes): Promise<ReadList> {
      const plan = await planImport(() => once(bytes), nothingKnown, { as: layout });
      if (plan.kind === 'refused')
        return { kind: 'unread', why: plan.why, ...(plan.line === undefined ? {} : { line: plan.line }), more: 0 };
      const read = expectedRowsOf(plan);
      if (read.kind === 'refused') {
        const [first] = read.verdicts;
        const why = first?.kind === 'refused' ? first.why : 'twice_in_file';
        return { kind: 'unread', why, ...(first === undefined ? {} : { line: first.line }), more: read.verdicts.length - 1 };
      }
      const { sha256, sizeBytes } = plan.survey;
      await keepBytes(folder, bytes, sha256);
      return { kind: 'rows', rows: [...read.rows], file: { name, media: 'text/csv', sha256, size: sizeBytes } };
    },
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

/** The shelf of originals takes files: what came through the window is one for a moment. */
export async function keepBytes(folder: string, bytes: Uint8Array, sha256: string): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'custos-list-'));
  try {
    const path = join(dir, 'list');
    writeFileSync(path, bytes, { mode: 0o600 });
    await openOriginals(folder).keep(path, sha256);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
