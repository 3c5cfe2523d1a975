/** Bytes that request bodies may hold together. */
export interface BodyBudget {
  /** Room for a body, before a byte of it is read; undefined when there is none. What comes back gives the room back, once. */
  take(sizeBytes: number): (() => void) | undefined;
  readonly heldBytes: () => number;
}

/** Room by what a request says of its length, so that a slow or half-open body holds no more than it told. */
export function openBodyBudget(limitBytes: number): BodyBudget {
  let held = 0;
  return {
    take(sizeBytes) {
      if (held + sizeBytes > limitBytes) return undefined;
      held += sizeBytes;
      let given = false;
      return () => {
        if (given) return;
        given = true;
        held -= sizeBytes;
      };
    },
    heldBytes: () => held,
  };
}
