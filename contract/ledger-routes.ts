import { z } from 'zod';
import { hashPattern } from '../domain/ledger/hash.ts';
import { subjectPattern } from '../domain/ledger/ids.ts';
import { certificateId } from '../domain/facts/facts.ts';
import type { RouteTable } from './route.ts';
import {
  aliveAnswer,
  certificateAnswer,
  enrolAnswer,
  enrolRequest,
  enrolState,
  epochAnswer,
  epochRequest,
  healthAnswer,
  mediaTypes,
  pushAnswer,
  pushHeader,
  pushLine,
  readyAnswer,
  statusAnswer,
  timeAnswer,
} from './registry.ts';
import { blobAnswer, feedEnd, feedLimits, feedLine, subjectEnd, watchAnswer } from './registry-feed.ts';

/* What machines ask the registry: stations, witnesses, readers of the log, whoever watches over the server. */

const hash = z.string().regex(hashPattern);
const log = z.object({ log: z.string().describe('1') });
const subject = z.object({ subject: z.string().regex(subjectPattern) });
const request = z.object({ request: hash });
const sha256 = z.object({ sha256: hash });
const after = z.int().min(-1).optional().describe('Log index that was seen last.');
const bytes = z.string().describe('Bytes.');
const note = z.string().describe('Signed note (c2sp.org/signed-note).');

const anyone = { who: 'anyone', roles: [] } as const;
const station = { who: 'station', roles: [] } as const;

const coming = {
  'enrol.ask': {
    method: 'POST',
    path: '/v1/enrol',
    ...anyone,
    limit: 'enrol',
    summary: 'Asks to be let in with a one-time code.',
    body: enrolRequest,
    answer: enrolAnswer,
    statuses: [200, 202],
  },
  'enrol.look': {
    method: 'GET',
    path: '/v1/enrol/:request',
    ...anyone,
    limit: 'enrol',
    summary: 'What became of a request to be let in.',
    params: request,
    answer: enrolState,
    statuses: [200, 202],
  },
  'epochs.ask': {
    method: 'POST',
    path: '/v1/epochs',
    ...station,
    limit: 'enrol',
    summary: 'Asks for a new epoch of the own chain. With a code the request need not be signed.',
    body: epochRequest,
    answer: epochAnswer,
    statuses: [200, 202],
  },
  'epochs.look': {
    method: 'GET',
    path: '/v1/epochs/:request',
    ...anyone,
    limit: 'enrol',
    summary: 'What became of a request for a new epoch.',
    params: request,
    answer: epochAnswer,
    statuses: [200, 202],
  },
} as const satisfies RouteTable;

const writing = {
  'push.send': {
    method: 'POST',
    path: '/v1/push',
    ...station,
    summary: 'Adds a run of events to the log: a header, then one event a line. All of it is taken or nothing.',
    sends: mediaTypes.push,
    body: z.union([pushHeader, pushLine]),
    answer: pushAnswer,
  },
  'blobs.put': {
    method: 'PUT',
    path: '/v1/blobs/:sha256',
    ...station,
    summary: 'Brings a part of an attachment that an entry of the log names.',
    params: sha256,
    sends: mediaTypes.tile,
    body: bytes,
    answer: blobAnswer,
    statuses: [201, 202],
  },
  'watch.add': {
    method: 'PUT',
    path: '/v1/watch/:subject',
    ...station,
    summary: 'Watches a subject: its events come with the feed.',
    params: subject,
    answer: watchAnswer,
  },
  'watch.remove': {
    method: 'DELETE',
    path: '/v1/watch/:subject',
    ...station,
    summary: 'Watches a subject no more.',
    params: subject,
    answer: watchAnswer,
  },
} as const satisfies RouteTable;

const reading = {
  'log.checkpoint': {
    method: 'GET',
    path: '/v1/log/:log/checkpoint',
    ...anyone,
    limit: 'public',
    summary: 'The newest checkpoint.',
    params: log,
    media: mediaTypes.text,
    answer: note,
  },
  'log.tile': {
    method: 'GET',
    path: '/v1/log/:log/tile/*',
    ...anyone,
    limit: 'public',
    summary: 'A tile of the tree (c2sp.org/tlog-tiles). Bundles of entries are given to stations only, who sign.',
    params: log.extend({ '*': z.string() }),
    media: mediaTypes.tile,
    answer: bytes,
  },
  'log.proof': {
    method: 'GET',
    path: '/v1/proofs/:hash',
    ...station,
    summary: 'Proof that an event is in the log (c2sp.org/tlog-proof), with its entry; with format=cose a receipt of RFC 9942 without it.',
    params: z.object({ hash }),
    query: z.object({ format: z.literal('cose').optional() }),
    media: mediaTypes.text,
    answer: z.string(),
  },
  'evidence.look': {
    method: 'GET',
    path: '/v1/evidence/:hash',
    ...station,
    summary: 'An entry that stands beside the log: of a fork, or told again after an epoch ended.',
    params: z.object({ hash }),
    answer: z.unknown().describe('A canonical entry.'),
  },
  'feed.follow': {
    method: 'GET',
    path: '/v1/feed',
    ...station,
    summary: 'What concerns the station, in the order of the log: one entry a line, and a last line that says how far it went.',
    query: z.object({
      after,
      limit: z.int().min(1).max(feedLimits.entries).optional(),
      wait: z.int().min(0).max(feedLimits.waitSeconds).optional().describe('Seconds to wait for something new.'),
    }),
    media: mediaTypes.push,
    answer: z.union([feedLine, feedEnd]),
  },
  'subjects.events': {
    method: 'GET',
    path: '/v1/subjects/:subject/events',
    ...station,
    summary: 'The whole history of one subject: one entry a line, and a last line that says how far it went.',
    params: subject,
    query: z.object({ after, limit: z.int().min(1).max(feedLimits.subjectEvents).optional() }),
    media: mediaTypes.push,
    answer: z.union([feedLine, subjectEnd]),
  },
  'blobs.get': {
    method: 'GET',
    path: '/v1/blobs/:sha256',
    ...station,
    summary: 'An attachment, or the range of it that the request names.',
    params: sha256,
    media: mediaTypes.tile,
    answer: bytes,
    statuses: [200, 206],
  },
  'blobs.head': {
    method: 'HEAD',
    path: '/v1/blobs/:sha256',
    ...station,
    summary: 'How long an attachment is.',
    params: sha256,
    media: mediaTypes.tile,
    answer: bytes,
  },
  'certificates.look': {
    method: 'GET',
    path: '/v1/certificates/:id',
    ...anyone,
    limit: 'public',
    summary: 'How a certificate stands, with proofs, for whoever holds it. Names no drive and no person.',
    params: z.object({ id: certificateId }),
    answer: certificateAnswer,
  },
} as const satisfies RouteTable;

const witnessing = {
  'log.cosign': {
    method: 'POST',
    path: '/v1/log/:log/cosignatures',
    ...anyone,
    limit: 'public',
    summary: 'Brings cosignatures of known witnesses on a checkpoint of this log.',
    params: log,
    sends: mediaTypes.text,
    body: note,
    answer: z.strictObject({ taken: z.int().min(0) }),
  },
  'log.cosigned': {
    method: 'GET',
    path: '/v1/log/:log/cosigned',
    ...anyone,
    limit: 'public',
    summary: 'The newest checkpoint that any known witness cosigned.',
    params: log,
    media: mediaTypes.text,
    answer: note,
  },
  'witness.add_checkpoint': {
    method: 'POST',
    path: '/add-checkpoint',
    ...anyone,
    limit: 'public',
    summary: 'Cosigns the checkpoint of another log (c2sp.org/tlog-witness). There only where logs to witness are set up.',
    sends: mediaTypes.text,
    body: z.string().describe('Old size, consistency proof and checkpoint.'),
    media: mediaTypes.text,
    answer: z.string().describe('The cosignature as a line of a note.'),
  },
} as const satisfies RouteTable;

const standing = {
  'status.look': {
    method: 'GET',
    path: '/v1/status',
    ...station,
    summary: 'How log and registry stand, as seen by the station that asks.',
    answer: statusAnswer,
  },
  'time.look': {
    method: 'GET',
    path: '/v1/time',
    ...anyone,
    limit: 'public',
    summary: 'The time, signed together with the nonce.',
    query: z.object({ nonce: z.string().regex(/^[A-Za-z0-9_-]{22}$/) }),
    answer: timeAnswer,
  },
  'health.alarms': {
    method: 'GET',
    path: '/v1/health',
    ...anyone,
    limit: 'public',
    summary: 'Alarms that are open. 503 while nothing is signed.',
    answer: healthAnswer,
    statuses: [200, 503],
  },
  'health.alive': { method: 'GET', path: '/health', ...anyone, summary: 'The process lives.', answer: aliveAnswer },
  'health.ready': {
    method: 'GET',
    path: '/ready',
    ...anyone,
    summary: 'The registry can do its work. When it cannot, a problem that bears the reasons.',
    answer: readyAnswer,
  },
  'api.look': {
    method: 'GET',
    path: '/v1/openapi.json',
    ...anyone,
    limit: 'public',
    summary: 'This document.',
    answer: z.looseObject({ openapi: z.literal('3.1.1') }),
  },
} as const satisfies RouteTable;

/** Every route that is not the console's. The one table: server and documents are made from it. */
export const ledgerRoutes = { ...coming, ...writing, ...reading, ...witnessing, ...standing } as const;
export type LedgerRouteId = keyof typeof ledgerRoutes;
