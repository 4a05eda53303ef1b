import Link from "next/link";
import { Sign } from "./wordmark";

/** The shop's name and the way to the cart, on every page. */
export function SiteHeader({ pieces }: { readonly pieces: number }) {
  return (
    <header className="border-b border-divider">
      <div className="mx-auto flex max-w-[72rem] flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-4 sm:px-6 lg:px-10">
        <Link
          href="/"
          className="flex items-center gap-3 font-serif text-20 font-medium tracking-[-0.01em]"
        >
          <Sign />
          <span>Hearth &amp; Oak</span>
        </Link>
        <nav aria-label="Shop" className="flex items-center gap-2 text-14 sm:gap-4">
          <Link
            href="/#catalog"
            className="hidden rounded-control px-2 py-2 text-quiet hover:text-ink sm:block"
          >
            Furniture
          </Link>
          <Link
            href="/cart"
            className="flex items-center gap-2 rounded-control border border-line px-3 py-2 font-medium hover:border-ink"
          >
            Cart
            <span className="min-w-4 text-center tabular-nums text-quiet">
              {pieces}
              <span className="sr-only">{pieces === 1 ? " piece" : " pieces"}</span>
            </span>
          </Link>
        </nav>
      </div>
    </header>
  );
}
