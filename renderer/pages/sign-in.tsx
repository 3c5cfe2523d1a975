import { useCallback, useRef, useState, type ReactElement } from 'react';
import { Button } from 'react-aria-components/Button';
import { Act } from '../parts/act.tsx';
import { Field } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { useScans } from '../scan/ears.tsx';
import { useCall, useStation } from '../station.tsx';
import { screens } from '../words/screens.ts';

const words = screens.signIn;

/** Badge, then PIN. The pad is for gloves, the field for a keyboard; both fill the same PIN. */
export function SignIn(): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const [badge, setBadge] = useState('');
  const [typed, setTyped] = useState('');
  const [pin, setPin] = useState('');
  const asked = useRef(0);
  const ask = useCallback(
    async (text: string): Promise<void> => {
      const mine = (asked.current += 1);
      // The station says whether it is a badge, and shows and sounds its verdict like for any scan.
      const scan = await station.bench.scan({ text, source: 'wedge' }).catch(() => undefined);
      if (mine === asked.current && scan?.understood.some(({ as }) => as === 'badge') === true) setBadge(text.trim());
    },
    [station],
  );
  useScans(true, (text) => {
    call.clear();
    setPin('');
    void ask(text);
    return true;
  });
  const signIn = async (): Promise<void> => {
    if (pin === '' || call.busy) return;
    if (!(await call.run(() => station.session.signIn({ badge, pin })))) setPin('');
  };
  if (badge === '')
    return (
      <section className="sign-in" aria-label={words.title}>
        <h2>{words.scan}</h2>
        <div className="or-type">
          <Field label={words.typed} value={typed} onChange={setTyped} mono secret onEnter={() => setBadge(typed.trim())} />
          <Act onPress={() => setBadge(typed.trim())} disabled={typed.trim() === ''}>
            {screens.bench.send}
          </Act>
        </div>
      </section>
    );
  return (
    <section className="sign-in" aria-label={words.title}>
      <h2>{words.pinFor}</h2>
      <Field label={words.pin} value={pin} onChange={setPin} secret autoFocus onEnter={() => void signIn()} />
      <PinPad onDigit={(digit) => setPin((old) => old + digit)} onErase={() => setPin((old) => old.slice(0, -1))} />
      <Refused words={call.refused} />
      <div className="acts">
        <Act kind="main" onPress={() => void signIn()} disabled={pin === '' || call.busy}>
          {words.enter}
        </Act>
        <Act
          onPress={() => {
            setBadge('');
            setTyped('');
            setPin('');
            call.clear();
          }}
        >
          {words.other}
        </Act>
      </div>
    </section>
  );
}

function PinPad({ onDigit, onErase }: { readonly onDigit: (digit: string) => void; readonly onErase: () => void }): ReactElement {
  return (
    <div className="pin-pad" role="group" aria-label={words.pin}>
      {['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'].map((digit) => (
        <Button key={digit} className={`pin-key pin-${digit}`} onPress={() => onDigit(digit)}>
          {digit}
        </Button>
      ))}
      <Button className="pin-key pin-erase" onPress={onErase} aria-label={words.erase}>
        <svg width="24" height="24" viewBox="0 0 24 24" fill="none" aria-hidden="true">
          <path d="M8 5h13v14H8l-6-7z M11.5 9l6 6 M17.5 9l-6 6" stroke="currentColor" strokeWidth="2" />
        </svg>
      </Button>
    </div>
  );
}
