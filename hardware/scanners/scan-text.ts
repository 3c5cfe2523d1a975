/** The text of a scan's bytes: UTF-8 where they are that, else one character a byte, so that nothing is lost. */
export function scanText(data: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return Array.from(data, (byte) => String.fromCharCode(byte)).join('');
  }
}

/** Takes off what a scanner is told to send after its data: Enter, a new line, a tab. */
export function withoutSuffix(text: string): string {
  return text.replace(/[\r\n\t]+$/, '');
}
