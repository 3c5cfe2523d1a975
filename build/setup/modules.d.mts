export interface Places {
  /** Folder with package-lock.json. */
  readonly root: string;
  /** Stands in for `npm ci`. */
  readonly install?: () => Promise<void>;
}
export function ensureModules(places?: Places): Promise<void>;
