import type { DeviceClass, NoMethod } from '../../domain/intake/device-classes.ts';

/** Words of what comes in and is no disk. */
export const deviceText = {
  label: 'What it is',
  disk: 'Disk or SSD',
  forced: 'It goes to destruction:',
  cards: 'Cards for what is no disk',
  cardsMore: 'Scanned while something is taken in, a card says what it is.',
} as const;

export const deviceWords: Record<DeviceClass, string> = {
  pcie_card: 'PCIe card',
  nvdimm: 'NVDIMM',
  usb_stick: 'USB stick',
  memory_card: 'Memory card',
  controller: 'Controller with flash',
  hsm: 'HSM',
  smart_card: 'Smart card',
  tape: 'Tape',
  optical: 'Optical disc',
  phone: 'Phone',
};

/** Why nothing here makes such a thing safe but its destruction. */
export const noMethodWords: Record<NoMethod, string> = {
  fits_no_bay: 'it fits in no bay, so nothing here can ask it to erase or read it back.',
  nothing_to_prove: 'it has no sanitize command, and what its controller keeps hidden cannot be read back.',
  keys_inside: 'only its own administrators can zeroize it, and that proves nothing here.',
  written_once: 'its medium cannot be written over.',
};
