/** The bytes of a virtual drive. Offsets and lengths in bytes; going past the end throws. */
export interface Medium {
  readonly sizeBytes: number;
  read(offset: number, into: Uint8Array): void;
  write(offset: number, from: Uint8Array): void;
  zero(offset: number, length: number): void;
  /** Repeats `pattern` from the start of the range. */
  fill(offset: number, length: number, pattern: Uint8Array): void;
  /** Noise that looks random and is the same for the same seed: what is left when a key is gone. */
  noise(offset: number, length: number, seed: string): void;
}
