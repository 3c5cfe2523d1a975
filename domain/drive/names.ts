/**
 * Text from drives, labels and scanners made safe to keep and show: NFC, without control, invisible and
 * direction-changing characters, runs of white space made one space, ends trimmed.
 */
export function cleanName(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/[\p{Cf}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\ufffd]/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** `cleanName`, cut to at most `units` UTF-16 units without splitting a character. */
export function shortName(text: string, units: number): string {
  const clean = cleanName(text);
  if (clean.length <= units) return clean;
  return clean
    .slice(0, units)
    .replace(/[\ud800-\udbff]$/u, '')
    .trim();
}
