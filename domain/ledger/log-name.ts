/*
 * The logs of a registry are told from each other, and from those of other registries, by their names alone: a checkpoint
 * has no other word about whose it is (docs/registry-protocol.md, Log).
 */

const laterLog = /^[0-9]{4}$/;

/**
 * The number of a log among those of a registry, from 1: the first bears the registry's name, later ones `name/0002` and so
 * on. Undefined when it is no log of this registry; `acme/berlin` is another registry than `acme`.
 */
export function logNumber(registryName: string, logName: string): number | undefined {
  if (logName === registryName) return 1;
  const suffix = logName.slice(registryName.length + 1);
  if (logName !== `${registryName}/${suffix}` || !laterLog.test(suffix)) return undefined;
  const number = Number(suffix);
  return number >= 2 ? number : undefined;
}

/** Last parts of the names of keys: of later logs, of acknowledgements, of a witness, each behind the name of its registry. */
const keyNameEnd = /\/([0-9]{4}|ack|witness)$/;

/** Whether a registry of this name would sign under a name that a key of another registry has, or may have one day. */
export function isNameOfKeys(registryName: string): boolean {
  return keyNameEnd.test(registryName);
}
