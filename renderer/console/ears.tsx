import { useEffect, useMemo, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { EarsContext, type Claim, type Ears } from '../scan/ears.tsx';
import { heardText } from '../scan/heard.ts';
import { listen } from '../scan/listen.ts';

/** A scan anywhere in the console is a search; single keys work wherever no field has the focus. */
export function ConsoleEars({ onScan, children }: { readonly onScan: (text: string) => void; readonly children: ReactNode }): ReactElement {
  const claims = useRef<Claim[]>([]);
  const keys = useRef(new Map<string, () => void>());
  const [said, say] = useState('');
  const scan = useRef(onScan);
  scan.current = onScan;
  useEffect(
    () =>
      listen(window, {
        onScan: (text, suffixed) => {
          const heard = { ...heardText(text, 'wedge'), suffixed };
          if (!claims.current.some((claim) => claim(heard.text, heard))) scan.current(heard.text);
        },
        onKey: (key) => keys.current.get(key)?.(),
      }),
    [],
  );
  const ears = useMemo<Ears>(
    () => ({
      claim: (claim) => {
        claims.current.unshift(claim);
        return () => {
          claims.current = claims.current.filter((other) => other !== claim);
        };
      },
      key: (key, press) => {
        keys.current.set(key, press);
        return () => keys.current.delete(key);
      },
      typed: (text) => scan.current(text),
      announce: (text) => say((old) => (old === text ? `${text}\u200b` : text)),
    }),
    [],
  );
  return (
    <EarsContext value={ears}>
      {children}
      <div className="hidden-word" role="status" aria-live="polite">
        {said}
      </div>
    </EarsContext>
  );
}
