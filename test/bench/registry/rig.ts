import { type RegistryServer, startServer } from './server.ts';
import { enrolStation, type LoadStation, sendTaken } from './stations.ts';

/** Name of each registry that the bench starts. */
export const registryName = 'custos.invalid/bench';

export type Body = Uint8Array<ArrayBuffer>;

/** A registry in a process of its own, and stations that send to it from this one. */
export interface Rig {
  readonly server: RegistryServer;
  readonly stations: readonly LoadStation[];
}

export async function openRig(dataDir: string, databaseUrl: string | undefined, stationCount: number): Promise<Rig> {
  const server = await startServer({ dataDir, name: registryName, databaseUrl });
  const stations: LoadStation[] = [];
  for (let i = 0; i < stationCount; i++) stations.push(await enrolStation(server.url, await server.code(), registryName));
  return { server, stations };
}

/** Every station sends its bodies one after another, all stations at once. */
export async function sendAll({ server, stations }: Rig, bodies: readonly (readonly Body[])[]): Promise<void> {
  await Promise.all(
    stations.map(async (station, i) => {
      for (const body of bodies[i] ?? []) await sendTaken(server.url, station, body);
    }),
  );
}
