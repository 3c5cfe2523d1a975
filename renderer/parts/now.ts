import { useEffect, useState } from 'react';
import { useBench } from '../station.tsx';

const beatMs = 1000;

/** The station's clock, Unix ms, once a second: what its last view told, and what has passed here since. */
export function useNow(): number {
  const { now_ms: told } = useBench();
  const [beat, set] = useState({ told, passed: 0 });
  useEffect(() => {
    const heard = performance.now();
    const timer = setInterval(() => set({ told, passed: Math.round(performance.now() - heard) }), beatMs);
    return () => clearInterval(timer);
  }, [told]);
  return beat.told === told ? told + beat.passed : told;
}
