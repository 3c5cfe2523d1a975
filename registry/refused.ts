/** Why a registry does not open. `message` is for the person who started it. */
export class RegistryRefused extends Error {
  readonly code:
    | 'in_use'
    | 'from_the_future'
    | 'from_the_past'
    | 'changed_migration'
    | 'another_registry'
    /** Founded under it, its signatures could be taken for those of another registry. */
    | 'name_taken'
    | 'not_a_registry'
    | 'unreachable'
    | 'unsafe_server'
    /** It goes on elsewhere, or is just being copied here. */
    | 'moved'
    | 'arriving'
    /** Something is where nothing may be. */
    | 'not_empty'
    /** What is there is not whole, or older than what was signed. */
    | 'not_whole';
  constructor(code: RegistryRefused['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'RegistryRefused';
    this.code = code;
  }
}
