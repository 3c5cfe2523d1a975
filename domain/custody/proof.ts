import type { DriveLife, JobStory } from './life.ts';

/** What a release must name: the certificate, and the event hash of the `certificate.issued` fact as `proof`. */
export interface Proof {
  readonly certificate: string;
  readonly proof: string;
  readonly job: JobStory;
}

/** The valid proof for the drive's present destination, or why there is none. */
export function proofOf(life: DriveLife): { readonly kind: 'proof'; readonly proof: Proof } | { readonly kind: 'none'; readonly why: 'no_proof' | 'proof_rejected'; readonly detail: string } {
  void life;
  return { kind: 'none', why: 'no_proof', detail: 'no_job' };
}
