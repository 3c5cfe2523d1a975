import type { Bytes } from '../../domain/bytes.ts';
import type { SqlRow } from './port.ts';

/** Reads columns as what the schema says they are; anything else is a database that is not ours. */

export function number(row: SqlRow, column: string): number {
  const value = row[column];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new TypeError(`${column} is no number`);
  return value;
}

export function text(row: SqlRow, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`${column} is no text`);
  return value;
}

export function bytes(row: SqlRow, column: string): Bytes {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw new TypeError(`${column} is no byte string`);
  // Both drivers give plain buffers of their own, never shared memory.
  return new Uint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength);
}

/** The same, for columns that may be empty. */
export function optionalNumber(row: SqlRow, column: string): number | undefined {
  return row[column] === null ? undefined : number(row, column);
}

export function optionalText(row: SqlRow, column: string): string | undefined {
  return row[column] === null ? undefined : text(row, column);
}

export function optionalBytes(row: SqlRow, column: string): Bytes | undefined {
  return row[column] === null ? undefined : bytes(row, column);
}
