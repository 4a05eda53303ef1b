import {
  ConsoleOperator,
  NewOperator,
  OPERATOR_ROLES,
  type OperatorRole,
  type SignedIn,
} from "@followthrough/core/contract";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../api/ask.ts";
import { operatorsQuery, sessionQuery } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Chip } from "../../parts/chip.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { SelectField, TextField } from "../../parts/field.tsx";
import { PageHead } from "../../parts/page-parts.tsx";
import { Plain } from "../../parts/plain.tsx";
import { Failed, failureText, LoadingRows } from "../../parts/states.tsx";

const ROLES: Readonly<Record<OperatorRole, string>> = {
  viewer: "Viewer: looks",
  operator: "Operator: acts on orders",
  admin: "Admin: rules over people and policy",
};

/** Who may sign in, and what they may do. */
export function TeamPage() {
  const { data: operator } = useSuspenseQuery(sessionQuery);
  const query = useQuery(operatorsQuery);
  const [isAdding, setAdding] = useState(false);
  const isAdmin = operator.role === "admin";
  return (
    <div className="pb-8">
      <PageHead title="Team" about={isAdmin ? undefined : "Only an admin changes it"}>
        {isAdmin && (
          <Button look="primary" onClick={() => setAdding(true)}>
            Add an operator
          </Button>
        )}
      </PageHead>
      {query.data === undefined ? (
        query.isError ? (
          <Failed error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <LoadingRows rows={4} />
        )
      ) : (
        <ul className="divide-y divide-divider border-y border-divider">
          {query.data.map((member) => (
            <Row key={member.operatorId} member={member} operator={operator} />
          ))}
        </ul>
      )}
      {isAdding && <AddOperator onClose={() => setAdding(false)} />}
    </div>
  );
}

function Row({
  member,
  operator,
}: {
  readonly member: ConsoleOperator;
  readonly operator: SignedIn;
}) {
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (body: { role: OperatorRole; isDisabled: boolean }) =>
      ask(ConsoleOperator, `/operators/${member.operatorId}`, { method: "PUT", body }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: operatorsQuery.queryKey }),
  });
  const { role, isDisabled } = member;
  const isAdmin = operator.role === "admin";
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-2 sm:px-6">
      <span className="min-w-40 flex-1">
        <Plain text={member.name} className="font-medium" />{" "}
        {isDisabled && <Chip tone="cancelled">Disabled</Chip>}
        <span className="block text-12 break-all text-quiet">
          <Plain text={member.email} /> · {member.sessions}{" "}
          {member.sessions === 1 ? "session" : "sessions"}
        </span>
        {change.error !== null && (
          <span role="alert" className="block text-13 text-failed">
            {failureText(change.error)}
          </span>
        )}
      </span>
      {isAdmin ? (
        <>
          <select
            aria-label={`Role of ${member.name}`}
            value={role}
            disabled={change.isPending}
            className="min-h-8 max-w-full rounded-control border border-line bg-surface px-2 text-13"
            onChange={(event) => {
              const next = OPERATOR_ROLES.find((name) => name === event.target.value);
              if (next !== undefined) change.mutate({ role: next, isDisabled });
            }}
          >
            {OPERATOR_ROLES.map((name) => (
              <option key={name} value={name}>
                {ROLES[name]}
              </option>
            ))}
          </select>
          <Button
            isSmall
            disabled={change.isPending}
            onClick={() => change.mutate({ role, isDisabled: !isDisabled })}
          >
            {isDisabled ? "Enable" : "Disable"}
            <span className="sr-only"> {member.name}</span>
          </Button>
        </>
      ) : (
        <span className="text-13 text-quiet">{ROLES[role]}</span>
      )}
    </li>
  );
}

function AddOperator({ onClose }: { readonly onClose: () => void }) {
  const queryClient = useQueryClient();
  const add = useMutation({
    mutationFn: (body: { email: string; name: string; role: string }) =>
      ask(NewOperator, "/operators", { method: "POST", body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: operatorsQuery.queryKey }),
  });
  return (
    <Dialog isOpen onClose={onClose} title="Add an operator">
      {add.data !== undefined ? (
        <div className="grid gap-4">
          <p>
            <Plain text={add.data.email} /> can sign in. The first password is shown this once:
          </p>
          <TextField label="First password" value={add.data.password} readOnly />
          <div>
            <Button look="primary" onClick={onClose}>
              Done
            </Button>
          </div>
        </div>
      ) : (
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            const form = new FormData(event.currentTarget);
            add.mutate({
              email: String(form.get("email")),
              name: String(form.get("name")),
              role: String(form.get("role")),
            });
          }}
        >
          <TextField label="Mail address" name="email" type="email" required />
          <TextField
            label="Name"
            name="name"
            maxLength={100}
            required
            hint="As timelines will name them."
          />
          <SelectField
            label="Role"
            name="role"
            defaultValue="operator"
            options={OPERATOR_ROLES.map((value) => ({ value, label: ROLES[value] }))}
          />
          <p role="alert" className="text-failed empty:hidden">
            {add.error !== null && failureText(add.error)}
          </p>
          <div>
            <Button look="primary" type="submit" disabled={add.isPending}>
              Add
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
