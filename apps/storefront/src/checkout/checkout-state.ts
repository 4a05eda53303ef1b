// Apart from the schemas that check the form: a browser would have to load the schema library, whose
// probe for `eval` breaks the content security policy.

/** The fields of the checkout that can be wrong, in their order on the page. */
export type CheckoutField = "email" | "name";

/** What the checkout form shows after it was sent and sent back. */
export interface CheckoutState {
  readonly errors: Partial<Readonly<Record<CheckoutField, string>>>;
  /** A problem that no field causes, such as a checkout that can't be reached. */
  readonly problem: string | null;
  readonly values: { readonly email: string; readonly name: string; readonly usePoints: boolean };
}

/** The form as it is first shown. */
export const EMPTY_CHECKOUT: CheckoutState = {
  errors: {},
  problem: null,
  values: { email: "", name: "", usePoints: false },
};
