import { z } from "zod";
import type { RouteFacts } from "./define-route";

/** One operation of the management API, in words; the rest is read from its route. */
export interface Operation {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** Below `/api/v1`, with names in braces. */
  readonly path: string;
  readonly summary: string;
  /** What a good answer is. */
  readonly answer: string;
  /** Of a good answer, when it is not JSON. */
  readonly contentType?: string;
  readonly facts: RouteFacts;
}

type Json = Readonly<Record<string, unknown>>;

const errorSchema = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["code", "message"],
      properties: { code: { type: "string" }, message: { type: "string" }, details: {} },
    },
  },
};

const failures: Readonly<Record<string, string>> = {
  "400": "What was sent is not valid; `details` lists each field.",
  "401": "No session, and no or a wrong admin token.",
  "403": "The role is not enough, or a cookie was sent from another origin.",
  "404": "There is no such thing.",
  "409": "It conflicts with what there is.",
  "503": "The database cannot be asked right now.",
};

function toSchema(schema: z.ZodType): Json {
  const written = Object.entries(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  return Object.fromEntries(written.filter(([key]) => key !== "$schema"));
}

function listParameters({ params, query }: RouteFacts): readonly Json[] {
  const inPath = params.map((name) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string", format: "uuid" },
  }));
  if (query === null) return inPath;
  const { properties = {}, required = [] } = toSchema(query) as { properties?: Json; required?: readonly string[] };
  const inQuery = Object.entries(properties).map(([name, schema]) => {
    return { name, in: "query", required: required.includes(name), schema };
  });
  return [...inPath, ...inQuery];
}

function describeOperation({ method, path, summary, answer, contentType, facts }: Operation): Json {
  const good = facts.status === 200 && answer === "" ? "204" : String(facts.status);
  const content = { [contentType ?? "application/json"]: {} };
  const problem = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };
  const bad = Object.entries(failures).map(([status, description]) => [status, { description, content: problem }]);
  return {
    operationId: `${method}${path.replace(/[^A-Za-z]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary,
    description: `Needs the role \`${facts.role}\`.`,
    tags: [path.split("/")[1] ?? ""],
    parameters: listParameters(facts),
    ...(facts.input !== null && {
      requestBody: { required: true, content: { "application/json": { schema: toSchema(facts.input) } } },
    }),
    responses: {
      [good]: answer === "" ? { description: "Done." } : { description: answer, content },
      ...Object.fromEntries(bad),
    },
  };
}

/** The management API as OpenAPI 3.1, from the schemas that its routes check with. */
export function buildOpenApi(operations: readonly Operation[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    const methods = (paths[operation.path] ??= {});
    methods[operation.method] = describeOperation(operation);
  }
  return {
    openapi: "3.1.0",
    info: { title: "Diffract management API", version: "1" },
    servers: [{ url: "/api/v1" }],
    security: [{ adminToken: [] }, { session: [] }],
    paths,
    components: {
      schemas: { Error: errorSchema },
      securitySchemes: {
        adminToken: { type: "http", scheme: "bearer", description: "DIFFRACT_ADMIN_TOKEN" },
        session: { type: "apiKey", in: "cookie", name: "next-auth.session-token" },
      },
    },
  };
}
