/** What is measured on drives. `read_zero` and `read_random` read back what the other two have written. */
export const operations = ['zero', 'random', 'read_zero', 'read_random'] as const;
export type Operation = (typeof operations)[number];

/** One operation on all drives of a layout, once. */
export interface Sample {
  readonly operation: Operation;
  readonly bytes: number;
  readonly ms: number;
  readonly cpuS: number;
}

/** Something that is run in turn with others, and what it did each time. */
export interface Side {
  readonly name: string;
  /** What it is, for the reader of the figures. */
  readonly is: string;
  run(): Promise<readonly Sample[]>;
}

export const mebibyte = 1024 * 1024;

export function mibPerS({ bytes, ms }: Sample): number {
  return bytes / mebibyte / (ms / 1000);
}

export function cpuPerGib({ bytes, cpuS }: Sample): number {
  return cpuS / (bytes / 1024 / mebibyte);
}
