import { z } from 'zod';

/** What a person may do at a station. A person may hold several; clashes are refused at the step. */
export const role = z.enum(['technician', 'custodian', 'witness', 'validator', 'supervisor', 'auditor', 'admin']);
export type Role = z.infer<typeof role>;

/** Pseudonym of a person, `tc_` and 32 hex digits. Names live only in sealed values. */
export const personId = z.string().regex(/^tc_[0-9a-f]{32}$/);
export type PersonId = z.infer<typeof personId>;
