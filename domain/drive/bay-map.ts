/** A port of this machine that people use as a bay. */
export interface TaughtBay {
  /** Port path: the same across replug and reboot. */
  readonly port: string;
  /** What people call it. */
  readonly name: string;
  /** The dock in words, as it was when the bay was taught. */
  readonly dock: string;
}

/** One step in the life of the map, oldest first: the bodies of `bay.taught` and `bay.forgotten`. */
export type BayStep = { readonly kind: 'taught'; readonly bay: TaughtBay } | { readonly kind: 'forgotten'; readonly port: string };

/**
 * The map after these steps, in the order of the names. A name belongs to one port and a port has one name: the
 * newest step wins, so that a dock that moved to another socket is taught again under its old names.
 */
export function bayMap(steps: readonly BayStep[]): readonly TaughtBay[] {
  const byPort = new Map<string, TaughtBay>();
  for (const step of steps) {
    if (step.kind === 'forgotten') {
      byPort.delete(step.port);
      continue;
    }
    for (const [port, bay] of byPort) if (bay.name === step.bay.name) byPort.delete(port);
    byPort.set(step.bay.port, step.bay);
  }
  return [...byPort.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}
