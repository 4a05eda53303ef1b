import { type Db, prepared } from "../../platform/postgres/database.ts";

/** A message in the development mailbox. */
export interface MailboxMessage {
  readonly mailId: number;
  readonly recipient: string;
  readonly subject: string;
  readonly receivedAt: number;
}

/** The HTML and the plain text of a message. */
export interface MailParts {
  readonly html: string;
  readonly text: string;
}

interface Row {
  mail_id: number;
  recipient: string;
  subject: string;
  received_at: number;
}

/** Stores a composed message. */
export async function storeMail(
  db: Db,
  mail: MailParts & { readonly recipient: string; readonly subject: string },
): Promise<void> {
  await store(db, [mail.recipient, mail.subject, mail.html, mail.text]);
}

/** The latest 100 messages, newest first. */
export async function listMail(db: Db): Promise<MailboxMessage[]> {
  return (await list(db, [])).map((row) => ({
    mailId: row.mail_id,
    recipient: row.recipient,
    subject: row.subject,
    receivedAt: row.received_at,
  }));
}

/** The contents of a message; `null` when there is none with this number. */
export async function readMail(db: Db, mailId: number): Promise<MailParts | null> {
  return (await read(db, [mailId]))[0] ?? null;
}

const store = prepared(
  "store_mail",
  "insert into development_mailbox (recipient, subject, html, plain) values ($1, $2, $3, $4)",
);

const list = prepared<Row>(
  "list_mail",
  `select mail_id, recipient, subject, received_at from development_mailbox
  order by mail_id desc limit 100`,
);

const read = prepared<{ html: string; text: string }>(
  "read_mail",
  "select html, plain as text from development_mailbox where mail_id = $1",
);
