/** Says on every page that what it shows is made up. */
export function BypassRibbon() {
  return (
    <aside
      aria-label="Bypass mode"
      className="border-b border-waiting bg-waiting-wash px-4 py-2 text-center text-13 text-waiting"
    >
      <strong className="font-semibold">Bypass mode.</strong> Orders are mocked and nothing is sent
      to the checkout API.
    </aside>
  );
}
