import type { ReactElement } from 'react';
import type { DriveView } from '../../contract/views.ts';
import { Section } from '../parts/field.tsx';
import { Code } from '../parts/marks.tsx';
import { State } from '../parts/shape.tsx';
import { stockText, stockWords } from '../words/stock.ts';

/** Whether a proven drive is still as clean as it was verified: its own count of power cycles, or that it tells none. */
export function Stock({ stock }: { readonly stock: DriveView['stock'] }): ReactElement | null {
  if (stock === undefined) return null;
  const { mark, word, more } = stockWords(stock.state);
  return (
    <Section title={stockText.title}>
      <State mark={mark} word={word} size={20} />
      <p>{more}</p>
      {stock.at_verification === undefined ? null : (
        <p className="small quiet">
          {stockText.atVerification} <Code small>{stock.at_verification}</Code>
          {stock.now === undefined ? null : (
            <>
              , {stockText.last} <Code small>{stock.now}</Code>
            </>
          )}
        </p>
      )}
    </Section>
  );
}
