const EUR = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR" });

/** Cents as a price the way the shop writes it: `€1,480.00`. */
export function formatPrice(cents: number): string {
  return EUR.format(cents / 100);
}
