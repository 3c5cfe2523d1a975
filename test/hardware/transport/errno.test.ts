import { describe, expect, it } from 'vitest';
import { errnoOf, type FailedRequest, isLost, meaningOf } from '../../../hardware/transport/errno.ts';
import { MediumError, TransportError } from '../../../hardware/transport/transport.ts';

const request: FailedRequest = { target: 'block_device', offset: 4096, lengthBytes: 512, present: true };
const kindOf = (number: number | undefined, changes: Partial<FailedRequest> = {}): string => {
  const meaning = meaningOf(number, { ...request, ...changes });
  return meaning instanceof TransportError ? meaning.code : 'medium';
};

describe('what an error number of a block request means', () => {
  it('EIO, ENODATA, EILSEQ and EREMOTEIO are about these blocks, by number: Node has no name for some', () => {
    for (const number of [5, 61, 84, 121]) expect(kindOf(number)).toBe('medium');
    const meaning = meaningOf(61, request);
    expect(meaning).toBeInstanceOf(MediumError);
    expect(meaning).toMatchObject({ offset: 4096, lengthBytes: 512, message: 'medium error (ENODATA)' });
  });

  it('the same numbers are about the drive when the drive is not there any more', () => {
    for (const number of [5, 61, 84, 121]) expect(kindOf(number, { present: false })).toBe('gone');
  });

  it('a drive that was pulled is gone by any name, ENOSPC among them: it never means that the end was reached', () => {
    for (const number of [6, 19, 67, 28]) expect(kindOf(number)).toBe('gone');
    expect(kindOf(28, { target: 'file' })).toBe('io');
  });

  it('an unaligned request is our fault and not the medium’s', () => {
    expect(kindOf(22)).toBe('io');
    expect(meaningOf(22, request).message).toContain('not aligned');
  });

  it('silence, refusals and the unknown are not about blocks', () => {
    expect(kindOf(110)).toBe('timeout');
    for (const number of [1, 13, 30, 52]) expect(kindOf(number)).toBe('not_permitted');
    for (const number of [undefined, 12, 4095]) expect(kindOf(number)).toBe('io');
  });

  it('reads the number from what node:fs throws, name or no name', () => {
    expect(errnoOf(Object.assign(new Error('Unknown system error -61'), { errno: -61, code: 'Unknown system error -61' }))).toBe(61);
    expect(errnoOf(new Error('no number'))).toBeUndefined();
    expect(errnoOf('EIO')).toBeUndefined();
  });

  it('takes a disk that says offline or dead for lost, and one that says nothing for there', () => {
    for (const state of ['offline\n', 'transport-offline', 'deleted', 'dead']) expect(isLost(state)).toBe(true);
    for (const state of ['running\n', 'live', 'blocked', undefined]) expect(isLost(state)).toBe(false);
  });
});
