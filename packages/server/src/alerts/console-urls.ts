/** The console's list of all open escalations. @param apiUrl the API's public base URL */
export function workListUrl(apiUrl: string): string {
  return `${apiUrl}/console/?kind=escalation`;
}

/** An order's page in the console. An order that nobody has reported has only the providers' messages. */
export function orderUrl(apiUrl: string, orderId: string, isKnown: boolean): string {
  const id = encodeURIComponent(orderId);
  return isKnown
    ? `${apiUrl}/console/orders/${id}`
    : `${apiUrl}/api/v1/webhooks/inbox?orderId=${id}`;
}
