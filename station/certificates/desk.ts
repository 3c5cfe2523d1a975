import type { Receipt } from '../../contract/bridge.ts';
import type { LotPaper } from '../../contract/containment.ts';
import type { SummaryPaper } from '../../contract/papers.ts';
import type { SummaryOf } from '../../certificate/summary/format.ts';

type FileAnswer = Receipt | { readonly kind: 'file'; readonly name: string; readonly text: string };
export type PaperAnswer = Receipt | { readonly kind: 'file'; readonly name: string; readonly base64: string };

/** Where certificates are fetched. */
export interface CertificateDesk {
  /** The JSON certificate with the receipts that are there by now. */
  json(id: string): FileAnswer;
  /** The paper made from it. */
  pdf(id: string): Promise<PaperAnswer>;
  /** The papers of a lot as it stands. */
  lot(lot: string, as: LotPaper): Promise<PaperAnswer>;
  /** One certificate for many drives as they stand. */
  summary(of: SummaryOf, as: SummaryPaper): Promise<PaperAnswer>;
}
