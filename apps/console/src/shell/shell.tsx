import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { LineContext, useChangeStream } from "../api/changes.ts";
import { sessionQuery } from "../api/queries.ts";
import { workListSummaryQuery } from "../api/work-list.ts";
import { Mark } from "../pages/sign-in.tsx";
import { Icon } from "../parts/icons.tsx";
import { Plain } from "../parts/plain.tsx";
import { Clock } from "../parts/time.tsx";
import { useShortcuts } from "./shortcuts.ts";

// Dialogs are loaded when they are first opened: the first page has to be there at once.
const loadPalette = () => import("./palette.tsx");
const Palette = lazy(() => loadPalette().then(({ Palette }) => ({ default: Palette })));
const ShortcutHelp = lazy(() =>
  import("./shortcut-help.tsx").then(({ ShortcutHelp }) => ({ default: ShortcutHelp })),
);

const PALETTE_AFTER_MS = 300;

/** The five places, in the order in which a day goes. */
const PLACES = [
  { to: "/", label: "Work list" },
  { to: "/engine", label: "Engine" },
  { to: "/insight", label: "Insight" },
  { to: "/policy", label: "Policy" },
  { to: "/members", label: "Members" },
] as const;

/** The frame of every page: the rail, the palette, the keys, and the stream of changes. */
export function Shell() {
  const line = useChangeStream();
  const [open, setOpen] = useState<"palette" | "help" | null>(null);
  // Text typed right after the keys that open the palette must not be lost, but the page comes first.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), PALETTE_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  useShortcuts({
    "mod+k": () => setOpen("palette"),
    "?": () => setOpen("help"),
  });
  return (
    <Clock>
      <LineContext value={line}>
        <a
          href="#main"
          className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-control focus:bg-surface focus:px-3 focus:py-2"
        >
          To the content
        </a>
        <div className="flex min-h-dvh flex-col md:flex-row">
          <Rail onPalette={() => setOpen("palette")} onHelp={() => setOpen("help")} />
          <main id="main" tabIndex={-1} className="min-w-0 flex-1">
            <Outlet />
          </main>
        </div>
        <Suspense fallback={null}>
          {open === "palette" && <Palette isOpen onClose={() => setOpen(null)} places={PLACES} />}
          {open === "help" && <ShortcutHelp isOpen onClose={() => setOpen(null)} />}
        </Suspense>
      </LineContext>
    </Clock>
  );
}

function Rail(props: { readonly onPalette: () => void; readonly onHelp: () => void }) {
  const { data: summary } = useQuery(workListSummaryQuery);
  const { data: operator } = useQuery(sessionQuery);
  return (
    <header className="sticky top-0 z-20 flex shrink-0 flex-wrap items-center gap-x-1 border-b border-divider bg-surface px-2 py-1.5 md:h-dvh md:w-44 md:flex-col md:flex-nowrap md:items-stretch md:gap-0 md:border-r md:border-b-0 md:px-3 md:py-4">
      <Link
        to="/"
        aria-label="Followthrough, to the work list"
        className="hidden items-center gap-2 px-2 pb-4 text-13 font-semibold md:flex"
      >
        <Mark />
      </Link>
      <nav aria-label="Places" className="min-w-0 flex-1 md:flex-none">
        <ul className="flex flex-wrap gap-0.5 md:flex-col">
          {PLACES.map(({ to, label }) => (
            <li key={to}>
              <Link
                to={to}
                activeOptions={{ exact: to === "/", includeSearch: false }}
                className="flex min-h-8 items-center justify-between gap-2 rounded-control px-2 text-14 text-quiet hover:bg-sunken data-[status=active]:bg-accent-wash data-[status=active]:font-medium data-[status=active]:text-accent"
              >
                {label}
                {to === "/" && summary !== undefined && summary.escalations > 0 && (
                  <span className="figure text-12">
                    {summary.escalations >= summary.countedUpTo
                      ? `${summary.countedUpTo}+`
                      : summary.escalations}
                    <span className="sr-only"> escalations</span>
                  </span>
                )}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="flex items-center gap-0.5 md:mt-auto md:flex-col md:items-stretch">
        <button
          type="button"
          onClick={props.onPalette}
          className="flex min-h-8 items-center gap-2 rounded-control px-2 text-13 text-quiet hover:bg-sunken"
        >
          <Icon name="search" />
          <span className="sr-only md:not-sr-only">Search</span>
          <kbd className="ml-auto hidden md:inline">Ctrl K</kbd>
        </button>
        <button
          type="button"
          onClick={props.onHelp}
          className="hidden min-h-8 items-center gap-2 rounded-control px-2 text-13 text-quiet hover:bg-sunken md:flex"
        >
          Keys <kbd className="ml-auto">?</kbd>
        </button>
        {operator !== undefined && (
          <Link
            to="/account"
            className="flex min-h-8 max-w-36 items-center rounded-control px-2 text-13 text-quiet hover:bg-sunken data-[status=active]:text-accent md:max-w-none"
          >
            <span className="sr-only">Your account: </span>
            <span className="truncate">
              <Plain text={operator.name} />
            </span>
          </Link>
        )}
      </div>
    </header>
  );
}
