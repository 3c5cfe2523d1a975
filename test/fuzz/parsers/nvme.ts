import { parseIdentifyController, parseIdentifyNamespace, parseNamespaceList } from '../../../hardware/nvme/identify.ts';
import { parseHealthLog, parseSanitizeStatusLog } from '../../../hardware/nvme/sanitize.ts';
import { parseStatus, statusCode, statusText } from '../../../hardware/nvme/status.ts';
import { type Fuzzed, must, mustBeAscii, mustBeCount } from '../fuzzed.ts';
import { dataVectors } from '../vectors.ts';

const whole = 4096;

/** Identify Controller, Identify Namespace and namespace lists: 4096 bytes each. */
export const nvmeIdentify: Fuzzed = {
  name: 'nvme-identify',
  share: 5,
  seeds: async () => (await dataVectors('nvme')).filter(({ length }) => length === whole),
  check(input) {
    const controller = parseIdentifyController(input);
    if (controller !== undefined) {
      mustBeAscii(controller.serial, 20, 'serial');
      mustBeAscii(controller.model, 40, 'model');
      mustBeAscii(controller.firmware, 8, 'firmware');
      must(controller.totalBytes >= 0n && controller.unallocatedBytes >= 0n, 'a capacity below nothing');
      const { maximumTransferBytes } = controller;
      if (maximumTransferBytes !== undefined) mustBeCount(maximumTransferBytes, 'largest transfer');
    }
    const namespace = parseIdentifyNamespace(input);
    if (namespace !== undefined) {
      mustBeCount(namespace.blocks, 'blocks');
      mustBeCount(namespace.blockBytes, 'block length');
      mustBeCount(namespace.metadataBytes, 'metadata', 0xffff);
      must(namespace.nguid === undefined || /^[0-9a-f]{32}$/.test(namespace.nguid), 'nguid');
      must(namespace.eui64 === undefined || /^[0-9a-f]{16}$/.test(namespace.eui64), 'eui64');
    }
    const list = parseNamespaceList(input);
    if (list === undefined) return;
    must(list.length <= 1024 && !list.includes(0), 'a namespace list that is none');
  },
};

/** Log pages 81h and 02h, and the status field in the first two bytes. */
export const nvmeLogs: Fuzzed = {
  name: 'nvme-logs',
  share: 12,
  seeds: async () => (await dataVectors('nvme')).filter(({ length }) => length === 512),
  check(input) {
    const log = parseSanitizeStatusLog(input);
    if (log !== undefined) {
      if (log.progress !== undefined) mustBeCount(log.progress, 'progress', 0xffff);
      mustBeCount(log.passesDone, 'passes', 31);
      for (const seconds of Object.values(log.estimates)) mustBeCount(seconds, 'estimate', 0xfffffffe);
      const bits = (input[2] ?? 0) & 7;
      must(log.outcome !== 'success' || (bits === 1 && input.length >= 32), 'success without SSTAT 1');
      must(log.outcome !== 'deallocated_unexpectedly' || bits === 4, 'success without SSTAT 4');
    }
    const health = parseHealthLog(input);
    if (health !== undefined) must(health.mediaErrors >= 0n && health.percentageUsed <= 255, 'health out of range');
    const status = (input[0] ?? 0) * 256 + (input[1] ?? 0);
    const told = parseStatus(status);
    must(told.sct <= 7 && told.sc <= 255 && statusCode(status) === told.sct * 256 + told.sc, 'status code');
    must(/^SCT [0-7] SC [0-9A-F]{2}$/.test(statusText(status)), 'status text');
  },
};
