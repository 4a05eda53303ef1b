import type { ReactNode } from "react";

/** A page that says one thing: what happened, and the way on. With a drawing to its right where there is room. */
export function PlainPage({
  title,
  children,
  actions,
  drawing,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly actions: ReactNode;
  readonly drawing?: ReactNode;
}) {
  return (
    <section className="grid items-center gap-10 py-16 md:grid-cols-2 md:py-24">
      <div className="max-w-[34rem]">
        <h1 className="font-serif text-34 font-medium leading-tight tracking-[-0.015em]">
          {title}
        </h1>
        <div className="mt-4 space-y-4 text-quiet">{children}</div>
        <div className="mt-8 flex flex-wrap gap-3">{actions}</div>
      </div>
      {drawing !== undefined && <div className="max-md:-order-1 max-md:max-w-72">{drawing}</div>}
    </section>
  );
}
