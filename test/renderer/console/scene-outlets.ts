import type { Answer } from '../../../renderer/console/ask.ts';
import { nowMs, people } from '../scenes.ts';
import { dayMs, hour } from './scene-drives.ts';

/** Other systems that are told of the log: one given up, one tried again, one in step. */
export const outlets: Answer<'outlets.list'> = {
  at_ms: nowMs,
  size: 1_284_417,
  rows: [
    {
      name: 'assets',
      way: 'webhook',
      to: 'https://assets.example',
      state: 'given_up',
      next: 1281004,
      behind: 3413,
      taken: 1180212,
      taken_ms: nowMs - 4 * dayMs,
      failures: 13,
      failed_ms: nowMs - 4 * dayMs,
      why: 'it answered 503',
    },
    {
      name: 'siem',
      way: 'webhook',
      to: 'https://siem.example',
      state: 'waiting',
      next: 1284400,
      behind: 17,
      taken: 402118,
      taken_ms: nowMs - hour,
      failures: 3,
      failed_ms: nowMs - hour,
      due_ms: nowMs + hour / 6,
      why: 'it did not answer in time',
      set_by: {
        person: people[0]!.id,
        name: people[0]!.name,
      },
      set_ms: nowMs - 9 * dayMs,
    },
    {
      name: 'soc',
      way: 'syslog',
      to: 'tcp://192.0.2.14:601',
      state: 'told',
      next: 1284409,
      behind: 0,
      taken: 51903,
      taken_ms: nowMs - hour / 30,
      failures: 0,
    },
  ],
};
