import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { tell } from "../../api/ask.ts";
import { sessionQuery } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Chip } from "../../parts/chip.tsx";
import { SelectField, TextField } from "../../parts/field.tsx";
import { PageHead, Section } from "../../parts/page-parts.tsx";
import { Plain } from "../../parts/plain.tsx";
import { Failed, failureText, LoadingRows } from "../../parts/states.tsx";
import { Ago } from "../../parts/time.tsx";
import { applyTheme, readTheme, type Theme } from "../../shell/theme.ts";
import { sessionsQuery } from "./queries.ts";

const THEMES: readonly { readonly value: Theme; readonly label: string }[] = [
  { value: "system", label: "As the system has it" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

/** Who you are here, how it looks, and where you are signed in. */
export function AccountPage() {
  const { data: operator } = useSuspenseQuery(sessionQuery);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const signOut = useMutation({
    mutationFn: () => tell("/session", { method: "DELETE" }),
    onSuccess: async () => {
      await navigate({ to: "/sign-in" });
      queryClient.clear();
    },
  });
  return (
    <div className="pb-8">
      <PageHead title="Your account" about={<Plain text={operator.email} />}>
        <Link to="/team" className="text-13 text-accent underline underline-offset-2">
          Team
        </Link>
        <Button onClick={() => signOut.mutate()} disabled={signOut.isPending}>
          Sign out
        </Button>
      </PageHead>
      <div className="grid max-w-3xl gap-4 px-4 sm:px-6">
        <Section title="You" aside={operator.role}>
          <div className="grid gap-3 px-4 pb-4">
            <p>
              The timeline names you{" "}
              <strong className="font-semibold">
                <Plain text={operator.name} />
              </strong>
              .
            </p>
            <div className="max-w-64">
              <SelectField
                label="Theme"
                defaultValue={readTheme()}
                options={THEMES}
                onChange={(event) => {
                  const theme = THEMES.find(({ value }) => value === event.target.value);
                  if (theme !== undefined) applyTheme(theme.value);
                }}
              />
            </div>
          </div>
        </Section>
        <Sessions />
        <Password />
      </div>
    </div>
  );
}

function Sessions() {
  const query = useQuery(sessionsQuery);
  const queryClient = useQueryClient();
  const end = useMutation({
    mutationFn: (sessionId: string) => tell(`/sessions/${sessionId}`, { method: "DELETE" }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
  return (
    <Section title="Sessions" aside="an ended one is out with its next request">
      {query.data === undefined ? (
        query.isError ? (
          <Failed error={query.error} />
        ) : (
          <LoadingRows rows={3} />
        )
      ) : (
        <ul className="divide-y divide-divider">
          {query.data.map((session) => (
            <li
              key={session.sessionId}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-13"
            >
              <span className="min-w-0 flex-1">
                <Plain text={session.name} className="font-medium" />{" "}
                {session.isCurrent && <Chip tone="done">This one</Chip>}
                <span className="block break-words text-12 text-quiet">
                  signed in <Ago at={session.signedInAt} /> from{" "}
                  <Plain text={session.ipAddress ?? "an unknown address"} />,{" "}
                  <Plain text={session.userAgent ?? "unknown browser"} />
                </span>
              </span>
              {!session.isCurrent && (
                <Button
                  isSmall
                  onClick={() => end.mutate(session.sessionId)}
                  disabled={end.isPending}
                >
                  End
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Password() {
  const [done, setDone] = useState(false);
  const change = useMutation({
    mutationFn: (body: { current: string; next: string }) =>
      tell("/password", { method: "POST", body }),
    onSuccess: () => setDone(true),
  });
  return (
    <Section title="Password" aside="all other sessions end with it">
      <form
        className="grid max-w-sm gap-3 px-4 pb-4"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          change.mutate({ current: String(form.get("current")), next: String(form.get("next")) });
          event.currentTarget.reset();
        }}
      >
        <TextField
          label="Present password"
          name="current"
          type="password"
          autoComplete="current-password"
          required
        />
        <TextField
          label="New password"
          name="next"
          type="password"
          autoComplete="new-password"
          minLength={12}
          maxLength={128}
          required
          hint="12 characters or more."
        />
        <p role="status" className="text-done empty:hidden">
          {done && "Changed."}
        </p>
        <p role="alert" className="text-failed empty:hidden">
          {change.error !== null && failureText(change.error)}
        </p>
        <div>
          <Button type="submit" disabled={change.isPending}>
            Change password
          </Button>
        </div>
      </form>
    </Section>
  );
}
