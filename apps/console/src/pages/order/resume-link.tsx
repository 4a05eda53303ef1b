import { useState } from "react";
import { Button } from "../../parts/button.tsx";
import { TextField } from "../../parts/field.tsx";

/** The link, this once. */
export function ResumeLink({
  link,
  onClose,
}: {
  readonly link: string;
  readonly onClose: () => void;
}) {
  const [isCopied, setCopied] = useState(false);
  return (
    <div className="grid gap-4">
      <TextField
        label="Resume link"
        value={link}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
        hint="Shown this once. Send it to the shopper only."
      />
      <div className="flex gap-2">
        <Button
          look="primary"
          onClick={() => void navigator.clipboard.writeText(link).then(() => setCopied(true))}
        >
          {isCopied ? "Copied" : "Copy"}
        </Button>
        <Button onClick={onClose}>Done</Button>
      </div>
    </div>
  );
}
