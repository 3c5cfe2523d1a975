import { deviceConfigurationRestore } from '../ata/configuration.ts';
import { parseNativeMaxAddress, readNativeMaxAddressExt, setAccessibleMaxAddressExt, setMaxAddressExt } from '../ata/max-address.ts';
import type { AtaCommand } from '../ata/sat.ts';
import type { AtaLimits } from '../identity/ata-limits.ts';
import type { ScsiTransport } from '../transport/transport.ts';
import type { Limits } from './limits.ts';
import { sendAta } from './wire.ts';

/** `lifted`: every command was taken. `refused`: the drive aborted one, as it does for a second change in one power cycle. */
export type Lifted = { readonly kind: 'lifted' } | { readonly kind: 'refused'; readonly command: string };

/**
 * Gives back what HPA, AMA and DCO hide, for good: the new size outlives power. HPA or AMA first, for a DCO cannot be
 * restored under an HPA. Destroys nothing; the bytes behind the limits become addressable. Throws TransportError.
 */
export async function liftLimits(transport: ScsiTransport, found: AtaLimits, limits: Limits): Promise<Lifted> {
  if (found.hpa.state === 'present') {
    // SET MAX counts only directly after READ NATIVE MAX.
    const native = parseNativeMaxAddress((await sendAta(transport, readNativeMaxAddressExt(), limits.commandMs)).returned);
    if (native === undefined) return { kind: 'refused', command: 'READ NATIVE MAX ADDRESS EXT' };
    if (!(await taken(transport, setMaxAddressExt(native, { survivesPowerOn: true }), limits)))
      return { kind: 'refused', command: 'SET MAX ADDRESS EXT' };
  }
  if (found.ama.state === 'present' && found.ama.sectors !== undefined) {
    if (!(await taken(transport, setAccessibleMaxAddressExt(found.ama.sectors - 1), limits)))
      return { kind: 'refused', command: 'SET ACCESSIBLE MAX ADDRESS EXT' };
  }
  if (found.dco.state === 'present' && !(await taken(transport, deviceConfigurationRestore(), limits)))
    return { kind: 'refused', command: 'DEVICE CONFIGURATION RESTORE' };
  return { kind: 'lifted' };
}

/** Anything but registers without an error is not taken. */
async function taken(transport: ScsiTransport, task: AtaCommand, limits: Limits): Promise<boolean> {
  const { returned } = await sendAta(transport, task, limits.commandMs);
  return returned.kind === 'registers' && !returned.registers.failed;
}
