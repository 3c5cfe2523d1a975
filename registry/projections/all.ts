import type { Projection } from '../projector/projection.ts';
import { conflictsProjection } from './conflicts.ts';
import { consoleProjection } from './console.ts';
import { blobsProjection } from './blobs.ts';
import { certificatesProjection } from './certificates.ts';
import { feedProjection } from './feed.ts';
import { rechecksProjection } from './rechecks.ts';
import { firmwareProjection } from './firmware.ts';
import { retentionProjection } from './retention.ts';
import { subjectsProjection } from './subjects.ts';
import { talliesProjection } from './tallies.ts';

/** Everything that is made from the log. Which comes first does not matter: none reads another's tables. */
export const projections: readonly Projection[] = [
  blobsProjection,
  certificatesProjection,
  feedProjection,
  subjectsProjection,
  conflictsProjection,
  consoleProjection,
  talliesProjection,
  retentionProjection,
  rechecksProjection,
  firmwareProjection,
];
