import { describe, expect, it } from "vitest";
import { z } from "zod";
import { REASON_CODES } from "@/lib/rats/reason-codes";
import { openApiDocument } from "./openapi";
import { OPERATION_CONTRACTS } from "./operations";

/** The parts of OpenAPI 3.1 that we use, from its specification, sections 4.8.1 to 4.8.17; strict, so nothing else. */
const schemaObject = z.record(z.string(), z.unknown());
const content = z.record(
  z.string().regex(/^[\w.+-]+\/[\w.+-]+(?:;.*)?$/),
  z.strictObject({ schema: schemaObject }),
);
const response = z.strictObject({
  description: z.string().min(1),
  headers: z
    .record(z.string(), z.strictObject({ description: z.string(), schema: schemaObject }))
    .optional(),
  content: content.optional(),
});
const operationObject = z.strictObject({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.string().min(1),
  description: z.string().optional(),
  parameters: z.array(
    z.strictObject({
      name: z.string(),
      in: z.enum(["path", "query", "header"]),
      required: z.boolean(),
      description: z.string().optional(),
      schema: schemaObject,
    }),
  ),
  requestBody: z
    .strictObject({ required: z.literal(true), description: z.string().optional(), content })
    .optional(),
  responses: z.record(z.string().regex(/^[2-5]\d\d$/), response),
});
const METHODS = ["get", "post", "put", "patch", "delete"] as const;
const documentSchema = z.strictObject({
  openapi: z.literal("3.1.0"),
  info: z.strictObject({
    title: z.string(),
    version: z.string(),
    description: z.string(),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  servers: z.array(z.strictObject({ url: z.string() })),
  tags: z.array(z.strictObject({ name: z.string() })),
  paths: z.record(
    z.string().startsWith("/api/"),
    z.partialRecord(z.enum(METHODS), operationObject),
  ),
  components: z.strictObject({ schemas: z.record(z.string(), schemaObject) }),
});

const document = documentSchema.parse(JSON.parse(JSON.stringify(openApiDocument())));
const operations = Object.entries(document.paths).flatMap(([path, byMethod]) =>
  Object.values(byMethod).map((operation) => ({ path, operation })),
);

/** Every `$ref` below a value. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === "$ref" && typeof member === "string" ? [member] : references(member),
  );
}

describe("the OpenAPI document", () => {
  it("describes every operation, once", () => {
    expect(operations.map(({ operation }) => operation.operationId).toSorted()).toEqual(
      OPERATION_CONTRACTS.map(({ id }) => id).toSorted(),
    );
  });

  it("refers only to schemas that it has", () => {
    const known = Object.keys(document.components.schemas).map(
      (name) => `#/components/schemas/${name}`,
    );
    const used = references(document);
    expect(used.length).toBeGreaterThan(20);
    for (const reference of used) expect(known).toContain(reference);
  });

  it("names every parameter of a path", () => {
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = operation.parameters.filter((parameter) => parameter.in === "path");
      expect(described.map(({ name }) => name)).toEqual(inPath);
      expect(described.every(({ required }) => required)).toBe(true);
    }
  });

  it("holds the verification request as strictly as the API does", () => {
    expect(document.components.schemas["VerificationRequest"]).toMatchObject({
      type: "object",
      required: ["evidence"],
      additionalProperties: false,
    });
  });

  it("leaves room for answers to gain members", () => {
    expect(document.components.schemas["AttestationResult"]).not.toHaveProperty(
      "additionalProperties",
    );
  });

  it("lists the codes that each operation answers with", () => {
    for (const { id, reasons } of OPERATION_CONTRACTS) {
      const found = operations.find(({ operation }) => operation.operationId === id);
      for (const code of reasons) {
        const status = "httpStatus" in REASON_CODES[code] ? REASON_CODES[code].httpStatus : 422;
        expect(found?.operation.responses[status]?.description).toContain(code);
      }
    }
  });
});
