import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { Icon } from "./icons.tsx";

/** A question over the page; Escape leaves it. */
export function Dialog(props: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly isWide?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <Base.Root open={props.isOpen} onOpenChange={(isOpen) => !isOpen && props.onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-ink/25" />
        <Base.Popup
          className={`fixed top-[8dvh] left-1/2 z-50 max-h-[84dvh] w-[calc(100vw-1.5rem)] -translate-x-1/2 overflow-y-auto rounded-card border border-divider bg-surface p-5 shadow-float ${props.isWide ? "max-w-3xl" : "max-w-lg"}`}
        >
          <div className="mb-3 flex items-start justify-between gap-4">
            <Base.Title className="text-16 font-semibold">{props.title}</Base.Title>
            <Base.Close
              aria-label="Close"
              className="-m-1 rounded-control p-1 text-quiet hover:bg-sunken"
            >
              <Icon name="close" />
            </Base.Close>
          </div>
          {props.children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
