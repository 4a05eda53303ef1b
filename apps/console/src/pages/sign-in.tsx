import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ApiFailure, tell } from "../api/ask.ts";
import { signInOptionsQuery } from "../api/queries.ts";
import { Button, buttonClass } from "../parts/button.tsx";
import { TextField } from "../parts/field.tsx";
import { useTitle } from "../parts/page-parts.tsx";
import { refusalSentence } from "../words/refusals.ts";

const route = getRouteApi("/sign-in");

/** The way in. */
export function SignInPage() {
  useTitle("Sign in");
  const { to, error } = route.useSearch();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { data: options } = useQuery(signInOptionsQuery);
  const signIn = useMutation({
    mutationFn: (body: { email: string; password: string }) =>
      tell("/session", { method: "POST", body }),
    onSuccess: () => {
      queryClient.clear();
      return navigate({ href: to ?? "/", replace: true });
    },
  });
  return (
    <main className="grid min-h-dvh content-center justify-items-center gap-6 bg-paper p-4">
      <div className="grid w-full max-w-sm gap-5">
        <div className="grid gap-1">
          <p className="flex items-center gap-2 text-14 font-semibold">
            <Mark /> Followthrough
          </p>
          <h1 className="text-26 font-semibold tracking-tight">Sign in</h1>
          <p className="text-quiet">For those who keep orders moving.</p>
        </div>
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            const form = new FormData(event.currentTarget);
            signIn.mutate({
              email: String(form.get("email")),
              password: String(form.get("password")),
            });
          }}
        >
          <p role="alert" className="text-failed empty:hidden">
            {signIn.error !== null && problemText(signIn.error)}
            {signIn.error === null && error !== undefined && OPEN_ID_REFUSED}
          </p>
          <TextField
            label="Mail address"
            name="email"
            type="email"
            autoComplete="username"
            required
            autoFocus
          />
          <TextField
            label="Password"
            name="password"
            type="password"
            autoComplete="current-password"
            required
          />
          <Button look="primary" type="submit" disabled={signIn.isPending}>
            {signIn.isPending ? "Signing in …" : "Sign in"}
          </Button>
        </form>
        {typeof options?.openId === "string" && (
          <a className={buttonClass()} href="/console/api/session/openid">
            Sign in with {options.openId}
          </a>
        )}
        <p className="text-13 text-quiet">
          No account? An admin adds you under Team, or with{" "}
          <code className="font-mono text-12">followthrough operator add</code>.
        </p>
      </div>
    </main>
  );
}

const OPEN_ID_REFUSED =
  "The provider did not vouch for an operator here. Ask an admin to add your mail address.";

function problemText(error: Error): string {
  if (!(error instanceof ApiFailure)) return "Something went wrong. Reload the page.";
  switch (error.code) {
    case "credentials_invalid":
      return refusalSentence(error.code, null);
    case "validation_failed":
      return "Enter your mail address and your password.";
    case "rate_limited":
      return `Too many tries. ${error.detail ?? "Wait a while."}`;
    default:
      return `${error.message}.`;
  }
}

/** The product's mark: stops on a line. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 12" className="h-3 w-8 text-accent" aria-hidden="true" focusable="false">
      <path d="M4 6h24" stroke="currentColor" strokeWidth="2" opacity=".45" />
      <circle cx="5" cy="6" r="4" fill="currentColor" />
      <circle cx="16" cy="6" r="4" fill="currentColor" />
      <circle cx="27" cy="6" r="3.2" className="fill-paper" stroke="currentColor" strokeWidth="2" />
    </svg>
  );
}
