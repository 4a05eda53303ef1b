import { describe, expect, test } from "vitest";
import { isAddressRefused } from "../../src/platform/refused-address.ts";

const isRefused = (status: string | null, answer: string) =>
  isAddressRefused({ status, answer, command: null });

describe("an enhanced code that says what is refused counts alone", () => {
  test.each(["5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.2.1", "5.4.1", "5.4.4"])(
    "%s is the address",
    (code) => {
      expect(isRefused(code, "")).toBe(true);
      expect(isRefused(null, `550 ${code} Refused`)).toBe(true);
      expect(isRefused("5.0.0", `smtp; 550-${code} Refused by policy`)).toBe(true);
    },
  );

  test.each([
    ...["5.1.5", "5.1.7", "5.1.8", "5.1.9", "5.1.20", "5.1.90", "5.2.0", "5.2.2", "5.2.3", "5.3.4"],
    ...["5.4.6", "5.5.1", "5.6.0", "5.7.1", "5.7.26", "4.1.1", "4.2.2"],
  ])("%s is not", (code) => {
    expect(isRefused(code, "smtp; 550 No such user")).toBe(false);
    expect(isRefused(null, `550 ${code} No such user`)).toBe(false);
    expect(isRefused("5.5.0", `smtp; 550 ${code} No such user`)).toBe(false);
  });

  test.each([
    ["550 #5.1.1 Bad address", true],
    ["550 Sorry, no mailbox here by that name (#5.1.1)", true],
    ["553 Sorry, that domain isn't in my list (#5.7.1)", false],
    ["5.1.0 - Unknown address error 550-'5.1.1 User unknown'", true],
    ["5.1.0 - Unknown address error 550-'5.7.1 Refused'", false],
  ])("also as %s", (answer, expected) => {
    expect(isRefused("5.1.0", answer)).toBe(expected);
  });

  test("but a mailbox that gets too much mail at once is not gone", () => {
    const answer = "550 5.2.1 The user you are trying to contact is receiving mail at a rate that";
    expect(isRefused("5.2.1", `smtp; ${answer} prevents additional messages`)).toBe(false);
  });
});

describe.each([null, "5.0.0", "5.1.0", "5.5.0"])("with %s, the words count", (status) => {
  test.each([
    "550 User unknown",
    "550 No such user",
    "550 #5.1.0 Address rejected.",
    "550 5.5.0 Requested action not taken: mailbox unavailable",
    "550 Mailbox not found. http://service.mail.qq.com/cgi-bin/help?subtype=1",
    "550 RC:NE The email account does not exist.",
    "550 Mailbox unavailable or access denied",
    "551 User not local; please try <elsewhere@example.com>",
    "553 Mailbox name not allowed",
    "550 <nospam@policy.example>: User unknown in relay recipient table",
    "550 nospam@example.com does not exist",
    "X-Postfix; host mx.spam-filter.example[192.0.2.1] said: 550 Recipient unknown",
    "550 Requested action not taken\n550 The user's name was not fully given",
  ])("%s: nobody has the address", (answer) => {
    expect(isRefused(status, answer)).toBe(true);
    expect(isRefused(status, `smtp;${answer}`)).toBe(true);
  });

  test.each([
    "",
    "500 Syntax error",
    "503 Improper sequence of commands",
    "552 Quota exceeded",
    "554 5.7.1 spam",
    "554 Message rejected as spam",
    "554 Refused",
    "450 No such user at present",
    "550 SPF check failed",
    "550 198.51.100.7 is not allowed to send from <shop.example> per its SPF Record",
    "550 Rejected by DMARC",
    "550-Please turn on SMTP Authentication in your mail client.\n550 not permitted to relay",
    "550 Relay access denied",
    "553 sorry, that domain can't be relayed",
    "553 host denies the sender",
    "550 Requested action not taken: mailbox unavailable. Reject due to policy restrictions",
    "550 Mail content denied",
    "550 Domain frequency limited",
    "550 DT:SPM Refused",
    "550 Your server is in a black list",
    "550 Blocked - see https://rbl.example",
    "550 <ada@example.com> mailbox is full",
    "550 Your IP has a bad reputation",
    "550 Message too large",
    "550 Sender verify failed",
    "550 Message contains a virus",
  ])("%j: something else is refused", (answer) => {
    expect(isRefused(status, answer)).toBe(false);
    expect(isRefused(status, `smtp; ${answer}`)).toBe(false);
  });
});

test.each(["", "CONN", "EHLO", "AUTH LOGIN", "MAIL FROM"])(
  "an answer to %j says nothing of the recipient",
  (command) => {
    for (const answer of ["550 5.1.1 User unknown", "550 User unknown"])
      expect(isAddressRefused({ status: null, answer, command })).toBe(false);
  },
);

test("an answer to the end of a message counts only with a code that says what is refused", () => {
  const isRefusedAtEnd = (answer: string) =>
    isAddressRefused({ status: null, answer, command: "DATA" });
  expect(isRefusedAtEnd("550 5.1.1 User unknown")).toBe(true);
  expect(isRefusedAtEnd("550 User unknown")).toBe(false);
  expect(isRefusedAtEnd("550 5.5.0 User unknown")).toBe(false);
});

test("an endless answer is read quickly", () => {
  expect(isRefused("5.0.0", `550 ${"a".repeat(5_000_000)}`)).toBe(true);
});
