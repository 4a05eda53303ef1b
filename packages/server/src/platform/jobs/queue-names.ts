/** The queues of pg-boss that processes share. */
export const QUEUES = {
  sweep: "monitor_checkout_orchestrations",
  forgetAnswers: "forget_old_answers",
  alert: "operator_alert",
  /** Receives alerts that could not be sent in all their attempts. */
  deadAlert: "operator_alert_dead",
  digest: "operator_digest",
  /** Receives digests of escalations that could not be sent in all their attempts. */
  deadDigest: "operator_digest_dead",
  inbox: "webhook_inbox",
  /** Receives providers' messages that could not be worked on in all their attempts. */
  deadInbox: "webhook_inbox_dead",
  escalateParked: "escalate_parked_facts",
  closeExpired: "close_expired",
  /** Requests to the shop's points program. */
  program: "loyalty_programme",
  /** Receives requests to the points program that got no answer in all their attempts. */
  deadProgram: "loyalty_programme_dead",
  reconcile: "reconcile_loyalty_programme",
} as const;
