/** A narrow space that does not break, between a figure and its unit. */
const thin = '\u202f';
const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A capacity the way drives are sold: decimal units, three figures that count. */
export function capacity(bytes: number): string {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const value = bytes / 1000 ** power;
  const digits = power === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${trimmed(value.toFixed(digits))}${thin}${units[power] ?? 'B'}`;
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Every byte of it, in groups of three with thin spaces. */
export function exactBytes(bytes: number): string {
  return `${grouped(bytes)} bytes`;
}

/** A whole number in groups of three. */
export function grouped(value: number): string {
  return String(Math.trunc(value)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

export function rate(bytesPerSecond: number): string {
  return `${capacity(bytesPerSecond)}/s`;
}

/** Hours, minutes and seconds, never more than two of them: `2 h 05 min`, `4 min 10 s`, `8 s`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const days = Math.floor(whole / 86_400);
  const hours = Math.floor((whole % 86_400) / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (days > 0) return `${days}${thin}d ${hours}${thin}h`;
  if (hours > 0) return `${hours}${thin}h ${two(minutes)}${thin}min`;
  if (minutes > 0) return `${minutes}${thin}min ${two(whole % 60)}${thin}s`;
  return `${whole}${thin}s`;
}

/** Millionths as whole per cent, cut off and not rounded up: 100 % means all of it. */
export function percent(ppm: number): string {
  return `${Math.floor(ppm / 10_000)}${thin}%`;
}

/** Hours and minutes on this machine's clock. */
export function clock(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function clockSeconds(ms: number): string {
  return `${clock(ms)}:${two(new Date(ms).getSeconds())}`;
}

/** Year, month and day on this machine's clock. */
export function day(ms: number): string {
  const date = new Date(ms);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Local date and time down to the second. */
export function dayAndClock(ms: number): string {
  return `${day(ms)} ${clockSeconds(ms)}`;
}

/** The same instant in UTC, for the title of a time. */
export function utc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** How long ago, in the largest unit that says enough. */
export function ago(ms: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - ms) / 1000));
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return count(Math.floor(seconds / 86_400), 'day ago', 'days ago');
}

export function count(value: number, one: string, many: string): string {
  return `${grouped(value)} ${value === 1 ? one : many}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
