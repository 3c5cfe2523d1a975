/** What came in from a bulk or control transfer. `stall`: the endpoint halted instead. */
export type TransferredIn = { readonly kind: 'data'; readonly bytes: Uint8Array } | { readonly kind: 'stall' };
export type TransferredOut = { readonly kind: 'sent'; readonly lengthBytes: number } | { readonly kind: 'stall' };

/**
 * A claimed mass storage interface with its two bulk endpoints: all that Bulk-Only Transport needs of USB. The real
 * one stands on the `usb` package, the simulated one on `botDevice`. Every call throws TransportError: `gone`
 * when the device was pulled, `timeout` when nothing came in time, `io` for anything else.
 */
export interface UsbBulkDevice {
  transferIn(lengthBytes: number, timeoutMs: number): Promise<TransferredIn>;
  transferOut(bytes: Uint8Array, timeoutMs: number): Promise<TransferredOut>;
  /** CLEAR_FEATURE(ENDPOINT_HALT) on one of the two endpoints. */
  clearHalt(direction: 'in' | 'out'): Promise<void>;
  /** A class request to the interface that brings data. */
  controlIn(request: number, lengthBytes: number, timeoutMs: number): Promise<TransferredIn>;
  /** A class request to the interface without data. */
  controlOut(request: number, timeoutMs: number): Promise<TransferredOut>;
  /** Gives the interface back to the system. May be called twice. */
  close(): Promise<void>;
}
