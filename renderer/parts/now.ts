import { useEffect, useState } from 'react';
import { useBench } from '../station.tsx';

const beatMs = 1000;

/** The station's clock, Unix ms, once a second: what its last view told, and what has passed here since. */
export function useNow(): number {
  const { now_ms: told } = useBench();
  const [now, set] = useState(told);
  useEffect(() => {
    const heard = performance.now();
    set(told);
    const beat = setInterval(() => set(told + Math.round(performance.now() - heard)), beatMs);
    return () => clearInterval(beat);
  }, [told]);
  return now;
}
