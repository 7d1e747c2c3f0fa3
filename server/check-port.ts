import { createServer } from "node:net";
import { AppError } from "@/lib/core/errors";

/** @throws AppError that names the port and what to do, when it cannot be had */
export async function checkPort(host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(new AppError("conflict", describePortProblem(host, port, error)));
    });
    server.listen({ host, port, exclusive: true }, () => {
      server.close(() => {
        resolve();
      });
    });
  });
}

export function describePortProblem(host: string, port: number, error: NodeJS.ErrnoException): string {
  if (error.code === "EADDRINUSE") {
    return `Port ${port} on ${host} is taken by another program. Stop it, or choose another port: PORT=${port === 65_535 ? port - 1 : port + 1} npm start`;
  }
  if (error.code === "EACCES") return `Port ${port} needs more rights. Choose one above 1023, for example PORT=3000.`;
  return `Cannot listen on ${host} port ${port}: ${error.message}.`;
}
