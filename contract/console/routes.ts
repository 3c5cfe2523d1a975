import { driveRoutes } from './drives.ts';
import { figureRoutes } from './figures.ts';
import { firmwareRoutes } from './firmware.ts';
import { recheckRoutes } from './rechecks.ts';
import { outletRoutes } from './outlets.ts';
import { peopleRoutes } from './people.ts';
import { policyDraftRoutes } from './policies.ts';
import { programRoutes } from './programs.ts';
import { reportRoutes } from './reports.ts';
import { retentionRoutes } from './retention.ts';
import { signInRoutes } from './sign-in.ts';
import { stationRoutes } from './stations.ts';

/** Every route of the console. The one table: server, rights, pages and documents are made from it. */
export const consoleRoutes = {
  ...signInRoutes,
  ...peopleRoutes,
  ...programRoutes,
  ...driveRoutes,
  ...stationRoutes,
  ...reportRoutes,
  ...outletRoutes,
  ...figureRoutes,
  ...retentionRoutes,
  ...policyDraftRoutes,
  ...firmwareRoutes,
  ...recheckRoutes,
} as const;
export type ConsoleRoutes = typeof consoleRoutes;
export type ConsoleRouteId = keyof ConsoleRoutes;
