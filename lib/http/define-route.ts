import type { z } from "zod";
import { hasRole, type Actor, type Role } from "@/lib/core/contracts/actor";
import { AppError } from "@/lib/core/errors";
import { answerError } from "./answer-error";
import { checkSameOrigin } from "./check-same-origin";
import { parseInput, parseParams, parseQuery } from "./parse-request";

export interface RouteCall<Context, Name extends string, Query, Input> {
  readonly actor: Actor;
  readonly context: Context;
  /** Path segments, each a lower-case UUID. */
  readonly params: Readonly<Record<Name, string>>;
  readonly query: Query;
  readonly input: Input;
  readonly request: Request;
}

export interface RouteSpec<Context, Name extends string = never, Query = undefined, Input = undefined> {
  /** The least that the caller must be. */
  readonly role: Role;
  /** Names of path segments that hold ids. */
  readonly params?: readonly Name[];
  readonly query?: z.ZodType<Query>;
  /** The JSON body. */
  readonly input?: z.ZodType<Input>;
  /** Of a good answer. */
  readonly status?: number;
  /** Answers with a JSON value, with nothing (204), or with a response of its own. */
  readonly run: (call: RouteCall<Context, Name, Query, Input>) => unknown;
}

/** What `RouteSpec` says to whoever only reads it: OpenAPI, and the test of who may do what. */
export interface RouteFacts {
  readonly role: Role;
  readonly params: readonly string[];
  readonly query: z.ZodType | null;
  readonly input: z.ZodType | null;
  readonly status: number;
}

export interface RouteHandler {
  (request: Request, route: { readonly params: Promise<unknown> }): Promise<Response>;
  readonly facts: RouteFacts;
}

export interface DefineRouteOptions<Context> {
  /** @throws AppError `unauthenticated` */
  readonly authenticate: (request: Request) => Promise<Actor>;
  readonly createContext: (actor: Actor) => Context;
  /** What a failure means for the caller; `null` when nobody foresaw it. */
  readonly describeFailure: (error: unknown) => AppError | null;
  readonly reportError: (error: unknown) => void;
}

export type DefineRoute<Context> = <Name extends string = never, Query = undefined, Input = undefined>(
  spec: RouteSpec<Context, Name, Query, Input>,
) => RouteHandler;

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

function toResponse(answer: unknown, status: number): Response {
  if (answer instanceof Response) {
    if (!answer.headers.has("cache-control")) answer.headers.set("cache-control", "no-store");
    return answer;
  }
  const headers = { "cache-control": "no-store" };
  return answer === undefined
    ? new Response(null, { status: 204, headers })
    : Response.json(answer, { status, headers });
}

/**
 * Makes route handlers of the management API. Who may, and what may come in, is decided here and before anything else, in
 * the handler itself: never by an address that was rebuilt from headers, never in middleware.
 */
export function createDefineRoute<Context>(options: DefineRouteOptions<Context>): DefineRoute<Context> {
  const { authenticate, createContext, describeFailure, reportError } = options;

  async function admit(request: Request, role: Role): Promise<Actor> {
    const actor = await authenticate(request);
    // A browser sends its cookie along wherever a page of another site points it; a bearer token it does not.
    if (actor.kind === "person" && !safeMethods.has(request.method)) checkSameOrigin(request);
    if (!hasRole(actor, role)) throw new AppError("forbidden", "Only an admin may do this.");
    return actor;
  }

  return function defineRoute<Name extends string, Query, Input>(spec: RouteSpec<Context, Name, Query, Input>) {
    const { role, params: names = [], query: querySchema, input: inputSchema, status = 200 } = spec;
    const serve = async (request: Request, route: { readonly params: Promise<unknown> }): Promise<Response> => {
      try {
        const actor = await admit(request, role);
        const params = parseParams(names, await route.params);
        // Without a schema there is no query (or input), which the types say as well.
        const query = parseQuery(querySchema, request) as Query;
        const input = (inputSchema === undefined ? undefined : await parseInput(inputSchema, request)) as Input;
        const context = createContext(actor);
        return toResponse(await spec.run({ actor, context, params, query, input, request }), status);
      } catch (error) {
        const known = describeFailure(error);
        if (known === null) reportError(error);
        return answerError(known ?? new AppError("internal_error", "Something went wrong here. It was noted."));
      }
    };
    const facts = { role, params: names, query: querySchema ?? null, input: inputSchema ?? null, status };
    return Object.assign(serve, { facts });
  };
}
