import { putLe32 } from '../fields.ts';

/**
 * STORAGE_REINITIALIZE_MEDIA of ntddstor.h: the one way in which a full Windows sanitizes an NVMe drive. Without this
 * structure the call lets the drive leave a failed sanitize unerased (AUSE = 1), so Custos never sends it without.
 * Laid out and tested byte by byte; never run on Windows.
 */
const size = 16;
const methods = { block_erase: 1, crypto_erase: 2 } as const;
const disallowUnrestrictedExit = 1 << 4;

/** The buffer for one sanitize. Windows offers no overwrite. @param timeoutS whole seconds */
export function reinitializeMedia(method: keyof typeof methods, timeoutS: number): Uint8Array {
  const bytes = new Uint8Array(size);
  putLe32(bytes, 0, size);
  putLe32(bytes, 4, size);
  putLe32(bytes, 8, timeoutS);
  putLe32(bytes, 12, methods[method] | disallowUnrestrictedExit);
  return bytes;
}
