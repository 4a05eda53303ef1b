import { Dialog as Base } from "@base-ui/react/dialog";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { Icon } from "../parts/icons.tsx";
import { moneyText } from "../parts/money.tsx";
import { plainText } from "../parts/plain.tsx";
import { STAGE_NAMES, STATUS_WORDS } from "../words/stages.ts";
import { searchQuery } from "./queries.ts";
import { applyTheme, type Theme } from "./theme.ts";
import { useDebounced } from "./use-debounced.ts";

interface Entry {
  readonly key: string;
  readonly label: string;
  readonly about: string;
  readonly run: () => void;
}

/** Search everything, go anywhere: orders by what is typed, then places and switches. */
export function Palette(props: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly places: readonly { readonly to: string; readonly label: string }[];
}) {
  return (
    <Base.Root open={props.isOpen} onOpenChange={(isOpen) => !isOpen && props.onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-ink/25" />
        <Base.Popup className="fixed top-[12dvh] left-1/2 z-50 w-[calc(100vw-1.5rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-card border border-divider bg-surface shadow-float">
          <Base.Title className="sr-only">Search everything, go anywhere</Base.Title>
          {props.isOpen && <Box places={props.places} onClose={props.onClose} />}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function Box({
  places,
  onClose,
}: {
  readonly places: readonly { readonly to: string; readonly label: string }[];
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const id = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const debounced = useDebounced(text.trim(), 120);
  const { data: found = [], isFetching } = useQuery(searchQuery(debounced));
  const go = (to: string) => {
    onClose();
    void navigate({ href: to });
  };
  const theme = (name: Theme) => () => {
    applyTheme(name);
    onClose();
  };
  const orders: Entry[] =
    debounced === ""
      ? []
      : found.map((hit) => ({
          key: hit.orderId,
          label: `${plainText(hit.orderNumber)} · ${plainText(hit.memberName ?? hit.email ?? hit.orderId)}`,
          about: `${STAGE_NAMES[hit.stage]}, ${STATUS_WORDS[hit.status].toLowerCase()} · ${moneyText(hit.total)}`,
          run: () => go(`/orders/${encodeURIComponent(hit.orderId)}`),
        }));
  const commands: Entry[] = [
    ...places.map(({ to, label }) => ({
      key: to,
      label: `Go to ${label}`,
      about: "Place",
      run: () => go(to),
    })),
    { key: "team", label: "Go to Team", about: "Place", run: () => go("/team") },
    { key: "account", label: "Go to your account", about: "Place", run: () => go("/account") },
    { key: "light", label: "Light theme", about: "Look", run: theme("light") },
    { key: "dark", label: "Dark theme", about: "Look", run: theme("dark") },
    { key: "system", label: "The system’s theme", about: "Look", run: theme("system") },
  ].filter(({ label }) => label.toLowerCase().includes(text.trim().toLowerCase()));
  const entries = [...orders, ...commands];
  const current = entries[Math.min(at, entries.length - 1)];
  useEffect(() => {
    document.getElementById(`${id}-${current?.key}`)?.scrollIntoView({ block: "nearest" });
  }, [id, current?.key]);
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0)
      setAt((Math.min(at, entries.length - 1) + step + entries.length) % entries.length);
    else if (event.key === "Enter") current?.run();
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="flex items-center gap-2 border-b border-divider px-3 text-quiet">
        <Icon name="search" />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={current && `${id}-${current.key}`}
          aria-label="Order, number, mail address, or where to go"
          placeholder="Order, number, mail address, or where to go"
          className="min-h-12 w-full bg-transparent text-16 text-ink focus-visible:outline-none"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKey}
          // biome-ignore lint/a11y/noAutofocus: the palette was opened to type into it
          autoFocus
        />
      </div>
      <div
        role="listbox"
        id={`${id}-list`}
        aria-label="What was found"
        className="max-h-[50dvh] overflow-y-auto p-1.5"
        tabIndex={-1}
      >
        {entries.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input
          <div
            key={entry.key}
            id={`${id}-${entry.key}`}
            role="option"
            aria-selected={entry === current}
            onClick={entry.run}
            onPointerMove={() => setAt(index)}
            className="flex min-h-9 flex-wrap items-center justify-between gap-x-4 rounded-control px-2 py-1 aria-selected:bg-accent-wash"
          >
            <bdi>{entry.label}</bdi>
            <span className="text-12 text-quiet">{entry.about}</span>
          </div>
        ))}
      </div>
      <p role="status" className="border-t border-divider px-3 py-2 text-12 text-quiet">
        {debounced !== "" && !isFetching && orders.length === 0
          ? "No order begins with this. A whole id, or the beginning of a number or mail address is looked for."
          : `${orders.length} ${orders.length === 1 ? "order" : "orders"} found`}
      </p>
    </>
  );
}
