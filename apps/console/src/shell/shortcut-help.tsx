import { Dialog } from "../parts/dialog.tsx";

const KEYS = [
  ["j, k", "Next and previous row"],
  ["Enter", "Open the row"],
  ["x", "Select the row"],
  ["/", "Filter the work list by order, number or mail"],
  ["r", "Show new items"],
  ["Esc", "Back to the list"],
  ["Ctrl K", "Search everything, go anywhere"],
  ["?", "This help"],
] as const;

/** What the keys do. */
export function ShortcutHelp(props: { readonly isOpen: boolean; readonly onClose: () => void }) {
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title="Keys">
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
        {KEYS.map(([key, does]) => (
          <div key={key} className="contents">
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-13 text-quiet">
        On a Mac, Command does what Ctrl does. Keys do nothing while you type.
      </p>
    </Dialog>
  );
}
