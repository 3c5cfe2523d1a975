import { isContainerFact } from '../../domain/containers/story.ts';
import { readFact } from '../../domain/facts/facts.ts';
import type { LoggedEvent } from '../projector/projection.ts';
import { insertRows, type Statement } from '../sql/port.ts';
import { termOf } from './terms.ts';

/** An item of a container, and whether it lies there by the newest word. */
interface Place {
  readonly container: string;
  readonly item: string;
  readonly isIn: boolean;
}

/**
 * The names of containers and lots, and what lies in each. Whether the rules allowed a fact is not asked: this says where
 * to look for a drive, and the lives of drive and container say what counts. What leaves for good inside its container
 * stays in it here, so that an auditor still finds it by that.
 */
export function applyContainers(events: readonly LoggedEvent[]): readonly Statement[] {
  const terms = new Map<string, string>();
  const places = new Map<string, Place>();
  for (const { event } of events) {
    const { subject: container, type, body } = event;
    if (container?.startsWith('c1_') !== true) continue;
    const read = readFact(type, body);
    if (read.kind !== 'fact' || !isContainerFact(read.fact)) continue;
    const { fact } = read;
    const put = (item: string, isIn: boolean): void => void places.set(`${container} ${item}`, { container, item, isIn });
    switch (fact.type) {
      case 'container.made':
      case 'lot.opened':
        // The first name stands, as in the container's own fold.
        if (!terms.has(container)) terms.set(container, termOf(fact.body.name));
        break;
      case 'item.placed':
      case 'lot.item_added':
        put(fact.body.item, true);
        break;
      case 'item.removed':
      case 'lot.item_removed':
        put(fact.body.item, false);
        break;
      default:
    }
  }
  const lying = [...places.values()];
  const rows = lying.filter(({ isIn }) => isIn).map(({ container, item }) => [container, item]);
  return [
    ...insertRows('console_containers', ['subject', 'term'], [...terms], 'ON CONFLICT (subject) DO NOTHING'),
    ...lying
      .filter(({ isIn }) => !isIn)
      .map(({ container, item }) => ({
        text: 'DELETE FROM console_contents WHERE container = $1 AND item = $2',
        params: [container, item],
      })),
    ...insertRows('console_contents', ['container', 'item'], rows, 'ON CONFLICT (container, item) DO NOTHING'),
  ];
}
