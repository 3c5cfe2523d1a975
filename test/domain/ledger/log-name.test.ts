import { describe, expect, test } from 'vitest';
import { ackKeyName } from '../../../domain/ledger/ack.ts';
import { isNameOfKeys, logNumber } from '../../../domain/ledger/log-name.ts';

const acme = 'custody.example/acme';

describe('a log', () => {
  test.each([
    [acme, 1],
    [`${acme}/0002`, 2],
    [`${acme}/9999`, 9999],
  ])('named %s is number %i of its registry', (name, number) => {
    expect(logNumber(acme, name)).toBe(number);
  });

  test.each([
    `${acme}/berlin`,
    `${acme}/0001`,
    `${acme}/0000`,
    `${acme}/2`,
    `${acme}/00002`,
    `${acme}/0002/x`,
    `${acme}/`,
    `${acme}0002`,
    'custody.example',
    'custody.example/acne/0002',
  ])('named %s is of another registry', (name) => {
    expect(logNumber(acme, name)).toBeUndefined();
  });
});

test('a registry is told from the later logs and the other keys of the one above it', () => {
  expect([`${acme}/0002`, `${acme}/2026`, ackKeyName(acme), `${acme}/witness`].filter((name) => !isNameOfKeys(name))).toEqual([]);
  expect([acme, `${acme}/berlin`, `${acme}/26`, 'custody.example/7f3a90', 'ack', '2026'].filter(isNameOfKeys)).toEqual([]);
});
