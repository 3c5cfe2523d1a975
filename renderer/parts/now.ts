import { useEffect, useState } from 'react';
import { useBench } from '../station.tsx';

const beatMs = 1000;

/**
 * The station's clock, Unix ms, once a second: what its last view told, and the beats counted here since. A window that slept
 * is behind until the next view.
 */
export function useNow(): number {
  const { now_ms: told } = useBench();
  const [beat, set] = useState({ told, passed: 0 });
  useEffect(() => {
    let passed = 0;
    const timer = setInterval(() => {
      passed += beatMs;
      set({ told, passed });
    }, beatMs);
    return () => clearInterval(timer);
  }, [told]);
  return beat.told === told ? told + beat.passed : told;
}
