import { Heading } from "@react-email/heading";
import { Link } from "@react-email/link";
import { Fragment, type ReactElement } from "react";
import { STYLE } from "../../mail/mail-style.ts";
import type { OtherOrdersView } from "./folded-view.ts";
import { AMOUNT } from "./sum-style.ts";

/** The other orders of a mail about several, each with what is open, the amount and its own link. */
export function OtherOrders(props: {
  readonly others: OtherOrdersView;
  readonly dir: keyof typeof AMOUNT;
}): ReactElement {
  const { others, dir } = props;
  return (
    <div style={STYLE.block}>
      <Heading as="h2" className="ink" style={STYLE.subheading}>
        {others.title}
      </Heading>
      <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} border={0}>
        <tbody>
          {others.orders.map(({ title, amount, open, links }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rendered once; numbers may repeat
            <tr key={index}>
              <td className="ink line" style={STYLE.row}>
                <strong>
                  <bdi>{title}</bdi>
                </strong>
                <br />
                <span className="quiet" style={STYLE.aside}>
                  {open}
                </span>
                {links.map((link, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: rendered once; labels may repeat
                  <Fragment key={at}>
                    <br />
                    {/* Screen readers list links without their context, so each must name its order. */}
                    <Link
                      className={at === 0 ? "action" : "quiet"}
                      href={link.url}
                      style={at === 0 ? STYLE.rowLink : STYLE.secondRowLink}
                      aria-label={`${link.label}, ${title}`}
                    >
                      {link.label}
                    </Link>
                  </Fragment>
                ))}
              </td>
              <td className="ink line" {...AMOUNT[dir]}>
                {amount}
              </td>
            </tr>
          ))}
          {others.more !== null && (
            <tr>
              <td className="quiet line" colSpan={2} style={STYLE.row}>
                {others.more}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}
