/*
 * What a record must hold before anybody may say "completed", read from the standards' tables a second time and in
 * another way than the product reads it: fixed places, no shared code.
 */

/** SAT: a current descriptor-format sense with a whole ATA Status Return descriptor whose registers show success and COUNT b15 without b14. */
export function ataSaysCompleted(sense: Uint8Array): boolean {
  if (((sense[0] ?? 0) & 0x7f) !== 0x72) return false;
  const end = Math.min(sense.length, 8 + (sense[7] ?? 0));
  for (let at = 8; at + 14 <= end; at += 2 + (sense[at + 1] ?? 0)) {
    if (sense[at] !== 0x09 || (sense[at + 1] ?? 0) < 12) continue;
    const ready = ((sense[at + 13] ?? 0) & 0xe1) === 0x40; // BSY 0, DRDY 1, DF 0, ERR 0
    if (ready && ((sense[at + 4] ?? 0) & 0xc0) === 0x80) return true;
  }
  return false;
}

/** SPC: parameter data of REQUEST SENSE that say "no sense", about now, with their additional codes on board. */
export function senseSaysNothing(data: Uint8Array): boolean {
  const code = (data[0] ?? 0) & 0x7f;
  const [key, asc, ascq] = code === 0x70 ? [data[2], data[12], data[13]] : code === 0x72 ? [data[1], data[2], data[3]] : [];
  if (key === undefined || asc === undefined || ascq === undefined || (key & 0x0f) !== 0) return false;
  const pending = [0x041b, 0x0404, 0x3103, 0x3101]; // sanitize or format in progress, or failed
  return !pending.includes(asc * 256 + ascq);
}

/** NVMe: log 81h, SSTAT 1 or 4 and SCDW10 of the same action. */
export function nvmeSaysCompleted(log: Uint8Array, action: number): boolean {
  if (log.length < 32) return false;
  const sstat = (log[2] ?? 0) & 7;
  return (sstat === 1 || sstat === 4) && ((log[4] ?? 0) & 7) === action;
}
