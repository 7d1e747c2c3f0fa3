import type { IncomingMessage, ServerResponse } from "node:http";
import type { SystemProcess, SystemTotals } from "@/lib/core/contracts/system";
import { sumProcesses } from "@/lib/core/system/sum-processes";

export interface HealthChecks {
  readonly isDraining: () => boolean;
  readonly isConsoleUp: () => boolean;
  /** What of the database is missing. */
  readonly findMissingOfDatabase: () => Promise<readonly string[]>;
  /** How every process of this machine is doing. */
  readonly listProcesses: () => readonly SystemProcess[];
}

/** What clients ask to see whether somebody is there, before they have a token: Claude Code, for one, `HEAD /` and `/api/hello`. */
function isProbe(method: string | undefined, path: string | undefined): boolean {
  return (method === "HEAD" && path === "/") || ((method === "HEAD" || method === "GET") && path === "/api/hello");
}

/** `/healthz`, `/readyz` and clients' probes. Returns whether the request was one of them. */
export function createHealthServer(checks: HealthChecks) {
  return function serveHealth(request: IncomingMessage, response: ServerResponse): boolean {
    const path = request.url?.split("?")[0];
    if (isProbe(request.method, path)) {
      answer(response, 200, { message: "hello" });
      return true;
    }
    if (path !== "/healthz" && path !== "/readyz") return false;
    if (path === "/healthz") {
      answer(response, 200, { status: "ok" });
      return true;
    }
    findMissing(checks).then(
      (missing) => {
        const recording = describeRecording(checks.listProcesses());
        if (missing.length === 0) answer(response, 200, { status: "ready", recording });
        else answer(response, 503, { status: "not ready", missing, recording });
      },
      () => response.destroy(),
    );
    return true;
  };
}

/** Figures alone: who asks here has shown no token. All of it is in `GET /api/v1/system`. */
function describeRecording(processes: readonly SystemProcess[]): SystemTotals {
  return sumProcesses(processes, Date.now());
}

async function findMissing(checks: HealthChecks): Promise<readonly string[]> {
  if (checks.isDraining()) return ["draining"];
  return [...(await checks.findMissingOfDatabase()), ...(checks.isConsoleUp() ? [] : ["console"])];
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const retry = status === 503 ? { "retry-after": "1" } : {};
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...retry });
  response.end(JSON.stringify(body));
}
