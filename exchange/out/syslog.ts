import { cefLine } from './cef.ts';
import { type FeedEvent, type Gravity, gravityOf } from './feed-event.ts';

/** Who says it, in the header of every line. */
export interface SyslogOrigin {
  /** Printable ASCII without spaces; anything else is left out. At most 255 characters count. */
  readonly host: string;
  /**
   * Private enterprise number behind the `@` of the structured data's name. 32473 is the one that RFC 5612 keeps for
   * examples: a place with a number of its own puts that here.
   */
  readonly enterprise?: number;
}

/**
 * One event as a line of RFC 5424: facility 13 (log audit), the type as message id, everything else as structured data
 * with `"`, `\` and `]` escaped (section 6.3.3), and a short text. Values are UTF-8; the text begins with a mark, as
 * section 6.4 asks.
 */
export function syslogLine(event: FeedEvent, { host, enterprise = 32_473 }: SyslogOrigin): string {
  const parameters: readonly (readonly [string, string | undefined])[] = [
    ['event', event.hash],
    ['station', event.station],
    ['epoch', String(event.epoch)],
    ['seq', String(event.seq)],
    ['subject', event.subject],
    ['serial', event.serial],
    ['actor', event.actor],
    ['witness', event.witness],
  ];
  const told = parameters.flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${escapedParameter(value)}"`]));
  return `${headerOf(event, host)} [custos@${enterprise}${told.join('')}] \ufeff${text(event)}`;
}

/** One event in the Common Event Format behind a header of RFC 5424 without structured data, as collectors of CEF read it. */
export function cefSyslogLine(event: FeedEvent, { host }: SyslogOrigin, version: string): string {
  return `${headerOf(event, host)} - ${cefLine(event, version)}`;
}

function headerOf(event: FeedEvent, host: string): string {
  const priority = auditFacility * 8 + severities[gravityOf(event)];
  return [`<${priority}>1`, timeOf(event.wall), nilOr(printable(host, 255)), 'custos', '-', nilOr(printable(event.type, 32))].join(' ');
}

/** A line as it goes over a stream: its length in bytes before it (RFC 6587, octet counting), so that no text can end it. */
export function framedSyslog(line: string): Uint8Array {
  const bytes = new TextEncoder().encode(line);
  const length = new TextEncoder().encode(`${bytes.length} `);
  const frame = new Uint8Array(length.length + bytes.length);
  frame.set(length);
  frame.set(bytes, length.length);
  return frame;
}

const auditFacility = 13;
const severities: Readonly<Record<Gravity, number>> = { alarm: 1, warning: 4, notice: 5, routine: 6 };

function text({ type, serial, subject }: FeedEvent): string {
  const about = serial ?? subject;
  return `${type}${about === undefined ? '' : ` ${about}`}`.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

function timeOf(wall: string): string {
  const ms = Date.parse(wall);
  return Number.isNaN(ms) ? '-' : new Date(ms).toISOString();
}

function printable(value: string, longest: number): string {
  return value.replace(/[^\x21-\x7e]/g, '').slice(0, longest);
}

function nilOr(value: string): string {
  return value === '' ? '-' : value;
}

/** Control characters are allowed there and help nobody: a line end would end the event for most readers. */
function escapedParameter(value: string): string {
  return value
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/["\\\]]/g, String.raw`\$&`);
}
