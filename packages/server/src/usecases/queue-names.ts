/** The queues of pg-boss that processes share. */
export const QUEUES = {
  sweep: "monitor_checkout_orchestrations",
  forgetAnswers: "forget_old_answers",
  alert: "operator_alert",
  /** Where an alert ends that could not be told in all its attempts. */
  deadAlert: "operator_alert_dead",
  inbox: "webhook_inbox",
  /** Where a provider's message ends that could not be worked on in all its attempts. */
  deadInbox: "webhook_inbox_dead",
  escalateParked: "escalate_parked_facts",
  closeExpired: "close_expired",
  /** What a points programme of the shop's is asked for. */
  programme: "loyalty_programme",
  /** Where a request ends that was never answered in all its attempts. */
  deadProgramme: "loyalty_programme_dead",
  reconcile: "reconcile_loyalty_programme",
} as const;
