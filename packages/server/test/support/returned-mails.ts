/** A recipient's part of a delivery status notification. */
export interface ReportedRecipient {
  readonly action?: string;
  readonly status?: string;
  readonly diagnostic?: string;
  readonly finalRecipient?: string;
  readonly originalRecipient?: string;
}

/** What a report says apart from its recipients. */
export interface ReportOptions {
  /** The Message-ID of the mail that it returns; none when absent. */
  readonly messageId?: string;
  /** The type of the part with the returned mail. */
  readonly returns?: string;
  /** Headers of the report itself. */
  readonly headers?: readonly string[];
}

/** A delivery status notification (RFC 3464) in the form that mail servers write. */
export function deliveryReport(
  recipients: readonly ReportedRecipient[],
  options: ReportOptions = {},
): Buffer {
  const groups = recipients.map((each) => {
    const { action = "failed", status = "5.1.1", diagnostic, originalRecipient } = each;
    const { finalRecipient = "rfc822; ada@example.com" } = each;
    return [
      `Final-Recipient: ${finalRecipient}`,
      ...(originalRecipient === undefined ? [] : [`Original-Recipient: ${originalRecipient}`]),
      `Action: ${action}`,
      `Status: ${status}`,
      "Remote-MTA: dns; mx.example.com",
      ...(diagnostic === undefined ? [] : [`Diagnostic-Code: ${diagnostic}`]),
    ].join("\r\n");
  });
  const ofMessage = "Reporting-MTA: dns; mail.shop.example\r\nX-Postfix-Queue-ID: 4B1F02AC";
  const status = [ofMessage, ...groups].join("\r\n\r\n");
  return report("delivery-status", "message/delivery-status", status, options);
}

/** A complaint in the abuse reporting format (RFC 5965). */
export function complaintReport(
  type: string,
  recipients: readonly string[],
  options: ReportOptions = {},
): Buffer {
  const fields = [
    `Feedback-Type: ${type}`,
    "User-Agent: SomeGenerator/1.0",
    "Version: 1",
    ...recipients.map((each) => `Original-Rcpt-To: <${each}>`),
  ].join("\r\n");
  return report("feedback-report", "message/feedback-report", `${fields}\r\n`, options);
}

function report(kind: string, type: string, fields: string, options: ReportOptions): Buffer {
  const { messageId, returns = "message/rfc822", headers = [] } = options;
  const original = ["From: orders@shop.example", "To: ada@example.com"];
  if (messageId !== undefined) original.push(`Message-ID: ${messageId}`);
  original.push("Subject: Your order", "", returns === "message/rfc822" ? "Hello\r\n" : "");
  return Buffer.from(
    [
      "Return-Path: <>",
      "From: MAILER-DAEMON@mail.shop.example (Mail Delivery System)",
      "To: orders@shop.example",
      "Subject: Undelivered Mail Returned to Sender",
      "Message-ID: <20260301100000.4B1F02AC@mail.shop.example>",
      ...headers,
      "MIME-Version: 1.0",
      `Content-Type: multipart/report; report-type=${kind};`,
      '\tboundary="4B1F02AC.1772359200/mail.shop.example"',
      "",
      "This is a MIME-encapsulated message.",
      "",
      "--4B1F02AC.1772359200/mail.shop.example",
      "Content-Type: text/plain; charset=us-ascii",
      "",
      "I'm sorry to have to inform you that your message could not be delivered.",
      "",
      "--4B1F02AC.1772359200/mail.shop.example",
      `Content-Type: ${type}`,
      "",
      fields,
      "",
      "--4B1F02AC.1772359200/mail.shop.example",
      "Content-Description: Undelivered Message",
      `Content-Type: ${returns}`,
      "",
      ...original,
      "--4B1F02AC.1772359200/mail.shop.example--",
      "",
    ].join("\r\n"),
  );
}
