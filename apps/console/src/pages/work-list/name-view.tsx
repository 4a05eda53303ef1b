import { SavedView } from "@followthrough/core/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../api/ask.ts";
import { viewsQuery } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { TextField } from "../../parts/field.tsx";
import { failureText } from "../../parts/states.tsx";

/** Asks for a name under which to save the current filters. */
export function NameView(props: { readonly text: string; readonly onClose: () => void }) {
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: (name: string) =>
      ask(SavedView, `/views/${crypto.randomUUID()}`, {
        method: "PUT",
        body: { name, search: props.text },
      }),
    onSuccess: () => {
      props.onClose();
      return queryClient.invalidateQueries({ queryKey: viewsQuery.queryKey });
    },
  });
  return (
    <Dialog isOpen onClose={props.onClose} title="Save these filters as a view">
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(String(new FormData(event.currentTarget).get("name")));
        }}
      >
        <TextField label="Name" name="name" maxLength={60} required />
        <p role="alert" className="text-failed empty:hidden">
          {save.error !== null && failureText(save.error)}
        </p>
        <Button look="primary" type="submit" disabled={save.isPending}>
          Save
        </Button>
      </form>
    </Dialog>
  );
}
