/** Why a registry does not open. `message` is for the person who started it. */
export class RegistryRefused extends Error {
  readonly code:
    'in_use' | 'from_the_future' | 'changed_migration' | 'another_registry' | 'not_a_registry' | 'unreachable' | 'unsafe_server';
  constructor(code: RegistryRefused['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'RegistryRefused';
    this.code = code;
  }
}
