import { Button } from "@react-email/button";
import { Heading } from "@react-email/heading";
import { Hr } from "@react-email/hr";
import { Link } from "@react-email/link";
import { Text } from "@react-email/text";
import type { ReactElement } from "react";
import { MailPage } from "../../mail/mail-page.tsx";
import { STYLE } from "../../mail/mail-style.ts";
import type { NamedSum } from "./describe-amounts.ts";
import { OtherOrders } from "./other-orders.tsx";
import type { RecoveryView, TrackStop } from "./recovery-view.ts";
import { STOP_CLASS, STOP_COLOR, STOP_STYLE } from "./stop-style.ts";
import { AMOUNT, SUM_LABEL } from "./sum-style.ts";

/** The recovery mail: one column with text, one button, the track, the order, other orders, the unsubscribe link. */
export function RecoveryPromptTemplate({ view }: { readonly view: RecoveryView }): ReactElement {
  return (
    <MailPage lang={view.lang} dir={view.dir} title={view.subject} preheader={view.preheader}>
      <Message view={view} />
      <Track view={view} />
      <OrderFacts view={view} />
      {view.others !== null && <OtherOrders others={view.others} dir={view.dir} />}
      <Footer view={view} />
    </MailPage>
  );
}

function Message({ view }: { readonly view: RecoveryView }): ReactElement {
  return (
    <>
      <Text className="ink" style={STYLE.shop}>
        {view.shopName}
      </Text>
      <Heading as="h1" className="ink" style={STYLE.heading}>
        <bdi>{view.heading}</bdi>
      </Heading>
      <Text className="ink" style={STYLE.text}>
        <bdi>{view.greeting}</bdi>
      </Text>
      {view.firstOrder !== null && (
        <Heading as="h2" className="ink" style={{ ...STYLE.subheading, marginTop: 24 }}>
          <bdi>{view.firstOrder}</bdi>
        </Heading>
      )}
      {view.paragraphs.map((paragraph) => (
        <Text key={paragraph} className="ink" style={STYLE.text}>
          <bdi>{paragraph}</bdi>
        </Text>
      ))}
      {view.steps.length > 0 && (
        <>
          <Text className="ink" style={STYLE.text}>
            {view.stepsTitle}:
          </Text>
          <ul className="ink" style={STYLE.list}>
            {view.steps.map(({ title, until }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rendered once; titles may repeat
              <li key={index}>
                <bdi>{title}</bdi>
                {until !== null && (
                  <span className="quiet" style={STYLE.aside}>{` (${until})`}</span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <div style={STYLE.actionRow}>
        <Button className="button" href={view.button.url} style={STYLE.button}>
          {view.button.label}
        </Button>
        {view.orderPage !== null && (
          <div style={STYLE.belowButton}>
            <Link className="action" href={view.orderPage.url} style={STYLE.rowLink}>
              {view.orderPage.label}
            </Link>
          </div>
        )}
      </div>
    </>
  );
}

/** A table row: stops with rails between them, and the words under each stop. */
function Track({ view }: { readonly view: RecoveryView }): ReactElement {
  return (
    <div style={STYLE.block}>
      <Heading as="h2" className="quiet" style={STYLE.label}>
        {view.trackTitle}
      </Heading>
      <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} border={0}>
        <tbody>
          <tr>
            {view.track.map((stop, index) => (
              <td key={stop.label} width="25%" valign="top">
                <Stop stop={stop} isLast={index === view.track.length - 1} />
              </td>
            ))}
          </tr>
        </tbody>
      </table>
      {view.lookAgain !== null && (
        <Text className="quiet" style={{ ...STYLE.small, margin: "16px 0 0" }}>
          {view.lookAgain}
        </Text>
      )}
    </div>
  );
}

function Stop({ stop, isLast }: { readonly stop: TrackStop; readonly isLast: boolean }) {
  const { label, kind, word } = stop;
  const name = STOP_CLASS[kind];
  return (
    <>
      <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} border={0}>
        <tbody>
          <tr>
            <td width={16} style={STYLE.railCell}>
              <div className={`stop-${name}`} style={STOP_STYLE[kind]} />
            </td>
            <td style={STYLE.railCell}>{!isLast && <div className="line" style={STYLE.rail} />}</td>
          </tr>
        </tbody>
      </table>
      <div className={`word-${name}`} style={{ ...STYLE.stopLabel, color: STOP_COLOR[kind] }}>
        {kind === "done" && `${label} ${word}`}
        {kind === "coming" && label}
        {kind !== "done" && kind !== "coming" && (
          <>
            {label}:
            <br />
            {kind === "not_needed" ? word : <strong>{word}</strong>}
          </>
        )}
      </div>
    </>
  );
}

function OrderFacts({ view }: { readonly view: RecoveryView }): ReactElement {
  return (
    <div style={STYLE.block}>
      <Heading as="h2" className="quiet" style={STYLE.label}>
        <bdi>{view.orderTitle}</bdi>
      </Heading>
      <table width="100%" cellPadding={0} cellSpacing={0} border={0}>
        <tbody>
          {view.items.map(({ title, amount }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rendered once; titles may repeat
            <tr key={index}>
              <td className="ink line" style={STYLE.row}>
                <bdi>{title}</bdi>
              </td>
              <td className="ink line" {...AMOUNT[view.dir]}>
                {amount}
              </td>
            </tr>
          ))}
          {view.moreItems !== null && (
            <tr>
              <td className="quiet line" style={{ ...STYLE.row, ...STYLE.aside }}>
                {view.moreItems.title}
              </td>
              <td className="ink line" {...AMOUNT[view.dir]}>
                {view.moreItems.amount}
              </td>
            </tr>
          )}
          {view.amounts.map((sum, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rendered once
            <QuietRow key={index} sum={sum} dir={view.dir} />
          ))}
          <SumRow sum={view.total} dir={view.dir} isLast={view.stillOpen === null} />
          {view.includedTax !== null && <QuietRow sum={view.includedTax} dir={view.dir} />}
          {view.stillOpen !== null && <SumRow sum={view.stillOpen} dir={view.dir} isLast />}
        </tbody>
      </table>
    </div>
  );
}

function QuietRow({ sum, dir }: { readonly sum: NamedSum; readonly dir: RecoveryView["dir"] }) {
  const amount = AMOUNT[dir];
  return (
    <tr>
      <td className="quiet line" style={{ ...STYLE.row, ...STYLE.aside }}>
        {sum.label}
      </td>
      <td className="quiet line" {...amount} style={{ ...amount.style, ...STYLE.aside }}>
        {sum.amount}
      </td>
    </tr>
  );
}

function SumRow(props: {
  readonly sum: NamedSum;
  readonly dir: RecoveryView["dir"];
  readonly isLast: boolean;
}): ReactElement {
  const { sum, dir, isLast } = props;
  return (
    <tr>
      <th className="ink line" scope="row" {...SUM_LABEL[dir]}>
        {isLast ? sum.label : <span style={STYLE.plain}>{sum.label}</span>}
      </th>
      <td className="ink line" {...AMOUNT[dir]}>
        {isLast ? <strong>{sum.amount}</strong> : sum.amount}
      </td>
    </tr>
  );
}

function Footer({ view }: { readonly view: RecoveryView }): ReactElement {
  return (
    <>
      <Hr className="line" style={STYLE.rule} />
      <Text className="quiet" style={STYLE.small}>
        {view.button.hint}
        <br />
        <Link className="quiet" href={view.button.url} style={STYLE.address}>
          {view.button.url}
        </Link>
      </Text>
      <Text className="quiet" style={STYLE.small}>
        <bdi>{view.reason}</bdi>
        <br />
        <Link className="quiet" href={view.wayOut.url} style={STYLE.link}>
          {view.wayOut.label}
        </Link>
      </Text>
    </>
  );
}
