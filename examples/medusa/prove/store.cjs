// A real Medusa store that lives as long as this process: run in a folder with Medusa installed and this example's
// `src` in it. It places, pays, refunds, sends and cancels orders by Medusa's own workflows, and prints their ids as JSON.
const { createRequire } = require("node:module");
const path = require("node:path");

const storeRequire = createRequire(path.join(process.cwd(), "package.json"));
const express = storeRequire("express");
const loaders = storeRequire("@medusajs/medusa/loaders/index").default;
const flows = storeRequire("@medusajs/medusa/core-flows");

main().then(
  (orders) => {
    process.stdout.write(`\nORDERS ${JSON.stringify(orders)}\n`);
    process.exit(0);
  },
  (error) => {
    console.error(error);
    process.exit(1);
  },
);

async function main() {
  const { container } = await loaders({ directory: process.cwd(), expressApp: express() });
  const run = async (workflow, input) => (await workflow(container).run({ input })).result;
  const shop = await openShop(run, container);
  const paid = await placeOrder(run, shop, "ada@shoppers.example");
  await payOrder(run, paid);
  const sent = await placeOrder(run, shop, "bo@shoppers.example");
  await payOrder(run, sent);
  await sendOrder(run, container, shop, sent);
  const refunded = await placeOrder(run, shop, "ed@shoppers.example");
  await payOrder(run, refunded);
  await refundOrder(run, container, refunded, 29);
  const cancelled = await placeOrder(run, shop, "cy@shoppers.example");
  await run(flows.cancelOrderWorkflow, { order_id: cancelled });
  const placed = await placeOrder(run, shop, "di@shoppers.example");
  // Subscribers run after the workflows, and the parent process waits for their reports.
  await new Promise((resolve) => setTimeout(resolve, Number(process.env.STAY_MS ?? 20_000)));
  return { paid, sent, refunded, cancelled, placed };
}

async function openShop(run, container) {
  const [channel] = await run(flows.createSalesChannelsWorkflow, {
    salesChannelsData: [{ name: "Web" }],
  });
  const [region] = await run(flows.createRegionsWorkflow, {
    regions: [
      {
        name: "Europe",
        currency_code: "eur",
        countries: ["de"],
        payment_providers: ["pp_system_default"],
      },
    ],
  });
  const [location] = await run(flows.createStockLocationsWorkflow, {
    locations: [
      { name: "Warehouse", address: { city: "Berlin", country_code: "DE", address_1: "" } },
    ],
  });
  const [profile] = await run(flows.createShippingProfilesWorkflow, {
    data: [{ name: "Default", type: "default" }],
  });
  const option = await openShipping(run, container, location, profile);
  return { channel, region, location, option };
}

async function openShipping(run, container, location, profile) {
  const link = container.resolve("link");
  const stock = { stock_location_id: location.id };
  await link.create({
    stock_location: stock,
    fulfillment: { fulfillment_provider_id: "manual_manual" },
  });
  const set = await container.resolve("fulfillment").createFulfillmentSets({
    name: "Parcels",
    type: "shipping",
    service_zones: [{ name: "Germany", geo_zones: [{ country_code: "de", type: "country" }] }],
  });
  await link.create({ stock_location: stock, fulfillment: { fulfillment_set_id: set.id } });
  const [option] = await run(flows.createShippingOptionsWorkflow, [
    {
      name: "Parcel",
      price_type: "flat",
      provider_id: "manual_manual",
      service_zone_id: set.service_zones[0].id,
      shipping_profile_id: profile.id,
      type: { label: "Parcel", description: "By parcel", code: "parcel" },
      prices: [{ currency_code: "eur", amount: 5 }],
      rules: [],
    },
  ]);
  return option;
}

async function placeOrder(run, { channel, region }, email) {
  const draft = await run(flows.createOrderWorkflow, {
    region_id: region.id,
    sales_channel_id: channel.id,
    email,
    currency_code: "eur",
    is_draft_order: true,
    status: "draft",
    items: [
      { title: "Three-legged stool", quantity: 1, unit_price: 129, requires_shipping: false },
    ],
  });
  await run(flows.convertDraftOrderWorkflow, { id: draft.id });
  return draft.id;
}

async function payOrder(run, orderId) {
  const [collection] = await run(flows.createOrderPaymentCollectionWorkflow, {
    order_id: orderId,
    amount: 129,
  });
  await run(flows.markPaymentCollectionAsPaid, {
    order_id: orderId,
    payment_collection_id: collection.id,
  });
}

async function refundOrder(run, container, orderId, amount) {
  const { data } = await container.resolve("query").graph({
    entity: "order",
    fields: ["payment_collections.payments.id"],
    filters: { id: orderId },
  });
  const payment = data[0].payment_collections[0].payments[0];
  await run(flows.refundPaymentWorkflow, { payment_id: payment.id, amount });
}

async function sendOrder(run, container, { location, option }, orderId) {
  const query = container.resolve("query");
  const { data } = await query.graph({
    entity: "order",
    fields: ["items.id"],
    filters: { id: orderId },
  });
  await run(flows.createOrderFulfillmentWorkflow, {
    order_id: orderId,
    location_id: location.id,
    shipping_option_id: option.id,
    items: data[0].items.map(({ id }) => ({ id, quantity: 1 })),
  });
}
