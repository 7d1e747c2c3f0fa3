/** Resources whose paths go on with ids and further parts, by path below `/v1`, and what the record calls them. */
const resources: ReadonlyMap<string, string> = new Map([
  ["chat/completions", "chat.completions"],
  ["responses", "responses"],
  ["conversations", "conversations"],
  ["files", "files"],
  ["uploads", "uploads"],
  ["batches", "batches"],
  ["assistants", "assistants"],
  ["threads", "threads"],
  ["vector_stores", "vector_stores"],
  ["fine_tuning/jobs", "fine_tuning.jobs"],
  ["videos", "videos"],
  ["containers", "containers"],
  ["evals", "evals"],
  ["skills", "skills"],
  ["messages/batches", "messages.batches"],
]);

/** Parts that stand where an id would. */
const fixedParts: ReadonlySet<string> = new Set(["responses/input_tokens", "responses/compact", "threads/runs"]);

const verbs: Readonly<Record<string, string>> = { GET: "retrieve", HEAD: "retrieve", DELETE: "delete" };
const partName = /^[a-z][a-z_]{0,30}$/;

function nameParts(name: string, rest: readonly string[], method: string): string {
  if (rest.length === 0) return method === "GET" || method === "HEAD" ? `${name}.list` : name;
  if (rest.length === 1) return `${name}.${verbs[method] ?? "update"}`;
  // Ids and names take turns: `threads/{id}/runs/{id}/submit_tool_outputs`.
  const names = rest.filter((_, index) => index % 2 === 1);
  return names.every((part) => partName.test(part)) ? [name, ...names].join(".") : "other";
}

/**
 * The endpoint of a path with ids in it, for example `responses.cancel` or `threads.runs`; `null` for none that is known.
 * @param path below the host, starting with `/v1/`
 */
export function nameResource(path: string, method: string): string | null {
  const parts = path.slice("/v1/".length).split("/");
  const length = resources.has(parts.slice(0, 2).join("/")) ? 2 : 1;
  const name = resources.get(parts.slice(0, length).join("/"));
  if (name === undefined) return null;
  const [part = "", ...further] = parts.slice(length);
  if (fixedParts.has(`${name}/${part}`)) return nameParts(`${name}.${part}`, further, method);
  const rest = parts.slice(length);
  return nameParts(name, rest.at(-1) === "" ? rest.slice(0, -1) : rest, method);
}
