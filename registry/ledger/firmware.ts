import { technique } from '../../domain/erase/technique.ts';
import type { FirmwareTechnique } from '../../domain/policy/firmware-list.ts';
import { firmwareKey } from '../../domain/policy/firmware-list.ts';
import type { Report } from '../ports.ts';
import type { Projector } from '../projector/projector.ts';
import type { SqlReader, SqlRow } from '../sql/port.ts';
import { text } from '../sql/rows.ts';
import type { ControlWriter } from './control.ts';
import { tellWhenMoved } from './tell.ts';

/** Findings that no word covers: there is none, or an officer lifted the row before them. Oldest first. */
export const untoldFirmware = `SELECT f.hash, f.model, f.firmware, f.technique FROM firmware_findings AS f
  LEFT JOIN firmware_words AS w ON w.model = f.model AND w.firmware = f.firmware AND w.technique = f.technique
  WHERE w.model IS NULL OR (w.blocked = 0 AND (w.log_id, w.log_index) < (f.log_id, f.log_index))
  ORDER BY f.log_id, f.log_index LIMIT 64`;

/**
 * Tells the log by `firmware.blocked` of each firmware of which a drive left data behind; every station follows the
 * control chain, so no plan offers that technique to such drives from its next pull on.
 *
 * @returns a function that ends it, after what is under way
 */
export function tellFirmware(parts: {
  readonly sql: SqlReader;
  readonly control: Pick<ControlWriter, 'write'>;
  readonly projector: Pick<Projector, 'onMoved' | 'status'>;
  readonly report: Report;
}): () => Promise<void> {
  const { sql, control, projector, report } = parts;
  /** The finding by which this process last blocked each row: perhaps not followed yet. */
  const told = new Map<string, string>();
  return tellWhenMoved({
    projector,
    projection: 'firmware',
    report,
    failed: 'A firmware that left data behind could not be told to the log yet. It is told with the next event or start.',
    async tell(isStopped) {
      const seen = new Set<string>();
      for (const row of await sql.query(untoldFirmware)) {
        const [of, by] = [firmwareOf(row), text(row, 'hash')];
        const key = firmwareKey(of);
        // Of several findings the oldest one blocks.
        if (isStopped() || seen.has(key)) continue;
        seen.add(key);
        if (told.get(key) === by) continue;
        await control.write({ type: 'firmware.blocked', body: { ...of, by }, deps: [by] });
        told.set(key, by);
      }
    },
  });
}

/** Columns `model`, `firmware` and `technique` of a row that the projection wrote. */
export function firmwareOf(row: SqlRow): FirmwareTechnique {
  return { model: text(row, 'model'), firmware: text(row, 'firmware'), technique: technique.parse(text(row, 'technique')) };
}
