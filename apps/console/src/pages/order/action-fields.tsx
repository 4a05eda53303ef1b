import type { OrderPage } from "@followthrough/core/contract";
import { useQuery } from "@tanstack/react-query";
import { operatorsQuery } from "../../api/queries.ts";
import { SelectField, TextField } from "../../parts/field.tsx";
import { STAGE_CHOICES } from "../../words/stages.ts";
import type { Chosen } from "./read-action.ts";

const HOUR = 60 * 60_000;

/** The fields that an action needs in addition to its reason. */
export function ActionFields({
  chosen,
  page,
}: {
  readonly chosen: Chosen;
  readonly page: OrderPage;
}) {
  switch (chosen.action) {
    case "complete_stage":
    case "fail_stage": {
      const { currentStage, stages } = page.orchestration;
      const open = stages.filter(({ status }) => status !== "completed");
      return (
        <SelectField
          label="Stage"
          name="stage"
          defaultValue={currentStage}
          options={STAGE_CHOICES.filter(({ value }) => open.some(({ stage }) => stage === value))}
        />
      );
    }
    case "pause":
      return (
        <TextField
          label="Until"
          name="until"
          type="datetime-local"
          defaultValue={localText(Date.now() + 24 * HOUR)}
          required
          hint="By your own clock."
        />
      );
    case "assign":
      return <AssigneeField />;
    default:
      return null;
  }
}

function AssigneeField() {
  const { data: operators = [] } = useQuery(operatorsQuery);
  return (
    <SelectField
      label="To"
      name="assignee"
      options={[
        ...operators
          .filter(({ isDisabled, role }) => !isDisabled && role !== "viewer")
          .map(({ name }) => ({ value: name, label: name })),
        { value: "", label: "Nobody: give it back" },
      ]}
    />
  );
}

/** In the format of a `datetime-local` field. */
function localText(time: number): string {
  const shifted = new Date(time - new Date(time).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
