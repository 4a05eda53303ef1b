import type { ReactNode } from "react";

/**
 * A box for content that may be wider than the page: it scrolls on its own and can be scrolled by keys. Text that is
 * only for screen readers scrolls along.
 */
export function Scroller(props: { readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, and keys have to reach it
    <section className="relative overflow-x-auto" tabIndex={0} aria-label={props.label}>
      {props.children}
    </section>
  );
}
