/** A failure with words for people: what the management API said, or why it could not be asked. */
export class ClientError extends Error {
  override readonly name = "ClientError";
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    readonly details: unknown = null,
  ) {
    super(message);
  }
}

interface FetchJsonOptions {
  readonly method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

interface ErrorBody {
  readonly error?: { readonly code?: unknown; readonly message?: unknown; readonly details?: unknown };
}

const fallbacks: Readonly<Record<number, string>> = {
  401: "Your session has ended. Sign in again.",
  403: "You may not do this.",
  404: "There is no such thing here.",
  503: "Diffract is not ready. Try again in a moment.",
};

function toClientError(status: number, text: string): ClientError {
  let body: ErrorBody = {};
  try {
    body = JSON.parse(text) as ErrorBody;
  } catch {
    // Not JSON: something in front of Diffract answered; its page is not for people here.
  }
  const code = typeof body.error?.code === "string" ? body.error.code : "unexpected_answer";
  const fallback = fallbacks[status] ?? `The server answered with status ${status}.`;
  const message = typeof body.error?.message === "string" ? body.error.message : fallback;
  return new ClientError(code, status === 401 ? (fallbacks[401] ?? message) : message, status, body.error?.details);
}

/**
 * Asks the management API with the session's cookie.
 * @param path below the origin, for example `/api/v1/calls?limit=50`
 * @throws ClientError for every failure but an abort
 */
export async function fetchJson<Answer>(path: string, options: FetchJsonOptions = {}): Promise<Answer> {
  const { method = "GET", body, signal } = options;
  const headers: Record<string, string> = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    text = await response.text();
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ClientError("unreachable", "Diffract cannot be reached. Is it running?", 0);
  }
  if (!response.ok) throw toClientError(response.status, text);
  return (text === "" ? null : JSON.parse(text)) as Answer;
}
