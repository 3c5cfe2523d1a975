/**
 * Finds scans in the bytes of a serial port. A scan ends with CR or LF. Until a scanner has shown that it sends one,
 * silence ends a scan too; from then on only the suffix does, so that no stall of the machine can tear a scan.
 */
export interface SerialLines {
  readonly bytes: readonly number[];
  /** This scanner has ended a scan with CR or LF. */
  readonly suffixed: boolean;
  /** A part of the present scan is gone: it is dropped up to its end. */
  readonly lost: boolean;
}

export const noLines: SerialLines = { bytes: [], suffixed: false, lost: false };

export interface SerialStep {
  readonly lines: SerialLines;
  readonly scans: readonly Uint8Array[];
}

const mostBytes = 4096;
const cr = 0x0d;
const lf = 0x0a;

/** How long the port is to be quiet before `endOfBytes` is asked, milliseconds; undefined while nothing is held. */
export function quietMs({ bytes, suffixed, lost }: SerialLines): number | undefined {
  if (bytes.length === 0 && !lost) return undefined;
  return suffixed ? 2000 : 300;
}

export function takeBytes(lines: SerialLines, chunk: Uint8Array): SerialStep {
  const scans: Uint8Array[] = [];
  let bytes = [...lines.bytes];
  let { suffixed, lost } = lines;
  for (const byte of chunk) {
    if (byte === cr || byte === lf) {
      if (bytes.length > 0 && !lost) scans.push(Uint8Array.from(bytes));
      suffixed ||= bytes.length > 0 || lost;
      bytes = [];
      lost = false;
    } else if (bytes.length >= mostBytes) lost = true;
    else bytes.push(byte);
  }
  return { lines: { bytes, suffixed, lost }, scans };
}

/**
 * The port was quiet. Without a suffix that is a whole scan. What a suffixed scanner left unfinished is a piece of one:
 * it is dropped together with what still comes of it, and the suffix has to be shown again.
 */
export function endOfBytes({ bytes, suffixed, lost }: SerialLines): SerialStep {
  if (suffixed) return { lines: { bytes: [], suffixed: false, lost: true }, scans: [] };
  return { lines: noLines, scans: lost || bytes.length === 0 ? [] : [Uint8Array.from(bytes)] };
}
