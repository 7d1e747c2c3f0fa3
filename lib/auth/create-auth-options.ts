import type { AuthOptions, User } from "next-auth";
import type { CheckSignIn, SignInAnswer } from "./check-sign-in";
import { deriveSessionSecret, sessionMaxAgeSeconds } from "./session-token";

export interface AuthOptionsInput {
  /** The root secret. */
  readonly secret: string;
  readonly checkSignIn: CheckSignIn;
}

type Headers = Readonly<Record<string, string | undefined>>;

/** Our own proxy writes this header and lets nobody else's through. */
function readAddress(headers: Headers | undefined): string {
  return headers?.["x-forwarded-for"]?.split(",")[0]?.trim() ?? "";
}

/** Messages of thrown errors travel to the sign-in page as codes. */
function toUser(answer: SignInAnswer): User | null {
  switch (answer.kind) {
    case "signed-in":
      return answer.person;
    case "refused":
      return null;
    case "too-many":
      throw new Error("too_many_requests");
    case "unavailable":
      throw new Error("database_unavailable");
  }
}

const asText = (value: unknown): string => (typeof value === "string" ? value : "");

/** Nobody is led elsewhere after signing in or out. */
function keepOrigin(url: URL, baseUrl: string): string {
  return url.origin === new URL(baseUrl).origin ? url.href : baseUrl;
}

/** next-auth with e-mail and password, sessions in an encrypted cookie. */
export function createAuthOptions({ secret, checkSignIn }: AuthOptionsInput): AuthOptions {
  const ignore = (): void => undefined;
  return {
    secret: deriveSessionSecret(secret),
    session: { strategy: "jwt", maxAge: sessionMaxAgeSeconds },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    // Its messages may quote what people typed.
    logger: { error: ignore, warn: ignore, debug: ignore },
    providers: [
      {
        id: "credentials",
        name: "E-mail and password",
        type: "credentials",
        credentials: {},
        authorize: async (credentials: Partial<Record<string, unknown>> | undefined, request) => {
          const headers = request.headers as Headers | undefined;
          const [email, password] = [asText(credentials?.["email"]), asText(credentials?.["password"])];
          return toUser(await checkSignIn({ email, password, address: readAddress(headers) }));
        },
      },
    ],
    callbacks: {
      redirect: ({ url, baseUrl }) =>
        URL.canParse(url, baseUrl) ? keepOrigin(new URL(url, baseUrl), baseUrl) : baseUrl,
      jwt: ({ token, user }) => {
        const person = user as (User & { readonly stamp?: string }) | undefined;
        if (person?.stamp === undefined) return token;
        return { sub: person.id, stamp: person.stamp, signed_in_at: Math.floor(Date.now() / 1000) };
      },
    },
  };
}
