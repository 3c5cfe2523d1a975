import { readOwnCode } from '../../domain/label/codes.ts';
import { useScans } from '../scan/ears.tsx';
import { earcons } from '../sounds/earcons.ts';
import { useStation } from '../station.tsx';
import { useLabelCall } from './looks.ts';

/** On the page of a container or lot its own printed label is scanned back. Asked before the page takes it for something to put in. */
export function useOwnLabel(subject: string): void {
  const { station } = useStation();
  const call = useLabelCall();
  useScans(true, (text) => {
    const own = readOwnCode(text);
    if (own?.kind !== 'container' || own.number === undefined || !subject.startsWith(`c1_${own.tag}`)) return false;
    const { number } = own;
    void call.run(() => station.labels.applied({ subject, number })).then((done) => (done ? earcons.play('done') : undefined));
    return true;
  });
}
