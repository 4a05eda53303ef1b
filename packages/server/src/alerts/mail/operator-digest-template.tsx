import { Heading } from "@react-email/heading";
import { Hr } from "@react-email/hr";
import { Link } from "@react-email/link";
import { Text } from "@react-email/text";
import type { ReactElement } from "react";
import { MailPage } from "../../mail/mail-page.tsx";
import { STYLE } from "../../mail/mail-style.ts";
import type { OperatorDigestView } from "./operator-digest-view.ts";

/** A digest for operators: the escalations by reason, each with its order, and the way to the work list. */
export function OperatorDigestTemplate({
  view,
}: {
  readonly view: OperatorDigestView;
}): ReactElement {
  return (
    <MailPage lang={view.lang} dir="ltr" title={view.subject} preheader={view.summary}>
      <Heading as="h1" className="ink" style={STYLE.heading}>
        {view.subject}
      </Heading>
      <Text className="ink" style={STYLE.text}>
        {view.summary}
      </Text>
      {view.groups.map((group) => (
        <Group key={group.title} group={group} />
      ))}
      <Text className="ink" style={STYLE.text}>
        {view.link.label}:
        <br />
        <Link className="action" href={view.link.url} style={STYLE.plainLink}>
          {view.link.url}
        </Link>
      </Text>
      <Hr className="line" style={STYLE.rule} />
      <Text className="quiet" style={STYLE.small}>
        {view.reason}
      </Text>
    </MailPage>
  );
}

function Group({ group }: { readonly group: OperatorDigestView["groups"][number] }): ReactElement {
  return (
    <div style={{ ...STYLE.block, paddingTop: 8 }}>
      <Heading as="h2" className="ink" style={STYLE.subheading}>
        {group.title}
      </Heading>
      <Text className="quiet" style={STYLE.label}>
        {group.whatToDo}
      </Text>
      <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} border={0}>
        <tbody>
          {group.rows.map(({ name, url, value, details }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rendered once; numbers may repeat
            <tr key={index}>
              <td className="ink line" style={STYLE.row}>
                <Link className="action" href={url} style={STYLE.rowLink}>
                  <bdi>{name}</bdi>
                </Link>
                <br />
                <span className="quiet" style={STYLE.aside}>
                  {details}
                </span>
              </td>
              <td className="ink line" style={{ ...STYLE.amount, paddingTop: 12 }}>
                {value}
              </td>
            </tr>
          ))}
          {group.more !== null && (
            <tr>
              <td className="quiet line" colSpan={2} style={{ ...STYLE.row, ...STYLE.aside }}>
                {group.more}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}
