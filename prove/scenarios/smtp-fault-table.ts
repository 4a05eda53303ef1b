import type { SmtpBehavior } from "../smtp-behavior.ts";

/** One way in which a mail server goes wrong, and the specified state of a prompt that meets it. */
export interface SmtpFaultCase {
  readonly name: string;
  readonly behavior: SmtpBehavior;
  readonly state: "sent" | "dead" | "unknown";
  /** Attempts once it is in that state; `null` where a kept session may hide one. */
  readonly attempts: number | null;
  /** Whether the address is barred from then on. */
  readonly bars: boolean;
  /** Whether it takes too long for the short form. */
  readonly isLong: boolean;
  /** Whether each order has a destination of its own. */
  readonly isAlone?: boolean;
}

const TEMPORARY = ["421 4.3.2", "450 4.2.1", "451 4.3.0", "452 4.2.2"] as const;
const FIRM = ["550 5.7.1", "552 5.2.2"] as const;
const WITH_RECIPIENT = ["rcpt", "data", "end"] as const;

type Stage = SmtpBehavior["at"];

/** Faults of one destination: each at a domain of its own. */
export const DESTINATION_FAULTS: readonly SmtpFaultCase[] = [
  ...WITH_RECIPIENT.flatMap((at) => TEMPORARY.map((reply) => temporary(at, reply))),
  ...WITH_RECIPIENT.flatMap((at) => FIRM.map((reply) => firm(at, reply, false))),
  firm("rcpt", "550 5.1.1", true),
  firm("rcpt", "550", true),
  firm("end", "550 5.1.1", true),
  { ...temporary("rcpt", "451 4.7.1"), name: "rcpt-greylist" },
  broken("rcpt", "hang"),
  broken("data", "hang"),
  broken("rcpt", "reset"),
  broken("data", "reset"),
  broken("body", "reset"),
  ambiguous("hang"),
  ambiguous("swallow"),
  ambiguous("reset"),
  // Its machine goes on taking bytes: a message of this size is out, end and all, before anybody notices.
  { ...ambiguous("hang"), name: "body-hang", behavior: { at: "body", fault: "hang", times: 1 } },
  {
    ...temporary("rcpt", "450 4.2.0"),
    name: "rcpt-never",
    behavior: { at: "rcpt", fault: { reply: "450 4.2.0 Never" } },
    state: "dead",
    attempts: 8,
    isLong: true,
    // Together they would wait for their destination's circuit, longer with each probe, and cost no attempts.
    isAlone: true,
  },
];

/** Faults before a recipient is named: each meets the first session that comes, once. */
export const SESSION_FAULTS: readonly SmtpFaultCase[] = [
  temporary("greeting", "421 4.3.2"),
  // About the session, so the operator has to fix it; the mail itself is not dead.
  temporary("greeting", "554 5.7.1"),
  broken("greeting", "hang"),
  broken("greeting", "reset"),
  temporary("ehlo", "421 4.3.2"),
  broken("ehlo", "hang"),
  broken("ehlo", "reset"),
  ...TEMPORARY.map((reply) => temporary("mail", reply)),
  ...FIRM.map((reply) => firm("mail", reply, false)),
  broken("mail", "hang"),
  broken("mail", "reset"),
];

/** Not now: once, and then it is sent. */
function temporary(at: Stage, reply: string): SmtpFaultCase {
  const behavior = { at, fault: { reply: `${reply} Later` }, times: 1 };
  // A kept session on which the server says 421 is replaced within the attempt.
  const attempts = reply.startsWith("421") ? null : 2;
  const name = nameOf(at, reply);
  return { name, behavior, state: "sent", attempts, bars: false, isLong: false };
}

function firm(at: Stage, reply: string, bars: boolean): SmtpFaultCase {
  const behavior = { at, fault: { reply: `${reply} Never` } };
  return { name: nameOf(at, reply), behavior, state: "dead", attempts: 1, bars, isLong: false };
}

/** Before the message's end it is certain that nothing was taken. */
function broken(at: Stage, fault: "hang" | "reset"): SmtpFaultCase {
  const behavior = { at, fault, times: 1 };
  const attempts = fault === "hang" ? 2 : null;
  const name = nameOf(at, fault);
  return { name, behavior, state: "sent", attempts, bars: false, isLong: false };
}

/** After it nobody can know. */
function ambiguous(fault: "hang" | "swallow" | "reset"): SmtpFaultCase {
  const behavior = { at: "end", fault, times: 1 } as const;
  const name = nameOf("end", fault);
  return { name, behavior, state: "unknown", attempts: 1, bars: false, isLong: false };
}

function nameOf(at: Stage, what: string): string {
  return `${at}-${what.replaceAll(/[^a-z0-9]+/g, "-")}`;
}
