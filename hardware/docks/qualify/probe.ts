import { type IdentifyDevice, identifyDevice, parseIdentifyDevice } from '../../ata/identify.ts';
import { readNativeMaxAddressExt } from '../../ata/max-address.ts';
import { sanitizeStatusExt } from '../../ata/sanitize.ts';
import { type AtaCommand, ataPassThrough12, ataPassThrough16, parseAtaReturn } from '../../ata/sat.ts';
import { type BridgeChip, findChip } from '../../bridges/chips.ts';
import { throughBridge } from '../../bridges/through-bridge.ts';
import { bridgeReach, type NvmeBridgeFamily, nvmeOverBridge } from '../../bridges/nvme-bridge.ts';
import { sendAta, sendScsi, type ScsiEnd } from '../../erase/wire.ts';
import { serialDoubt } from '../../identity/serial.ts';
import { identifyController, identifyNamespace, parseIdentifyController, parseIdentifyNamespace } from '../../nvme/identify.ts';
import { nvmeStatus, statusCode } from '../../nvme/status.ts';
import { parseReadCapacity10, parseReadCapacity16, readCapacity10, readCapacity16 } from '../../scsi/blocks.ts';
import { noData, type ScsiCommand, status } from '../../scsi/command.ts';
import { inquiry, inquiryVpd, parseInquiry, parseUnitSerialNumber, testUnitReady, vpdPage } from '../../scsi/inquiry.ts';
import { requestSense, senseIs, senseKey } from '../../scsi/sense.ts';
import { type NvmeTransport, type ScsiTransport, TransportError, type UsbWords } from '../../transport/transport.ts';
import type { DockProbe, IdentityLook, RegisterLook } from './probe-result.ts';

/** A dock that has kept silent this often is asked nothing more. */
const mostSilences = 2;

export interface ProbeOptions {
  readonly usb?: UsbWords;
  /** What is remembered of this dock from earlier looks. */
  readonly trouble?: DockProbe['trouble'];
  /** For one question, in milliseconds. */
  readonly commandMs: number;
}

/**
 * Asks a dock, and the drive in it, everything that its grade rests on. Sends only commands that change nothing; the one
 * with an effect is START STOP UNIT to a drive that says it has been spun down. Throws TransportError `gone`, `busy` and
 * `not_permitted`; a dock that is silent or breaks off is a finding.
 */
export async function probeDock(scsi: ScsiTransport, options: ProbeOptions): Promise<DockProbe> {
  const { usb } = options;
  const chip = usb === undefined ? undefined : findChip(usb);
  // The very way that the drive will be used; a chip for NVMe also answers as a disk, which is asked for its capacity.
  const through = usb === undefined ? scsi : throughBridge(scsi, usb);
  const asking = new Asking(through.kind === 'scsi' ? through : scsi, options);
  const base = { ...(usb !== undefined && { usb }), ...(chip !== undefined && { chip }) };
  const standard = await asking.scsi(inquiry());
  if (standard?.kind !== 'good') return { ...base, answered: false, unit: 'none', route: 'none', trouble: asking.trouble };
  const words = parseInquiry(standard.data);
  const shown = words === undefined ? 'none' : words.peripheralDeviceType === 0x05 ? 'optical' : 'disk';
  // A dock with fixed LUNs shows a disk in an empty bay too: only the medium is missing.
  const unit = shown === 'disk' && !(await asking.wake()) ? 'none' : shown;
  if (unit !== 'disk') return { ...base, answered: true, unit, route: 'none', trouble: asking.trouble };
  const page = await asking.scsi(inquiryVpd(vpdPage.unitSerialNumber));
  const unitSerial = page?.kind === 'good' ? parseUnitSerialNumber(page.data) : undefined;
  const looked = await lookThrough(asking, chip, words?.vendor === 'ATA');
  const capacity = await asking.capacity();
  // The same question at the end: a bridge that lost step answers it with something else.
  const second = await looked.again();
  return {
    ...base,
    answered: true,
    unit,
    ...(unitSerial !== undefined && { unitSerial }),
    ...looked.found,
    ...(second !== undefined && { second }),
    ...(capacity !== undefined && { capacity }),
    trouble: asking.trouble,
  };
}

interface Looked {
  readonly found: Pick<DockProbe, 'route' | 'first' | 'power' | 'extended' | 'nvmeStatusShown'>;
  again(): Promise<IdentityLook | undefined>;
}

/**
 * NVMe first, where the chip is known to carry it: bridges make up an IDENTIFY for an NVMe drive. Never to another chip, to which the
 * same bytes are a reset.
 */
async function lookThrough(asking: Asking, chip: BridgeChip | undefined, isAta: boolean): Promise<Looked> {
  if (chip?.kind === 'nvme' && chip.nvme !== undefined) return lookNvme(asking, chip.nvme);
  const ata16 = await asking.identify(ataPassThrough16(identifyDevice()));
  if (ata16.look.kind === 'told' && ata16.device !== undefined) return lookAta(asking, ata16.look, ata16.device);
  const short = await asking.identify(ataPassThrough12(identifyDevice()));
  if (short.look.kind === 'told')
    return {
      found: { route: 'ata_12', first: short.look },
      again: async () => (await asking.identify(ataPassThrough12(identifyDevice()))).look,
    };
  return { found: { route: isAta ? 'none' : 'scsi', first: ata16.look }, again: () => Promise.resolve(undefined) };
}

async function lookAta(asking: Asking, first: IdentityLook, device: IdentifyDevice): Promise<Looked> {
  const power = await asking.registers({ command: 0xe5, extend: false, data: { kind: 'none' } });
  const question = device.sanitize.supported
    ? ({ asked: 'sanitize_status', command: sanitizeStatusExt() } as const)
    : device.hpa === true
      ? ({ asked: 'native_max', command: readNativeMaxAddressExt() } as const)
      : undefined;
  const extended = question === undefined ? undefined : await asking.registers(question.command);
  return {
    found: {
      route: 'ata_16',
      first,
      ...(power !== undefined && { power }),
      ...(question !== undefined && extended !== undefined && { extended: { ...extended, asked: question.asked } }),
    },
    again: async () => (await asking.identify(ataPassThrough16(identifyDevice()))).look,
  };
}

async function lookNvme(asking: Asking, family: NvmeBridgeFamily): Promise<Looked> {
  const nvme = nvmeOverBridge(asking.transport, family);
  const first = await asking.identifyNvme(nvme);
  if (bridgeReach(family) === 'reads') return { found: { route: 'nvme', first }, again: () => asking.identifyNvme(nvme) };
  // A reserved CNS value: an honest drive turns it down, and an honest bridge says so.
  const wrong = await asking.try(() => nvme.admin({ ...identifyController(), cdw10: 0xff }, asking.commandMs));
  return {
    found: { route: 'nvme', first, nvmeStatusShown: wrong !== undefined && statusCode(wrong.status) !== nvmeStatus.success },
    again: () => asking.identifyNvme(nvme),
  };
}

/** Asks one question after the other, and keeps in mind what went wrong. */
class Asking {
  readonly transport: ScsiTransport;
  readonly commandMs: number;
  readonly #trouble: Set<DockProbe['trouble'][number]>;
  #silences = 0;

  constructor(transport: ScsiTransport, options: ProbeOptions) {
    this.transport = transport;
    this.commandMs = options.commandMs;
    this.#trouble = new Set(options.trouble);
  }

  get trouble(): DockProbe['trouble'] {
    return [...this.#trouble];
  }

  /** Undefined when nothing came back, or the dock has been given up. */
  async try<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
    if (this.#silences >= mostSilences) return undefined;
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      switch (error.code) {
        case 'timeout':
          this.#silences += 1;
          this.#trouble.add('falls_silent');
          return undefined;
        case 'io':
          this.#trouble.add('stalls');
          return undefined;
        case 'not_permitted':
        case 'gone':
        case 'busy':
          throw error;
      }
    }
  }

  scsi(command: ScsiCommand): Promise<ScsiEnd | undefined> {
    return this.try(() => sendScsi(this.transport, command, this.commandMs));
  }

  /**
   * False when there is no medium (02/3A). 02/04/02 is a drive that was spun down and waits for START STOP UNIT (SBC):
   * docks do that to idle drives on their own.
   */
  async wake(): Promise<boolean> {
    const ready = await this.scsi(testUnitReady());
    if (ready?.kind !== 'sense') return true;
    if (ready.sense.key === senseKey.notReady && ready.sense.asc === 0x3a) return false;
    if (!senseIs(ready.sense, [0x2, 0x04, 0x02])) return true;
    this.#trouble.add('spins_down');
    await this.scsi(noData(0x1b, 0, 0, 0, 0x01, 0));
    return true;
  }

  async identify(command: ScsiCommand): Promise<{ readonly look: IdentityLook; readonly device?: IdentifyDevice }> {
    const end = await this.scsi(command);
    if (end === undefined) return { look: { kind: 'silent' } };
    const device = end.kind === 'good' ? parseIdentifyDevice(end.data) : undefined;
    if (end.kind !== 'good' || device === undefined) return { look: { kind: 'refused' } };
    const { model, serial, checksum, sectors, logicalSectorBytes, wwn } = device;
    const serialSound = serialDoubt(end.data.subarray(20, 40), serial) === undefined;
    return {
      device,
      look: { kind: 'told', model, serial, checksum, sectors, logicalSectorBytes, serialSound, ...(wwn !== undefined && { wwn }) },
    };
  }

  /**
   * Asks for the rest even where fixed format has lost nothing this time: what counts is whether it could be had. The
   * descriptor must be there in the sense that belongs to the command, or in the one asked for right after.
   */
  async registers(command: AtaCommand): Promise<RegisterLook | undefined> {
    const answer = await this.try(() => sendAta(this.transport, command, this.commandMs));
    if (answer?.returned.kind !== 'registers' || answer.returned.registers.format !== 'fixed' || answer.escalated) return answer;
    const more = await this.scsi(requestSense({ desc: true }));
    const second = more?.kind === 'good' ? parseAtaReturn({ status: status.checkCondition, sense: more.data, data: more.data }) : undefined;
    return second?.kind === 'registers' ? { returned: second, escalated: true } : answer;
  }

  async identifyNvme(nvme: NvmeTransport): Promise<IdentityLook> {
    const answer = await this.try(() => nvme.admin(identifyController(), this.commandMs));
    if (answer === undefined) return { kind: 'silent' };
    const controller = statusCode(answer.status) === nvmeStatus.success ? parseIdentifyController(answer.data) : undefined;
    const space = await this.try(() => nvme.admin(identifyNamespace(1), this.commandMs));
    const namespace = space === undefined ? undefined : parseIdentifyNamespace(space.data);
    if (controller === undefined || namespace === undefined) return { kind: 'refused' };
    const wwn = namespace.nguid ?? namespace.eui64;
    return {
      kind: 'told',
      model: controller.model,
      serial: controller.serial,
      checksum: 'valid',
      serialSound: serialDoubt(answer.data.subarray(4, 24), controller.serial) === undefined,
      sectors: namespace.blocks,
      logicalSectorBytes: namespace.blockBytes,
      ...(wwn !== undefined && { wwn }),
    };
  }

  async capacity(): Promise<DockProbe['capacity']> {
    const long = await this.scsi(readCapacity16());
    const short = long?.kind === 'good' ? undefined : await this.scsi(readCapacity10());
    const told =
      long?.kind === 'good' ? parseReadCapacity16(long.data) : short?.kind === 'good' ? parseReadCapacity10(short.data) : undefined;
    return told === undefined ? undefined : { blocks: told.lastLba + 1, blockBytes: told.blockBytes };
  }
}
