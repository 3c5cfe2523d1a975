import { useState, type ReactElement } from 'react';
import type { CreditLine } from '../../contract/returns.ts';
import type { DriveView } from '../../contract/views.ts';
import { creditRefusal, type CreditRefusal } from '../../domain/facts/returns.ts';
import { filled } from '../containment/filled.ts';
import { useContainmentCall } from '../containment/looks.ts';
import { PickMaker } from '../containment/pick-maker.tsx';
import { Act } from '../parts/act.tsx';
import { Choice, Field, Section } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { State } from '../parts/shape.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useStation } from '../station.tsx';
import { begun } from '../words/containers.ts';
import { creditRefusalWords, creditText, creditWord } from '../words/credits.ts';

/** What the maker was to give for a drive, and what came of it. */
export function Credits({ drive }: { readonly drive: DriveView }): ReactElement | null {
  const [open, setOpen] = useState<'expect' | 'receive' | 'refuse'>();
  const { credits = [], subject } = drive;
  const waiting = credits.find(({ settled }) => !settled);
  if (credits.length === 0 && drive.record.destination !== 'maker') return null;
  const close = (): void => setOpen(undefined);
  return (
    <Section title={creditText.title}>
      {credits.length === 0 ? <p className="quiet">{creditText.none}</p> : null}
      {credits.map((credit) => (
        <p key={credit.expected}>
          <State {...creditWord(credit)} size={20} /> <span className="small quiet">{credit.maker}</span>
        </p>
      ))}
      <div className="acts">
        {waiting === undefined ? (
          <Act onPress={() => setOpen('expect')}>{creditText.expect}</Act>
        ) : (
          <>
            <Act onPress={() => setOpen('receive')}>{creditText.receive}</Act>
            <Act onPress={() => setOpen('refuse')}>{creditText.refuse}</Act>
          </>
        )}
      </div>
      {open === 'expect' ? <Expect subject={subject} onClose={close} /> : null}
      {open === 'receive' && waiting !== undefined ? <Receive subject={subject} credit={waiting} onClose={close} /> : null}
      {open === 'refuse' && waiting !== undefined ? <Refuse subject={subject} credit={waiting} onClose={close} /> : null}
    </Section>
  );
}

function Expect({ subject, onClose }: { readonly subject: string; readonly onClose: () => void }): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [maker, setMaker] = useState<string>();
  const [amount, setAmount] = useState('');
  const [currency, setCurrency] = useState('');
  const [reference, setReference] = useState('');
  const code = currency.trim().toUpperCase();
  const isWhole = maker !== undefined && amount.trim() !== '' && /^[A-Z]{3}$/.test(code);
  const expect = async (of: string): Promise<void> => {
    const asked = { subject, maker: of, amount: amount.trim(), currency: code, ...filled({ reference }) };
    if (await call.run(() => station.returns.expectCredit(asked))) onClose();
  };
  return (
    <Sheet title={creditText.expect} onClose={onClose} wide>
      <p>{creditText.expectMore}</p>
      <PickMaker label={creditText.maker} value={maker} onChange={setMaker} />
      <div className="step-columns">
        <Field label={creditText.amount} value={amount} onChange={setAmount} mono />
        <Field label={creditText.currency} value={currency} onChange={setCurrency} hint={creditText.currencyHint} mono />
      </div>
      <Field label={creditText.reference} value={reference} onChange={setReference} />
      <Refused words={call.refused} />
      <Act kind="main" disabled={!isWhole || call.busy} onPress={() => (maker === undefined ? undefined : void expect(maker))}>
        {creditText.expect}
      </Act>
    </Sheet>
  );
}

interface OfCredit {
  readonly subject: string;
  readonly credit: CreditLine;
  readonly onClose: () => void;
}

function Receive({ subject, credit, onClose }: OfCredit): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [amount, setAmount] = useState('');
  const [reference, setReference] = useState('');
  const { expected, amount: whole } = credit;
  const receive = async (): Promise<void> => {
    const asked = { subject, expected, amount: amount.trim(), currency: whole.currency, ...filled({ reference }) };
    if (await call.run(() => station.returns.receiveCredit(asked))) onClose();
  };
  return (
    <Sheet title={creditText.receive} onClose={onClose}>
      <p>{creditText.receiveMore}</p>
      <Field label={`${creditText.amount}, ${whole.currency}`} value={amount} onChange={setAmount} mono />
      <Field label={creditText.reference} value={reference} onChange={setReference} />
      <Refused words={call.refused} />
      <Act kind="main" disabled={amount.trim() === '' || call.busy} onPress={() => void receive()}>
        {creditText.receive}
      </Act>
    </Sheet>
  );
}

function Refuse({ subject, credit, onClose }: OfCredit): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [why, setWhy] = useState<CreditRefusal>();
  const [note, setNote] = useState('');
  const refuse = async (reason: CreditRefusal): Promise<void> => {
    const asked = { subject, expected: credit.expected, why: reason, ...filled({ note }) };
    if (await call.run(() => station.returns.refuseCredit(asked))) onClose();
  };
  return (
    <Sheet title={creditText.refuse} onClose={onClose}>
      <p>{creditText.refuseMore}</p>
      <Choice
        label={creditText.why}
        options={creditRefusal.options}
        value={why}
        onChange={setWhy}
        word={(each) => begun(creditRefusalWords[each])}
      />
      <Field label={creditText.note} value={note} onChange={setNote} />
      <Refused words={call.refused} />
      <Act kind="main" disabled={why === undefined || call.busy} onPress={() => (why === undefined ? undefined : void refuse(why))}>
        {creditText.refuse}
      </Act>
    </Sheet>
  );
}
