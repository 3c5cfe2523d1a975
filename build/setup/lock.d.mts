/** Runs `work` while no other process runs it for the same folder. */
export function alone<T>(folder: string, work: () => Promise<T>): Promise<T>;
