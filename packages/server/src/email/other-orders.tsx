import { Heading } from "@react-email/heading";
import { Link } from "@react-email/link";
import type { ReactElement } from "react";
import type { OtherOrdersView } from "./folded-view.ts";
import { STYLE } from "./mail-style.ts";

/** The further orders of a mail for several: what is open, what it is worth, and its own way on. */
export function OtherOrders({ others }: { readonly others: OtherOrdersView }): ReactElement {
  return (
    <div style={STYLE.block}>
      <Heading as="h2" className="ink" style={STYLE.subheading}>
        {others.title}
      </Heading>
      <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} border={0}>
        <tbody>
          {others.orders.map(({ title, amount, open, link }, index) => (
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
                <br />
                {/* Read alone, as screen readers list links, it has to say which order. */}
                <Link
                  className="action"
                  href={link.url}
                  style={STYLE.rowLink}
                  aria-label={`${link.label}, ${title}`}
                >
                  {link.label}
                </Link>
              </td>
              <td className="ink line" align="right" style={STYLE.amount}>
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
