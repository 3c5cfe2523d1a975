import type { ReactElement, ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { screens } from '../words/screens.ts';
import { Act } from './act.tsx';

/** A sheet over the page for one step. Esc closes it; scans are heard in it as everywhere. */
export function Sheet({
  title,
  onClose,
  children,
  wide = false,
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
}): ReactElement {
  return (
    <ModalOverlay className="sheet-shade" isOpen onOpenChange={(open) => (open ? undefined : onClose())} isDismissable={false}>
      <Modal className={wide ? 'sheet sheet-wide' : 'sheet'}>
        <Dialog className="sheet-inside">
          <header className="sheet-head">
            <Heading slot="title">{title}</Heading>
            <Act onPress={onClose}>{screens.app.close}</Act>
          </header>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
