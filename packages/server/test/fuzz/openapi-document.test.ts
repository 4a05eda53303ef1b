import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { startTestApp } from "../support/app.ts";
import { readDocument } from "./document.ts";

const shop = await startTestApp();
afterAll(() => shop.close());
const served = z
  .looseObject({
    tags: z.array(z.object({ name: z.string() })),
    paths: z.record(z.string(), z.record(z.string(), z.looseObject({ tags: z.array(z.string()) }))),
    components: z.object({
      schemas: z.record(z.string(), z.looseObject({ examples: z.array(z.unknown()).default([]) })),
      examples: z.record(z.string(), z.object({ value: z.unknown() })),
    }),
  })
  .parse(JSON.parse((await shop.app.inject("/openapi.json")).payload));
const document = readDocument(served);
const PROBLEM = { $ref: "#/components/schemas/Problem" };

test("the document is OpenAPI 3.1", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(served));
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
  expect(validator.version).toBe("3.1");
});

test("every operation has a unique name, a summary, one known tag, and described answers", () => {
  const names = document.operations.map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(names.length);
  const tags = served.tags.map(({ name }) => name);
  for (const operation of Object.values(served.paths).flatMap(Object.values)) {
    expect(operation.summary, operation.operationId).toMatch(/^[A-Z]/);
    expect(tags).toContain(operation.tags[0]);
  }
  for (const { operationId, responses } of document.operations) {
    for (const [status, { description }] of Object.entries(responses)) {
      expect(description, `${operationId} ${status}`).not.toBe("Default Response");
    }
  }
});

test("every refusal is a problem, or a page for a person who follows a link in a mail", () => {
  for (const { operationId, responses } of document.operations) {
    for (const [status, { content }] of Object.entries(responses)) {
      if (Number(status) < 400) continue;
      const isPage = /unsubscribe/i.test(operationId) && status === "401";
      const media = isPage ? "text/html" : "application/problem+json";
      expect(Object.keys(content), `${operationId} ${status}`).toEqual([media]);
      if (!isPage) expect(content[media]?.schema).toEqual(PROBLEM);
    }
  }
});

test("every example matches its schema", () => {
  for (const [name, { examples }] of Object.entries(served.components.schemas)) {
    for (const example of examples) {
      const fault = document.faultOf({ $ref: `#/components/schemas/${name}` }, example);
      expect(fault, name).toBeNull();
    }
  }
  for (const [code, { value }] of Object.entries(served.components.examples)) {
    expect(document.faultOf(PROBLEM, value), code).toBeNull();
    expect(value).toMatchObject({ code });
  }
});
