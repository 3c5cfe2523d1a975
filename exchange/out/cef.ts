import { type FeedEvent, type Gravity, gravityOf } from './feed-event.ts';

/**
 * ArcSight Common Event Format, version 0: one line an event. Header fields escape backslash and pipe; extension values
 * escape backslash, equals sign and line ends.
 */
export function cefLine(event: FeedEvent, version: string): string {
  const header = ['CEF:0', 'Custos', 'Custos', version, event.type, event.type.replaceAll('.', ' '), String(severities[gravityOf(event)])];
  const wallMs = Date.parse(event.wall);
  const extension: readonly (readonly [string, string | undefined])[] = [
    ['rt', Number.isNaN(wallMs) ? undefined : String(wallMs)],
    ['externalId', event.hash],
    ['deviceExternalId', event.station],
    ['suser', event.actor],
    ['cs1', event.subject],
    ['cs1Label', event.subject === undefined ? undefined : 'subject'],
    ['cs2', event.serial],
    ['cs2Label', event.serial === undefined ? undefined : 'serial'],
    ['cs3', event.witness],
    ['cs3Label', event.witness === undefined ? undefined : 'witness'],
    ['cn1', String(event.epoch)],
    ['cn1Label', 'epoch'],
    ['cn2', String(event.seq)],
    ['cn2Label', 'seq'],
  ];
  const told = extension.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${escapedValue(value)}`]));
  return `${header.map(escapedHeader).join('|')}|${told.join(' ')}`;
}

const severities: Readonly<Record<Gravity, number>> = { alarm: 9, warning: 6, notice: 3, routine: 1 };

/** A header field has no line ends at all. */
function escapedHeader(text: string): string {
  return text.replace(/[\\|]/g, String.raw`\$&`).replace(/[\r\n]+/g, ' ');
}

function escapedValue(text: string): string {
  return text
    .replace(/[\\=]/g, String.raw`\$&`)
    .replaceAll('\r', String.raw`\r`)
    .replaceAll('\n', String.raw`\n`);
}
