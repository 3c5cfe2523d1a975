import { readOwnCode } from '../../domain/label/codes.ts';
import { useScans } from '../scan/ears.tsx';
import { earcons } from '../sounds/earcons.ts';
import { useStation } from '../station.tsx';

/**
 * The label of a container or lot opens its page from everywhere but from a container's own page, where it places one in the
 * other. That page hears it first.
 */
export function useContainerScans(location: string, go: (to: string) => void): void {
  const { station } = useStation();
  useScans(true, (text) => {
    const own = readOwnCode(text);
    if (own?.kind !== 'container' || document.querySelector('[role=dialog]') !== null) return false;
    void station.containers.find({ tag: own.tag }).then(({ found }) => {
      if (found === undefined) return earcons.play('stop');
      // A printed label was read on its thing; where nobody is signed in that is refused, and the page opens all the same.
      if (own.number !== undefined) void station.labels.applied({ subject: found.container, number: own.number });
      if (location !== `/${found.what}s/${found.container}`) go(`/${found.what}s/${found.container}`);
    });
    return true;
  });
}
