/** An amount in the currency's minor unit, as ISO 4217 defines it. */
export interface MoneyInput {
  readonly amount: number;
  readonly currency: string;
}
