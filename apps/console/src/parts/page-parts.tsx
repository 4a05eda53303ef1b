import { type ReactNode, useEffect } from "react";

/** A page's head: its name, what belongs beside it, and the tab's title. */
export function PageHead(props: {
  readonly title: string;
  readonly about?: ReactNode;
  readonly children?: ReactNode;
}) {
  useTitle(props.title);
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 pt-4 pb-3 sm:px-6">
      <h1 className="text-20 font-semibold tracking-tight">{props.title}</h1>
      {props.about !== undefined && (
        <div className="max-w-full min-w-0 text-13 text-quiet">{props.about}</div>
      )}
      {props.children !== undefined && (
        <div className="ml-auto flex flex-wrap items-center gap-2">{props.children}</div>
      )}
    </header>
  );
}

/** Names the tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Followthrough`;
  }, [title]);
}

/** A part of a page with its name. */
export function Section(props: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="rounded-card border border-divider bg-surface">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-4 pt-3 pb-2">
        <h2 className="text-14 font-semibold">{props.title}</h2>
        {props.aside !== undefined && <div className="text-12 text-quiet">{props.aside}</div>}
      </div>
      {props.children}
    </section>
  );
}
