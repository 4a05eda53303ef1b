import type { SignedIn } from "@followthrough/core/contract";

/** Cookies to set, as they stand in the header. */
export type Cookies = readonly string[];

/** A new operator. */
export interface OperatorToAdd {
  readonly email: string;
  readonly name: string;
  readonly role: SignedIn["role"];
}

/** What Better Auth does of it. */
export interface BetterAuthAccess {
  /** @returns `null` when mail address and password don't belong together, or the operator is disabled */
  signIn(email: string, password: string, headers: Headers): Promise<Cookies | null>;
  signOut(headers: Headers): Promise<Cookies>;
  /** Who this request's cookie speaks for; `null` when nobody, any more. */
  readSession(headers: Headers): Promise<SignedIn | null>;
  /** @returns false when the current password is another */
  changePassword(current: string, next: string, headers: Headers): Promise<boolean>;
  /** Where the browser goes to sign in at the provider, and what it has to remember. */
  beginOpenId(
    headers: Headers,
  ): Promise<{ readonly url: string; readonly cookies: Cookies } | null>;
  /** The provider sends the browser back; the answer says where it goes on. */
  endOpenId(request: Request): Promise<Response>;
  /** @returns the operator's id and first password; `null` when the address is known */
  add(operator: OperatorToAdd): Promise<{ operatorId: string; password: string } | null>;
  /** Makes a new password and ends all sessions. @returns `null` when the address is not known */
  reset(email: string): Promise<{ password: string } | null>;
}

/** Who may come in, and how; over Better Auth. */
export interface OperatorAccess extends BetterAuthAccess {
  /** The OpenID provider's name, where one is set up. */
  readonly openIdName: string | null;
  close(): Promise<void>;
}
