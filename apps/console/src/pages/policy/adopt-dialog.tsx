import { useMutation } from "@tanstack/react-query";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { TextArea } from "../../parts/field.tsx";
import { failureText } from "../../parts/states.tsx";

/** Takes the reason, and puts the policy in force. */
export function AdoptDialog(props: {
  readonly version: string;
  readonly adopt: (reason: string) => Promise<void>;
  readonly onClose: () => void;
}) {
  const adopt = useMutation({ mutationFn: props.adopt });
  return (
    <Dialog isOpen onClose={props.onClose} title={`Adopt ${props.version}`}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          adopt.mutate(String(new FormData(event.currentTarget).get("reason")));
        }}
      >
        <p className="text-quiet">
          From now on this policy makes all decisions. Orders are decided when they are due; times
          that are already planned stay. The policy before it stays readable, and can be adopted
          again under a new version.
        </p>
        <TextArea label="Reason" name="reason" maxLength={1000} required />
        <p role="alert" className="text-failed empty:hidden">
          {adopt.error !== null && failureText(adopt.error)}
        </p>
        <div className="flex gap-2">
          <Button look="primary" type="submit" disabled={adopt.isPending}>
            {adopt.isPending ? "Adopting …" : "Adopt"}
          </Button>
          <Button onClick={props.onClose}>Leave it</Button>
        </div>
      </form>
    </Dialog>
  );
}
