import { Heading } from "@react-email/heading";
import { Hr } from "@react-email/hr";
import { Link } from "@react-email/link";
import { Text } from "@react-email/text";
import type { ReactElement } from "react";
import { MailPage } from "../../mail/mail-page.tsx";
import { STYLE } from "../../mail/mail-style.ts";
import type { OperatorAlertView } from "./operator-alert-view.ts";

/** An alert to operators: what is wrong, the facts, and where to look. */
export function OperatorAlertTemplate({
  view,
}: {
  readonly view: OperatorAlertView;
}): ReactElement {
  return (
    <MailPage lang={view.lang} dir="ltr" title={view.subject} preheader={view.paragraphs[0]}>
      <Heading as="h1" className="ink" style={STYLE.heading}>
        <bdi>{view.heading}</bdi>
      </Heading>
      {view.paragraphs.map((paragraph) => (
        <Text key={paragraph} className="ink" style={STYLE.text}>
          <bdi>{paragraph}</bdi>
        </Text>
      ))}
      <div style={{ ...STYLE.block, paddingTop: 8 }}>
        <table width="100%" cellPadding={0} cellSpacing={0} border={0}>
          <tbody>
            {view.facts.map(({ label, value }) => (
              <tr key={label}>
                <th className="quiet line" scope="row" align="left" style={STYLE.factLabel}>
                  {label}
                </th>
                <td className="ink line" style={STYLE.row}>
                  <bdi>{value}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {view.link !== null && (
        <Text className="ink" style={STYLE.text}>
          {view.link.label}:
          <br />
          <Link className="action" href={view.link.url} style={STYLE.plainLink}>
            {view.link.url}
          </Link>
        </Text>
      )}
      <Hr className="line" style={STYLE.rule} />
      <Text className="quiet" style={STYLE.small}>
        {view.reason}
      </Text>
    </MailPage>
  );
}
