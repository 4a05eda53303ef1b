/** What the shop is, at the end of every page. */
export function SiteFooter() {
  return (
    <footer className="mt-24 border-t border-divider">
      <div className="mx-auto flex max-w-[72rem] flex-col gap-2 px-4 py-8 text-14 text-quiet sm:flex-row sm:justify-between sm:px-6 lg:px-10">
        <p>Hearth &amp; Oak, furniture makers. Made to order, repaired for life.</p>
        <p>A reference shop: nothing here is sold, and no money moves.</p>
      </div>
    </footer>
  );
}
