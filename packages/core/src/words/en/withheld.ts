import type { DeferralReason, WithheldReason } from "../../domain/index.ts";

/** Why no prompt is sent, as it follows "Not now:" or "Not mailed:". */
export const EN_WITHHELD: Readonly<Record<WithheldReason, string>> = {
  quiet_hours: "it is night where the member lives",
  not_due_yet: "the shopper is paying, or the day that was named has not come",
  asking_provider: "the provider is asked first, with the next sweep",
  frequency_cap: "the member was written to a moment ago",
  operator_at_work: "an operator works on the order",
  test_order: "the order was placed only to test",
  opted_out: "the member wants no order updates",
  unsubscribed: "this address has unsubscribed",
  address_bounced: "mail to this address bounced",
  complained: "they reported this mail as spam",
  hold_out: "the order is in the control group, so that the effect of prompts can be measured",
  paused: "recovery is paused",
  just_prompted: "they were just written to",
  only_followed: "the order is only followed, because it is older than what is recovered",
};

/** A deferral until a time in a place's time zone. */
export const EN_DEFERRALS: Readonly<
  Record<DeferralReason, (place: string, time: string) => string>
> = {
  quiet_hours: (place, time) => `quiet hours in ${place} until ${time}`,
  not_due_yet: (_, time) => `nothing is due before ${time}`,
  asking_provider: (_, time) => `the provider is asked first, again at ${time}`,
  frequency_cap: (_, time) => `written to a moment ago, not again before ${time}`,
  operator_at_work: (_, time) => `an operator works on the order, looked at again at ${time}`,
};
