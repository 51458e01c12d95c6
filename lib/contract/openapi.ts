import { z } from "zod";
import { REASON_CODES, type ReasonCode } from "@/lib/rats/reason-codes";
import {
  attestationResultSchema,
  checkSchema,
  reasonCodeSchema,
  submoduleResultSchema,
} from "./attestation-result";
import { apiKeySchema } from "./api-keys";
import {
  attestationItemSchema,
  attestationListSchema,
  attestationMaterialSchema,
  attestationSchema,
} from "./attestations";
import { auditEventSchema, auditStateSchema } from "./audit";
import { collateralBundleSchema, collateralItemSchema } from "./collateral";
import {
  certificateViewSchema,
  eventLogViewSchema,
  fieldSchema,
  inspectionSchema,
} from "./inspection";
import { limitSettingSchema } from "./limits";
import type { OperationContract } from "./operation";
import { MAX_BATCH_LINES, OPERATION_CONTRACTS } from "./operations";
import { invitationSchema, memberSchema } from "./members";
import { overviewSchema } from "./overview";
import { policySchema } from "./policy";
import { problemSchema } from "./problem";
import { organizationSchema, sessionSchema } from "./sessions";
import { problemStatus } from "./problem-of";
import { upstreamStatusSchema } from "./status";
import {
  endorsementsSchema,
  submoduleRequestSchema,
  verificationRequestSchema,
} from "./verification";

type Json = Record<string, unknown>;

/** Shapes with a name of their own in the document; every other schema stands where it is used. */
const NAMED = {
  VerificationRequest: verificationRequestSchema,
  SubmoduleRequest: submoduleRequestSchema,
  Endorsements: endorsementsSchema,
  AppraisalPolicy: policySchema,
  AttestationResult: attestationResultSchema,
  SubmoduleResult: submoduleResultSchema,
  Check: checkSchema,
  AttestationItem: attestationItemSchema,
  Attestation: attestationSchema,
  AttestationList: attestationListSchema,
  AttestationMaterial: attestationMaterialSchema,
  Inspection: inspectionSchema,
  Field: fieldSchema,
  EventLog: eventLogViewSchema,
  CertificateView: certificateViewSchema,
  CollateralItem: collateralItemSchema,
  CollateralBundle: collateralBundleSchema,
  Overview: overviewSchema,
  AuditEvent: auditEventSchema,
  AuditState: auditStateSchema,
  Session: sessionSchema,
  Organization: organizationSchema,
  Member: memberSchema,
  Invitation: invitationSchema,
  ApiKey: apiKeySchema,
  UpstreamStatus: upstreamStatusSchema,
  LimitSetting: limitSettingSchema,
  Problem: problemSchema,
} as const satisfies Record<string, z.ZodType>;

/** What every operation may answer with, besides its own reasons. */
const COMMON_READ = ["ORIGIN_REJECTED", "INTERNAL_ERROR"] as const satisfies readonly ReasonCode[];
/** What every operation that is for somebody asks the database about; probes are for anybody. */
const COMMON_ADMITTED = [
  "LIMIT_EXCEEDED",
  "DATABASE_UNAVAILABLE",
] as const satisfies readonly ReasonCode[];
const PROBE = /^health\./;
const COMMON_BODY = [
  "REQUEST_INVALID",
  "BODY_TOO_LARGE",
  "REQUEST_TIMEOUT",
  "UNSUPPORTED_MEDIA_TYPE",
  "TOO_BUSY",
] as const satisfies readonly ReasonCode[];

/** The API as an OpenAPI 3.1 document, made from the contracts and from nothing else. */
export function openApiDocument(): Json {
  const { write, components } = schemaWriter();
  const paths: Record<string, Json> = {};
  for (const contract of OPERATION_CONTRACTS) {
    const path = (paths[contract.path] ??= {});
    path[contract.method.toLowerCase()] = operationObject(contract, write);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Attestry",
      version: "1",
      description:
        "Judges evidence of trusted execution environments, keeps the verdicts and explains them. " +
        "A rejected attestation is not an HTTP error: it is an answer with its verdict. " +
        "Errors are problem details (RFC 9457) with a stable `code`.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: [...new Set(OPERATION_CONTRACTS.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: { schemas: components },
  };
}

type SchemaWriter = (schema: z.ZodType) => Json;

function operationObject(contract: OperationContract, write: SchemaWriter): Json {
  return {
    operationId: contract.id,
    tags: [contract.tag],
    summary: contract.summary,
    ...(contract.description === undefined ? {} : { description: contract.description }),
    parameters: [
      ...parameters(contract.params, { place: "path", write }),
      ...parameters(contract.query, { place: "query", write }),
      ...(contract.idempotent === true ? [idempotencyKey] : []),
    ],
    ...(contract.body === undefined ? {} : { requestBody: requestBody(contract.body, write) }),
    responses: { ...goodResponse(contract, write), ...problemResponses(contract) },
  };
}

const idempotencyKey: Json = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "Repeating a call with the same key and body stores nothing again and answers with what the first one stored.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

function parameters(
  schema: z.ZodType | undefined,
  { place, write }: { place: "path" | "query"; write: SchemaWriter },
): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = objectSchema.parse(write(schema));
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
}

const objectSchema = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  required: z.array(z.string()).optional(),
});

function requestBody(body: NonNullable<OperationContract["body"]>, write: SchemaWriter): Json {
  const schema = write(body.schema);
  return body.kind === "json"
    ? { required: true, content: { "application/json": { schema } } }
    : {
        required: true,
        description: `One document a line, at most ${MAX_BATCH_LINES} lines; the schema is that of a line.`,
        content: { "application/x-ndjson": { schema } },
      };
}

function goodResponse(
  { id, response, summary, idempotent }: OperationContract,
  write: SchemaWriter,
): Json {
  const headers = {
    "X-Request-Id": {
      description: "Quoted by the log and by problems",
      schema: { type: "string" },
    },
    ...(PROBE.test(id) ? {} : rateLimitHeaders),
    ...(idempotent === true
      ? {
          "Idempotent-Replayed": {
            description: "`true` when an earlier call with the same key made this answer",
            schema: { type: "string", enum: ["true"] },
          },
        }
      : {}),
  };
  const content = responseContent(response, write);
  const good = { [response.status]: { description: summary, headers, content } };
  return id === "health.ready" ? { ...good, 503: { description: "Not ready", content } } : good;
}

const rateLimitHeaders: Json = {
  "RateLimit-Policy": {
    description:
      "The buckets that this request draws from (draft-ietf-httpapi-ratelimit-headers-10): how many tokens each holds (`q`) and in how many seconds it fills (`w`)",
    schema: { type: "string" },
  },
  RateLimit: {
    description: "What is left in each bucket (`r`), and the seconds until it is full (`t`)",
    schema: { type: "string" },
  },
};

function responseContent(response: OperationContract["response"], write: SchemaWriter): Json {
  switch (response.kind) {
    case "json":
      return { "application/json": { schema: write(response.schema) } };
    case "ndjson":
      return { "application/x-ndjson": { schema: write(response.schema) } };
    case "bytes":
      return { [response.contentType]: { schema: { type: "string", format: "binary" } } };
    case "text":
      return { [response.contentType]: { schema: { type: "string" } } };
  }
}

/** One response for each status, naming the codes that come with it. */
function problemResponses(contract: OperationContract): Json {
  const codes = new Set<ReasonCode>([
    ...contract.reasons,
    ...COMMON_READ,
    ...(PROBE.test(contract.id) ? [] : COMMON_ADMITTED),
    ...(contract.body === undefined ? [] : COMMON_BODY),
    ...(contract.query === undefined && contract.params === undefined
      ? []
      : ["REQUEST_INVALID" as const]),
  ]);
  const byStatus = new Map<number, ReasonCode[]>();
  for (const code of codes) {
    const status = problemStatus(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const content = { "application/problem+json": { schema: { $ref: reference("Problem") } } };
  return Object.fromEntries(
    [...byStatus]
      .toSorted(([a], [b]) => a - b)
      .map(([status, of]) => [
        status,
        {
          description: of.map((code) => `\`${code}\`: ${REASON_CODES[code].message}`).join("\n\n"),
          content,
        },
      ]),
  );
}

const reference = (name: string) => `#/components/schemas/${name}`;

/**
 * Writes schemas as JSON Schema 2020-12 with references to the named ones. They are written as what may be sent: no
 * answer has defaults, and an answer may gain members later, which the other form forbids.
 */
function schemaWriter(): { write: SchemaWriter; components: Json } {
  const inline = new Set<z.ZodType>();
  const named = new Set<z.ZodType>(Object.values(NAMED));
  for (const { params, query, body, response } of OPERATION_CONTRACTS.map(asContract)) {
    const answered = "schema" in response ? response.schema : undefined;
    for (const schema of [params, query, body?.schema, answered]) {
      if (schema !== undefined && !named.has(schema)) inline.add(schema);
    }
  }

  const registry = z.registry<{ id: string }>();
  const names = new Map<z.ZodType, string>();
  for (const [name, schema] of Object.entries(NAMED)) {
    names.set(schema, name);
    registry.add(schema, { id: name });
  }
  for (const [index, schema] of [...inline].entries()) {
    names.set(schema, `inline-${index}`);
    registry.add(schema, { id: `inline-${index}` });
  }
  const { schemas } = z.toJSONSchema(registry, {
    uri: reference,
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => simplify(zodSchema, jsonSchema),
  });
  const written = new Map(
    Object.entries(schemas).map(([name, schema]): [string, Json] => {
      const { $schema: _dialect, $id: _address, id: _id, ...rest } = { ...schema };
      return [name, rest];
    }),
  );
  return {
    write: (schema) => {
      const name = names.get(schema) ?? "";
      return named.has(schema) ? { $ref: reference(name) } : (written.get(name) ?? {});
    },
    components: Object.fromEntries([...written].filter(([name]) => Object.hasOwn(NAMED, name))),
  };
}

const asContract = (contract: OperationContract): OperationContract => contract;

/** Leaves out what a format already says, and says which codes there are. */
function simplify(schema: z.core.$ZodTypes, written: z.core.JSONSchema.BaseSchema): void {
  if (written.format !== undefined) delete written.pattern;
  if (written.minimum === Number.MIN_SAFE_INTEGER) delete written.minimum;
  if (written.maximum === Number.MAX_SAFE_INTEGER) delete written.maximum;
  if (schema === reasonCodeSchema) written.enum = Object.keys(REASON_CODES);
}
