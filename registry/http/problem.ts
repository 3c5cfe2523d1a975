import type { FastifyReply } from 'fastify';
import type { Problem, ProblemCode, ReadyReason } from '../../contract/registry.ts';
import { mediaTypes, problemStatus } from '../../contract/registry.ts';
import { noteRefusal } from '../observe/requests.ts';

type More = { readonly [Name in 'index' | 'head' | 'server_ms' | 'retry_ms' | 'quarantined']?: Problem[Name] | undefined } & {
  readonly reasons?: readonly ReadyReason[] | undefined;
};

/** Answers with a problem document. Absent members stay absent. */
export function sendProblem(reply: FastifyReply, code: ProblemCode, detail: string, more: More = {}): FastifyReply {
  const status = problemStatus[code];
  noteRefusal(reply, code);
  const present = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
  return reply
    .code(status)
    .type(mediaTypes.problem)
    .send(JSON.stringify({ type: 'about:blank', status, code, detail, ...present }));
}
