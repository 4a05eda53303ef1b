import type { SignedIn } from "@followthrough/core/contract";

/** Cookies to set, as values of the `Set-Cookie` header. */
export type Cookies = readonly string[];

/** A new operator. */
export interface OperatorToAdd {
  readonly email: string;
  readonly name: string;
  readonly role: SignedIn["role"];
}

/** The part of operator access that Better Auth does. */
export interface BetterAuthAccess {
  /** @returns `null` when the mail address or password is wrong, or the operator is disabled */
  signIn(email: string, password: string, headers: Headers): Promise<Cookies | null>;
  signOut(headers: Headers): Promise<Cookies>;
  /** The operator whose session cookie the request has; `null` when there is no valid session. */
  readSession(headers: Headers): Promise<SignedIn | null>;
  /** @returns false when the current password is wrong */
  changePassword(current: string, next: string, headers: Headers): Promise<boolean>;
  /** The URL at the provider where the browser signs in, and the cookies it needs for that. */
  beginOpenId(
    headers: Headers,
  ): Promise<{ readonly url: string; readonly cookies: Cookies } | null>;
  /** Handles the browser's return from the provider; the answer redirects it to the console. */
  endOpenId(request: Request): Promise<Response>;
  /** @returns the operator's id and first password; `null` when the address is already in use */
  add(operator: OperatorToAdd): Promise<{ operatorId: string; password: string } | null>;
  /** Creates a new password and ends all sessions. @returns `null` when the address is unknown */
  reset(email: string): Promise<{ password: string } | null>;
}

/** Operators and their sign-in, by Better Auth. */
export interface OperatorAccess extends BetterAuthAccess {
  /** The OpenID provider's name; `null` when none is set up. */
  readonly openIdName: string | null;
  close(): Promise<void>;
}
