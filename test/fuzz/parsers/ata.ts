import { parseEraseTime, parseIdentifyDevice } from '../../../hardware/ata/identify.ts';
import { parseNativeMaxAddress } from '../../../hardware/ata/max-address.ts';
import { parseSanitizeStatus } from '../../../hardware/ata/sanitize.ts';
import { parseAtaReturn } from '../../../hardware/ata/sat.ts';
import { type Fuzzed, must, mustBeAscii, mustBeCount } from '../fuzzed.ts';
import { ataSaysCompleted } from '../oracles.ts';
import { identifyVectors, senseVectors } from '../vectors.ts';

/** IDENTIFY DEVICE data. */
export const ataIdentify: Fuzzed = {
  name: 'ata-identify',
  share: 12,
  seeds: identifyVectors,
  check(input) {
    const told = parseIdentifyDevice(input);
    if (told === undefined) return;
    must(input.length >= 512, 'short data were read as an IDENTIFY DEVICE block');
    mustBeAscii(told.serial, 20, 'serial');
    mustBeAscii(told.model, 40, 'model');
    mustBeAscii(told.firmware, 8, 'firmware');
    mustBeCount(told.sectors, 'sectors');
    mustBeCount(told.logicalSectorBytes, 'logical sector');
    mustBeCount(told.physicalSectorBytes, 'physical sector');
    mustBeCount(told.rotationRate, 'rotation', 0xffff);
    must(told.wwn === undefined || /^5[0-9a-f]{15}$/.test(told.wwn), `wwn ${told.wwn}`);
    for (const time of [told.security.eraseTime, told.security.enhancedEraseTime, parseEraseTime((input[0] ?? 0) * 257)])
      if (time.kind !== 'not_given') mustBeCount(time.minutes, 'erase time', 0x10000);
    const sum = input.subarray(0, 512).reduce((all, byte) => (all + byte) & 0xff, 0);
    must(told.checksum !== 'valid' || (input[510] === 0xa5 && sum === 0), 'a wrong checksum was called valid');
  },
};

/** Registers as they come back through SAT, and what SANITIZE STATUS EXT is read from them. First byte: the SCSI status. */
export const ataReturn: Fuzzed = {
  name: 'ata-return',
  share: 16,
  seeds: senseVectors,
  check(input) {
    const sense = input.subarray(1);
    const returned = parseAtaReturn({ status: input[0] ?? 0, sense, data: new Uint8Array(0) });
    const status = parseSanitizeStatus(returned);
    if (status.kind === 'status') {
      mustBeCount(status.progress, 'progress', 0xffff);
      const claims = status.completedWithoutError && !status.inProgress;
      must(!claims || ataSaysCompleted(sense), 'completed without the bits that say so');
    }
    const native = parseNativeMaxAddress(returned);
    if (native !== undefined) mustBeCount(native, 'native max address', 2 ** 48 - 1);
  },
};
