/** Programs that say who they are in `user-agent`; the libraries that others are built with say nothing of them. */
const agents: readonly (readonly [prefix: string, name: string])[] = [
  ["claude-cli/", "claude-code"],
  ["codex", "codex"],
  ["opencode/", "opencode"],
  ["aider/", "aider"],
  ["Cline/", "cline"],
  ["Continue/", "continue"],
  ["Zed/", "zed"],
];

/** The program that made a call, when its `user-agent` is that of a known coding agent. */
export function nameAgent(userAgent: string | undefined): string | null {
  if (userAgent === undefined) return null;
  for (const [prefix, name] of agents) if (userAgent.startsWith(prefix)) return name;
  return null;
}
