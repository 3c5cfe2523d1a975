import { implement } from '@orpc/server';
import { bridge } from '../../contract/bridge.ts';
import type { Room } from '../room.ts';
import { dueListView } from '../views/due-view.ts';

/** What has to be deleted because a contract has ended. */
export function retentionCalls({ parts }: Room) {
  const os = implement(bridge).retention;
  return { due: os.due.handler(() => dueListView(parts)) };
}
