import type { DriveSpecInput, FaultInput } from '../../hardware/simulator/drive-spec.ts';

type More = Partial<Omit<DriveSpecInput, 'kind'>> & { readonly faults?: readonly FaultInput[] };

let made = 0;

/** A small virtual drive with a name of its own. An erase takes `erase_s` / 1800 seconds. */
export function virtualDrive(kind: DriveSpecInput['kind'], more: More = {}): DriveSpecInput {
  made += 1;
  const number = made.toString().padStart(4, '0');
  const models = {
    sata_hdd: 'ST4000NM000A-2HZ100',
    sata_ssd: 'SAMSUNG MZ7L3480HCHQ-00A07',
    sas_hdd: 'SEAGATE ST8000NM001A',
    sas_ssd: 'KIOXIA KPM61RUG960G',
    nvme_ssd: 'SAMSUNG MZQL2960HCJR-00A07',
  };
  const wwns = {
    sata_hdd: '5000c500de31',
    sata_ssd: '5002538de310',
    sas_hdd: '5000c500de32',
    sas_ssd: '58ce38ede310',
    nvme_ssd: '002538de3100',
  };
  return {
    folder: `drive-${number}`,
    kind,
    model: models[kind],
    serial: `ZTEST${number}`,
    firmware: 'T001',
    wwn: `${wwns[kind]}${number}`,
    block_bytes: kind === 'nvme_ssd' ? 4096 : 512,
    blocks: (8 * 1024 * 1024) / (kind === 'nvme_ssd' ? 4096 : 512),
    erase_s: 600,
    ...more,
    faults: [...(more.faults ?? [])],
  };
}

/** The barcodes of a drive: serial, WWN where there is one, model. */
export function labelOf(spec: DriveSpecInput, serial = spec.serial): readonly string[] {
  return [`S/N: ${serial}`, ...(spec.wwn.startsWith('5') ? [`WWN: ${spec.wwn.toUpperCase()}`] : []), `Model: ${spec.model}`];
}
