/** What somebody may write on a socket, and what must come back. After RFC 9112, and after what has broken other gateways. */

/** One thing said on a fresh connection. */
export interface RawCase {
  readonly name: string;
  readonly send: (token: string) => string;
  readonly status: number;
  /** What `x-diffract-error` says; `null` for calls that are served. */
  readonly code: string | null;
  /** Whose error shape the answer has. */
  readonly shape: "openai" | "anthropic" | "console";
  /** Whether a further request may be sent on the same connection. */
  readonly after: "open" | "closed";
  /** How many requests upstream gets. */
  readonly upstream: number;
}

type Expected = Pick<RawCase, "status" | "code"> & Partial<RawCase>;

const chat = "/v1/chat/completions";
const messages = "/v1/messages";
const json = "content-type: application/json";
const good = '{"model":"m","messages":[]}';
const bearer = (token: string): string => `authorization: Bearer ${token}`;
const lines = (...parts: readonly string[]): string => parts.map((part) => `${part}\r\n`).join("");
const head = (first: string, ...headers: readonly string[]): string =>
  `${lines(`${first} HTTP/1.1`, "host: gateway", ...headers)}\r\n`;
const sized = (body: string): string => `content-length: ${String(Buffer.byteLength(body, "latin1"))}`;
const post = (path: string, token: string, body: string, ...headers: readonly string[]): string =>
  head(`POST ${path}`, bearer(token), json, sized(body), ...headers) + body;

function expectCase(name: string, send: RawCase["send"], expected: Expected): RawCase {
  const served = expected.code === null;
  return { name, send, shape: "openai", after: served ? "open" : "closed", upstream: served ? 1 : 0, ...expected };
}

const bad = { status: 400, code: "invalid_request" } as const;

/** A call whose headers are as given. */
const withHeaders = (name: string, headers: readonly string[], body = good, expected: Expected = bad): RawCase =>
  expectCase(name, (token) => head(`POST ${chat}`, bearer(token), json, ...headers) + body, expected);

const chunked = (name: string, body: string): RawCase =>
  withHeaders(`chunked: ${name}`, ["transfer-encoding: chunked"], body, bad);

const framing: readonly RawCase[] = [
  withHeaders("content-length before transfer-encoding", [sized(good), "transfer-encoding: chunked"], "0\r\n\r\n"),
  withHeaders("transfer-encoding before content-length", ["transfer-encoding: chunked", sized(good)], "0\r\n\r\n"),
  withHeaders("a space before the colon of transfer-encoding", ["transfer-encoding : chunked"], "0\r\n\r\n"),
  withHeaders("transfer-encoding: xchunked", ["transfer-encoding: xchunked"], "0\r\n\r\n"),
  withHeaders("transfer-encoding: chunked, identity", ["transfer-encoding: chunked, identity"], "0\r\n\r\n"),
  withHeaders("transfer-encoding: identity", ["transfer-encoding: identity"], "0\r\n\r\n"),
  withHeaders("two different content-lengths", ["content-length: 3", sized(good)]),
  withHeaders("the same content-length twice", [sized(good), sized(good)]),
  withHeaders("content-length: 27, 27", ["content-length: 27, 27"]),
  withHeaders("content-length: +7", ["content-length: +7"], "1234567"),
  withHeaders("content-length: 0x7", ["content-length: 0x7"], "1234567"),
  withHeaders("content-length: -1", ["content-length: -1"]),
  withHeaders("content-length that overflows", ["content-length: 99999999999999999999999"]),
  withHeaders("content-length: empty", ["content-length:"]),
  chunked("a size that is no number", "zz\r\nabc\r\n0\r\n\r\n"),
  chunked("a negative size", "-1\r\nabc\r\n0\r\n\r\n"),
  chunked("a size that overflows", "fffffffffffffffff\r\nabc\r\n0\r\n\r\n"),
  chunked("0x before the size", "0x3\r\nabc\r\n0\r\n\r\n"),
  chunked("LF alone after the size", "3\nabc\r\n0\r\n\r\n"),
  chunked("more data than the size says", "3\r\nabcdef\r\n0\r\n\r\n"),
  chunked("20 KB of extensions", `3;${"e".repeat(20_000)}\r\nabc\r\n0\r\n\r\n`),
];

const withLine = (name: string, line: string, expected: Expected = bad): RawCase =>
  expectCase(
    name,
    (token) => `${lines(`POST ${chat} HTTP/1.1`, "host: gateway", bearer(token))}${line}\r\n\r\n`,
    expected,
  );

const headers: readonly RawCase[] = [
  expectCase("LF alone ends lines", (token) => `GET /v1/models HTTP/1.1\nhost: gateway\n${bearer(token)}\n\n`, bad),
  withLine("CR alone in a header", "x-a: b\rx-c: d"),
  withLine("a folded header", "x-a: b\r\n c"),
  withLine("NUL in a header's value", "x-a: b\0c"),
  withLine("NUL in a header's name", "x-\0a: b"),
  withLine("a space in a header's name", "x a: b"),
  withLine("a header without a name", ": b"),
  withLine("a header without a colon", "nothing"),
  expectCase("no host", (token) => `${lines("GET /v1/models HTTP/1.1", bearer(token))}\r\n`, bad),
  expectCase("two hosts", (token) => head("GET /v1/models", "Host: other", bearer(token)), bad),
  withLine("20 KB of headers", `x-a: ${"b".repeat(20_000)}`, { status: 431, code: "headers_too_large" }),
  withLine("200 headers", Array.from({ length: 200 }, (_, at) => `x-${String(at)}: 1`).join("\r\n"), {
    status: 431,
    code: "headers_too_large",
  }),
  withLine("2,001 short headers", Array.from({ length: 2001 }, () => "a: ").join("\r\n"), {
    status: 431,
    code: "headers_too_large",
  }),
  expectCase("an address of 20 KB", (token) => head(`GET /v1/models?${"a".repeat(20_000)}`, bearer(token)), {
    status: 414,
    code: "url_too_long",
  }),
];

const withPath = (name: string, path: string, expected: Partial<RawCase> = {}): RawCase =>
  expectCase(name, (token) => head(`GET ${path}`, bearer(token)), {
    status: 400,
    code: "invalid_path",
    after: "open",
    ...expected,
  });

const toConsole = { shape: "console", after: "closed" } as const;

const paths: readonly RawCase[] = [
  withPath("// before v1", `/${chat}`, toConsole),
  withPath("// after v1", "/v1//chat/completions"),
  withPath("..", "/v1/../v1/models"),
  withPath(".. out of a page", "/calls/../v1/models", toConsole),
  withPath("..%2f out of a page", "/calls/..%2fv1/models", toConsole),
  withPath("%2e%2e", "/v1/%2e%2e/v1/models"),
  withPath("..%2f", "/v1/..%2fadmin"),
  withPath("%5c", "/v1/..%5cadmin"),
  withPath("/./v1", "/./v1/models", toConsole),
  withPath("v1 in percent-encoding", "/%76%31/chat/completions", toConsole),
  withPath("a known path in percent-encoding", "/v1/chat/%63ompletions"),
  withPath("a known path in capitals", "/v1/Chat/Completions"),
  withPath("%zz", "/v1/%zz"),
  withPath("%zz of a page", "/calls/%zz", toConsole),
  withPath("% at the end", "/v1/models%"),
  withPath("%ff of a page", "/calls/%ff", toConsole),
  withPath("a backslash", "/v1\\models", toConsole),
  withPath("a semicolon", "/v1/models;x=y"),
  withPath("a fragment", "/v1/models#x"),
  withPath("%0d%0a", "/v1/models%0d%0ax:%20y"),
  withPath("an address of another host", "http://other/v1/models", { ...bad, after: "closed" }),
  expectCase("an address with our host", (token) => head("GET http://gateway/v1/models", bearer(token)), {
    status: 200,
    code: null,
  }),
  expectCase("*", (token) => head("OPTIONS *", bearer(token)), { status: 400, code: "invalid_path", ...toConsole }),
  expectCase("NUL in the path", (token) => head("GET /v1/mo\0dels", bearer(token)), {
    status: 400,
    code: "invalid_request",
  }),
];

const first = (name: string, line: string, expected: Expected): RawCase =>
  expectCase(name, (token) => `${lines(line, "host: gateway", bearer(token))}\r\n`, expected);
const refusedMethod = { status: 405, code: "method_not_allowed" } as const;

const requestLines: readonly RawCase[] = [
  first("TRACE", "TRACE /v1/models HTTP/1.1", refusedMethod),
  first("TRACE of a page", "TRACE /calls HTTP/1.1", { ...refusedMethod, ...toConsole }),
  first("CONNECT", "CONNECT gateway:443 HTTP/1.1", { ...refusedMethod, ...toConsole }),
  first("PROPFIND", "PROPFIND /v1/models HTTP/1.1", { ...refusedMethod, after: "open" }),
  first("a method that does not exist", "FETCH /v1/models HTTP/1.1", refusedMethod),
  first("a method in lower case", "post /v1/messages HTTP/1.1", { ...refusedMethod, shape: "anthropic" }),
  first("no version", "GET /v1/models", bad),
  first("a version of the future", "GET /v1/models HTTP/9.9", bad),
  first("two spaces", "GET /v1/models  HTTP/1.1", { status: 200, code: null }),
  first("the beginning of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM", bad),
  expectCase("the beginning of TLS", () => "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03aaaaaaaaaaaaaaaaaaaaa", bad),
  first("HTTP/1.0", "GET /v1/models HTTP/1.0", { status: 200, code: null, after: "closed" }),
  first("WebSocket", "GET /v1/realtime?model=m HTTP/1.1\r\nconnection: upgrade\r\nupgrade: websocket", {
    status: 426,
    code: "upgrade_unsupported",
    after: "open",
  }),
  expectCase(
    "an offer of h2c",
    (token) =>
      post(chat, token, good, "connection: Upgrade, HTTP2-Settings", "upgrade: h2c", "http2-settings: AAMAAABk"),
    { status: 200, code: null },
  ),
  expectCase("an expectation that nobody knows", (token) => post(chat, token, good, "expect: tea"), {
    status: 417,
    code: "expectation_failed",
  }),
];

const refusedToken = { status: 401, after: "open" } as const;
const withToken = (name: string, authorization: string, code: string): RawCase =>
  expectCase(name, () => head("GET /v1/models", authorization), { ...refusedToken, code });

const tokens: readonly RawCase[] = [
  withToken("Bearer %%", "authorization: Bearer %%", "invalid_token"),
  withToken("Bearer and nothing", "authorization: Bearer", "missing_token"),
  withToken("Basic", "authorization: Basic YTpi", "missing_token"),
  withToken("8 KB of token", `authorization: Bearer dfr_${"a".repeat(8000)}`, "invalid_token"),
  withToken("a token with quotes", `authorization: Bearer dfr_' OR 1=1 --`, "missing_token"),
  withToken("letters of other languages", "authorization: Bearer \xc3\xa9\xff", "invalid_token"),
  expectCase("a token in the address", (token) => head(`GET /v1/models?key=${token}`, bearer(token)), {
    ...bad,
    after: "open",
  }),
];

const notJson = { status: 400, code: "invalid_json", after: "open" } as const;
const withBody = (name: string, body: string, expected: Expected = notJson): RawCase =>
  expectCase(name, (token) => post(chat, token, body), expected);
const served = { status: 200, code: null } as const;

const bodies: readonly RawCase[] = [
  withBody("no body", ""),
  withBody("half a JSON object", '{"model":"m"'),
  withBody("no JSON", "model=m"),
  withBody("a JSON array", "[1]"),
  withBody("a JSON text", '"m"'),
  withBody("NaN", '{"model":NaN}'),
  withBody("NUL", "{}\0"),
  withBody("a byte order mark", `\xef\xbb\xbf${good}`, served),
  withBody("a number of 10,000 digits", `{"model":"m","n":${"9".repeat(10_000)}}`, served),
  withBody("1e999999", '{"model":"m","n":1e999999}', served),
  withBody("a nesting of 100,000", `{"model":"m","n":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, served),
  withBody("a nesting that never ends", `{"n":${"[".repeat(100_000)}`),
  withBody("a lone surrogate and __proto__", '{"model":"m","__proto__":{"a":"\\ud800"}}', served),
  expectCase("bad JSON of Anthropic's", (token) => post(messages, token, "{"), { ...notJson, shape: "anthropic" }),
  expectCase("a form", (token) => head(`POST ${chat}`, bearer(token), "content-type: text/plain", sized(good)) + good, {
    status: 415,
    code: "unsupported_content_type",
    after: "open",
  }),
  expectCase("no type", (token) => head(`POST ${chat}`, bearer(token), sized(good)) + good, served),
  expectCase("51 MB announced", (token) => head(`POST ${chat}`, bearer(token), json, "content-length: 53477376"), {
    status: 413,
    code: "body_too_large",
  }),
  expectCase("a GET with a body", (token) => head("GET /v1/models", bearer(token), sized("abc")) + "abc", served),
  expectCase("folded header of Anthropic's", (token) => head(`POST ${messages}`, bearer(token), "x-a: b\r\n c"), {
    ...bad,
    shape: "anthropic",
  }),
];

/** Every case that needs nothing but a socket. */
export const rawCases: readonly RawCase[] = [...framing, ...headers, ...paths, ...requestLines, ...tokens, ...bodies];

/** A call that is in order, for what comes after. */
export const goodCall = (token: string, path = chat, body = good): string => post(path, token, body);
/** Its head alone, with what more is given. */
export const callHead = (token: string, ...more: readonly string[]): string =>
  head(`POST ${chat}`, bearer(token), json, ...more);
